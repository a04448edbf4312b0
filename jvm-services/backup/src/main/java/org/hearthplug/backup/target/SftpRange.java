// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.target;

import java.io.IOException;
import java.io.InputStream;
import org.apache.sshd.sftp.client.SftpClient;

/** A range of a remote file, read in the largest pieces that every server accepts. */
final class SftpRange extends InputStream {
    private static final int PIECE = 32 * 1024;

    private final SftpClient sftp;
    private final SftpClient.CloseableHandle handle;
    private long position;
    private long left;

    SftpRange(SftpClient sftp, SftpClient.CloseableHandle handle, long offset, long length) {
        this.sftp = sftp;
        this.handle = handle;
        this.position = offset;
        this.left = length < 0 ? Long.MAX_VALUE : length;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (left <= 0) {
            return -1;
        }
        int n = sftp.read(handle, position, into, offset, (int) Math.min(Math.min(length, PIECE), left));
        if (n > 0) {
            position += n;
            left -= n;
        }
        return n <= 0 ? -1 : n;
    }

    @Override
    public void close() throws IOException {
        handle.close();
    }
}
