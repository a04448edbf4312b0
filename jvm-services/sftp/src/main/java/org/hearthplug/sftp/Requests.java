// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.sftp;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Finds SFTP's packets (a length, then so many bytes) in what comes piece by piece. A packet that lies whole in a piece is read there; another
 * is put together outside the heap, from where a file is written without a further copy. For one thread at a time.
 */
final class Requests implements AutoCloseable {
    /** OpenSSH takes 256 KiB; programs send 32 KiB unless they are told otherwise. */
    static final int MAX_PACKET = 256 * 1024 + 1024;

    private static final int LENGTH_BYTES = 4;

    private final Buffers buffers;
    private int lengthBytes;
    private int length;
    private ByteBuffer lent;
    private ByteBuffer parts;
    private ByteBuffer packet;

    Requests(Buffers buffers) {
        this.buffers = buffers;
    }

    /**
     * Takes bytes until a packet is complete, or all of them.
     *
     * @return how many it took
     * @throws IOException when a packet says that it is longer than any may be
     */
    int feed(byte[] bytes, int offset, int count) throws IOException {
        int at = offset;
        int end = offset + count;
        while (lengthBytes < LENGTH_BYTES && at < end) {
            length = length << 8 | bytes[at++] & 0xff;
            lengthBytes++;
        }
        if (lengthBytes < LENGTH_BYTES) {
            return count;
        }
        if (length < 1 || length > MAX_PACKET) {
            throw new IOException("a packet of " + Integer.toUnsignedString(length) + " bytes");
        }
        if (parts == null && end - at >= length) {
            packet = ByteBuffer.wrap(bytes, at, length).slice();
            return at + length - offset;
        }
        if (parts == null && at < end) {
            begin();
        }
        if (at < end) {
            int now = Math.min(end - at, parts.remaining());
            parts.put(bytes, at, now);
            at += now;
            packet = parts.hasRemaining() ? null : parts.flip();
        }
        return at - offset;
    }

    private void begin() {
        if (length <= Buffers.BYTES) {
            lent = buffers.take();
            parts = lent.limit(length);
        } else {
            parts = ByteBuffer.allocate(length);
        }
    }

    /** Returns the packet that is complete, without its length, until {@link #done}; else null. */
    ByteBuffer packet() {
        return packet;
    }

    /** Goes on to the next packet. */
    void done() {
        if (lent != null) {
            buffers.give(lent);
            lent = null;
        }
        parts = null;
        packet = null;
        lengthBytes = 0;
        length = 0;
    }

    @Override
    public void close() {
        done();
    }
}
