// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.sftp;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;

/** SFTP's framing: a length, then so many bytes. Answers are held back while more requests wait, so that they travel together. */
final class Packets {
    /** OpenSSH takes 256 KiB; programs send 32 KiB unless they are told otherwise. */
    static final int MAX_PACKET = 256 * 1024 + 1024;

    private final DataInputStream in;
    private final OutputStream out;
    private ByteBuffer buffer = ByteBuffer.allocate(40 * 1024);

    Packets(DataInputStream in, OutputStream out) {
        this.in = in;
        this.out = out;
    }

    /** Returns the next packet without its length, valid until the next call; null at the end. */
    ByteBuffer next() throws IOException {
        if (in.available() == 0) {
            out.flush();
        }
        int length;
        try {
            length = in.readInt();
        } catch (EOFException e) {
            return null;
        }
        if (length < 1 || length > MAX_PACKET) {
            throw new IOException("a packet of " + Integer.toUnsignedString(length) + " bytes");
        }
        if (buffer.capacity() < length) {
            buffer = ByteBuffer.allocate(length);
        }
        buffer.clear().limit(length);
        in.readFully(buffer.array(), 0, length);
        return buffer;
    }

    void send(Answer answer) throws IOException {
        answer.writeTo(out);
    }

    void flush() throws IOException {
        out.flush();
    }
}
