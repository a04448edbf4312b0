// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.sftp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import org.apache.sshd.common.io.AbstractIoWriteFuture;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.util.buffer.Buffer;

/**
 * What a connection has to send: packets are copied together in memory outside the heap and leave with one call of the kernel. What has no
 * room there waits where it is. Any thread adds, the connection's sends.
 */
final class Outgoing {
    /** Taken: the packet's array is free again. */
    private static final IoWriteFuture TAKEN = AbstractIoWriteFuture.fulfilled("taken", Boolean.TRUE);

    private final Buffers buffers;
    private final Queue<Waiting> queue = new ArrayDeque<>();
    private ByteBuffer bytes;
    private int from;
    private int to;
    private long queued;
    private boolean ended;

    Outgoing(Buffers buffers) {
        this.buffers = buffers;
    }

    /** A packet that waits in its own array. */
    private static final class Waiting extends AbstractIoWriteFuture {
        private final byte[] array;
        private final int end;
        private int at;

        Waiting(Buffer packet) {
            super("sftp", null);
            array = packet.array();
            at = packet.rpos();
            end = packet.wpos();
        }
    }

    /** Takes a packet; the answer is done when its array is free again. */
    synchronized IoWriteFuture add(Buffer packet) {
        int length = packet.available();
        if (ended) {
            return AbstractIoWriteFuture.fulfilled("sftp", new ClosedChannelException());
        }
        if (queue.isEmpty()) {
            if (bytes == null) {
                bytes = buffers.take();
            }
            if (length <= Buffers.BYTES - to) {
                bytes.put(to, packet.array(), packet.rpos(), length);
                to += length;
                return TAKEN;
            }
        }
        Waiting one = new Waiting(packet);
        queue.add(one);
        queued += length;
        return one;
    }

    /** Whether a packet of this size would have to wait. */
    synchronized boolean isFullFor(int length) {
        return !queue.isEmpty() || length > Buffers.BYTES - to;
    }

    /** How many bytes wait beyond those that lie together. */
    synchronized long queued() {
        return queued;
    }

    /** What one try to send came to. */
    enum Result {
        ALL,
        SOME,
        NOTHING
    }

    /** Sends what the socket takes. */
    Result sendTo(SocketChannel socket) throws IOException {
        List<Waiting> left = new ArrayList<>(0);
        Result result;
        synchronized (this) {
            result = send(socket, left);
        }
        left.forEach(each -> each.setValue(Boolean.TRUE));
        return result;
    }

    private Result send(SocketChannel socket, List<Waiting> left) throws IOException {
        boolean some = false;
        while (to > from) {
            int sent = socket.write(bytes.limit(to).position(from));
            bytes.clear();
            from += sent;
            some |= sent > 0;
            if (from < to) {
                return some ? Result.SOME : Result.NOTHING;
            }
            from = 0;
            to = 0;
            refill(left);
        }
        if (bytes != null) {
            buffers.give(bytes);
            bytes = null;
        }
        return Result.ALL;
    }

    private void refill(List<Waiting> left) {
        for (Waiting next = queue.peek(); next != null && to < Buffers.BYTES; next = queue.peek()) {
            int now = Math.min(Buffers.BYTES - to, next.end - next.at);
            bytes.put(to, next.array, next.at, now);
            next.at += now;
            to += now;
            queued -= now;
            if (next.at == next.end) {
                left.add(queue.remove());
            }
        }
    }

    /** Nothing leaves any more. */
    void end() {
        List<Waiting> left;
        synchronized (this) {
            ended = true;
            left = new ArrayList<>(queue);
            queue.clear();
            queued = 0;
            from = 0;
            to = 0;
            if (bytes != null) {
                buffers.give(bytes);
                bytes = null;
            }
        }
        left.forEach(each -> each.setValue(new ClosedChannelException()));
    }
}
