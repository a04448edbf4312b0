// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.sftp;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A packet in the making; grows as it needs to. What is read from files lies outside the heap. */
final class Answer implements AutoCloseable {
    /** How much of a file goes into an answer without memory of its own: thirty pages. */
    static final int HANDY = Buffers.BYTES - 8 * 1024;

    private static final int LENGTH_BYTES = 4;

    private final Buffers buffers;
    private ByteBuffer bytes;
    private ByteBuffer lent;

    Answer(int type) {
        this(type, 512);
    }

    Answer(int type, int expected) {
        this(type, ByteBuffer.allocate(expected + 32), null);
    }

    private Answer(int type, ByteBuffer bytes, Buffers buffers) {
        this.bytes = bytes;
        this.buffers = buffers;
        this.lent = buffers == null ? null : bytes;
        bytes.putInt(0).put((byte) type);
    }

    /** Returns an answer with up to so many bytes of a file; null at its end. Blocks on the disk. */
    static Answer data(Buffers buffers, int id, FileChannel file, long at, int length) throws IOException {
        boolean handy = length <= HANDY;
        Answer answer = new Answer(
                Types.DATA, handy ? buffers.take() : ByteBuffer.allocate(length + 32), handy ? buffers : null);
        int read = 0;
        try {
            ByteBuffer room = answer.integer(id).integer(0).bytes;
            int lengthAt = room.position() - Integer.BYTES;
            room.limit(room.position() + length);
            while (room.hasRemaining()) {
                int more = file.read(room, at + read);
                if (more < 0) {
                    break;
                }
                read += more;
            }
            room.limit(room.capacity());
            answer.settle(lengthAt, read);
        } catch (IOException | RuntimeException e) {
            answer.close();
            throw e;
        }
        if (read == 0 && length > 0) {
            answer.close();
            return null;
        }
        return answer;
    }

    Answer integer(int value) {
        room(4).putInt(value);
        return this;
    }

    Answer large(long value) {
        room(8).putLong(value);
        return this;
    }

    Answer text(String value) {
        return text(value.getBytes(StandardCharsets.UTF_8));
    }

    Answer text(byte[] value) {
        room(4 + value.length).putInt(value.length).put(value);
        return this;
    }

    /** Returns where an integer can be put later. */
    int reserve() {
        int at = bytes.position();
        integer(0);
        return at;
    }

    void settle(int at, int value) {
        bytes.putInt(at, value);
    }

    /** Returns room for bytes that are put directly. */
    private ByteBuffer room(int length) {
        if (bytes.remaining() < length) {
            ByteBuffer larger = ByteBuffer.wrap(
                    Arrays.copyOf(bytes.array(), Math.max(bytes.capacity() * 2, bytes.position() + length)));
            bytes = larger.position(bytes.position());
        }
        return bytes;
    }

    /** Ends the packet and returns it, with its length in front. */
    ByteBuffer packet() {
        return bytes.putInt(0, bytes.position() - LENGTH_BYTES).flip();
    }

    /** Gives back what was lent. */
    @Override
    public void close() {
        if (lent != null) {
            buffers.give(lent);
            lent = null;
        }
    }
}
