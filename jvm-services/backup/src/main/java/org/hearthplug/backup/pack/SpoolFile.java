// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.pack;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Bytes that are too many for the heap, in a file of the spool folder. The file has no name once it is open: when the process
 * ends, however it ends, nothing of it stays. Not for several threads; what fails is LOCAL_IO.
 */
public final class SpoolFile implements AutoCloseable {
    /** A channel keeps a direct buffer as large as the largest one it was given. */
    private static final int SLICE = 64 * 1024;

    private final FileChannel channel;
    private long length;

    /** @param folder where the file is made, readable for its owner alone */
    public SpoolFile(Path folder) {
        try {
            Path file = Files.createTempFile(folder, "listing-", ".tmp");
            channel = FileChannel.open(
                    file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.DELETE_ON_CLOSE);
        } catch (IOException e) {
            throw PackWriter.spoolFailed(e);
        }
    }

    /** Appends. */
    public void write(byte[] from, int offset, int count) {
        try {
            for (int at = offset, end = offset + count; at < end; ) {
                int n = channel.write(ByteBuffer.wrap(from, at, Math.min(SLICE, end - at)), length);
                at += n;
                length += n;
            }
        } catch (IOException e) {
            throw PackWriter.spoolFailed(e);
        }
    }

    /** Bytes so far. */
    public long length() {
        return length;
    }

    /** Forgets them. */
    public void clear() {
        try {
            channel.truncate(0);
            length = 0;
        } catch (IOException e) {
            throw PackWriter.spoolFailed(e);
        }
    }

    /** Reads up to {@code count} bytes from a position. @return how many; 0 or less at the end */
    public int read(long position, byte[] into, int offset, int count) {
        try {
            return channel.read(ByteBuffer.wrap(into, offset, Math.min(SLICE, count)), position);
        } catch (IOException e) {
            throw PackWriter.spoolFailed(e);
        }
    }

    /** The bytes from the first on; closing the stream leaves the file open. */
    public InputStream stream() {
        return new InputStream() {
            private long position;

            @Override
            public int read() {
                byte[] one = new byte[1];
                return read(one, 0, 1) == 1 ? one[0] & 0xff : -1;
            }

            @Override
            public int read(byte[] into, int offset, int count) {
                int n = SpoolFile.this.read(position, into, offset, count);
                position += Math.max(n, 0);
                return n;
            }
        };
    }

    /** Gives the room back. */
    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw PackWriter.spoolFailed(e);
        }
    }
}
