// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.sftp;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A packet in the making; grows as it needs to. */
final class Answer {
    private ByteBuffer bytes;

    Answer(int type) {
        this(type, 512);
    }

    Answer(int type, int expected) {
        bytes = ByteBuffer.allocate(expected + 32);
        bytes.putInt(0).put((byte) type);
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
    ByteBuffer room(int length) {
        if (bytes.remaining() < length) {
            ByteBuffer larger = ByteBuffer.wrap(
                    Arrays.copyOf(bytes.array(), Math.max(bytes.capacity() * 2, bytes.position() + length)));
            bytes = larger.position(bytes.position());
        }
        return bytes;
    }

    int size() {
        return bytes.position();
    }

    void writeTo(OutputStream out) throws IOException {
        bytes.putInt(0, bytes.position() - 4);
        out.write(bytes.array(), 0, bytes.position());
    }
}
