// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.runtime.varlink;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.Arrays;

/** Cuts a byte stream into messages at NUL. Holds at most one message and one read of look-ahead. One thread only. */
final class FrameReader {
    private static final int FIRST_BYTES = 4096;

    private final ReadableByteChannel channel;
    private final int maxBytes;
    private byte[] buffer = new byte[FIRST_BYTES];
    private int from;
    private int to;

    FrameReader(ReadableByteChannel channel, int maxBytes) {
        this.channel = channel;
        this.maxBytes = maxBytes;
    }

    /** True when a part of the next message has arrived already. */
    boolean midway() {
        return to > from;
    }

    /**
     * Waits for the next message, without its NUL; null when the other side closed between messages.
     *
     * @param begun is run once, when the first bytes of a message have come but not all of them
     * @throws ProtocolException when a message is longer than allowed or the stream ends inside one
     */
    byte[] next(Runnable begun) throws IOException {
        int scanned = from;
        boolean told = midway();
        while (true) {
            for (; scanned < to; scanned++) {
                if (buffer[scanned] == 0) {
                    checkLength(scanned - from);
                    byte[] frame = Arrays.copyOfRange(buffer, from, scanned);
                    from = scanned + 1;
                    release();
                    return frame;
                }
            }
            checkLength(to - from);
            scanned -= makeRoom();
            int read = channel.read(ByteBuffer.wrap(buffer, to, buffer.length - to));
            if (read < 0) {
                if (midway()) {
                    throw new ProtocolException("The stream ended inside a message.");
                }
                return null;
            }
            to += read;
            if (!told && buffer[to - 1] != 0) {
                told = true;
                begun.run();
            }
        }
    }

    private void checkLength(int bytes) throws ProtocolException {
        if (bytes > maxBytes) {
            throw new ProtocolException("A message is longer than " + maxBytes + " bytes.");
        }
    }

    /** Makes room for another read; returns by how much the bytes moved down. */
    private int makeRoom() {
        if (to < buffer.length) {
            return 0;
        }
        int moved = from;
        int held = to - from;
        if (moved > 0) {
            System.arraycopy(buffer, from, buffer, 0, held);
        } else {
            buffer = Arrays.copyOf(buffer, Math.min(buffer.length * 2, maxBytes + FIRST_BYTES));
        }
        from = 0;
        to = held;
        return moved;
    }

    /** Gives a large buffer back once it is empty. */
    private void release() {
        if (from == to) {
            from = 0;
            to = 0;
            if (buffer.length > 16 * FIRST_BYTES) {
                buffer = new byte[FIRST_BYTES];
            }
        }
    }
}
