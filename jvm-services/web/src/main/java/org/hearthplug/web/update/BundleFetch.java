// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.update;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Set;
import org.hearthplug.web.update.ddi.UpdateServer;

/** Brings a bundle into a file, however often the connection breaks within reason. */
final class BundleFetch {
    private static final int TRIES = 5;
    private static final int PIECE = 64 * 1024;

    private BundleFetch() {}

    /** Without a {@code sha256} (null) the bundle is what came: its signature says what that is worth. */
    static void into(Path file, UpdateServer.BundleSource source, long bytes, String sha256)
            throws IOException, InterruptedException {
        try (FileChannel out = FileChannel.open(
                file,
                Set.of(StandardOpenOption.WRITE, StandardOpenOption.READ, StandardOpenOption.CREATE_NEW),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            for (int tries = 1; out.size() < bytes; tries++) {
                try {
                    copy(source.open(out.size()), out, bytes);
                } catch (IOException broken) {
                    if (tries >= TRIES) {
                        throw broken;
                    }
                }
                if (tries > TRIES) {
                    throw new IOException("the bundle ends before its announced length");
                }
            }
            out.force(true);
            if (sha256 != null && !digest(out).equalsIgnoreCase(sha256)) {
                throw new IOException("the bundle is not the one that the server describes (SHA-256 differs)");
            }
        }
    }

    private static void copy(UpdateServer.Opened opened, FileChannel out, long bytes) throws IOException {
        try (InputStream in = opened.bytes()) {
            out.truncate(opened.from());
            out.position(opened.from());
            byte[] piece = new byte[PIECE];
            for (int read = in.read(piece); read > 0; read = in.read(piece)) {
                if (out.position() + read > bytes) {
                    throw new IOException("the bundle is longer than announced");
                }
                ByteBuffer left = ByteBuffer.wrap(piece, 0, read);
                while (left.hasRemaining()) {
                    out.write(left);
                }
            }
        }
    }

    private static String digest(FileChannel file) throws IOException {
        try {
            MessageDigest sum = MessageDigest.getInstance("SHA-256");
            ByteBuffer piece = ByteBuffer.allocate(PIECE);
            file.position(0);
            while (file.read(piece.clear()) > 0) {
                sum.update(piece.flip());
            }
            return HexFormat.of().formatHex(sum.digest());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
