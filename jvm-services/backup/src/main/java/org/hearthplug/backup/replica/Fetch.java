// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.replica;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import org.hearthplug.backup.BackupException;
import org.hearthplug.backup.ObjectId;
import org.hearthplug.backup.spi.Content;
import org.hearthplug.backup.spi.FileRef;
import org.hearthplug.backup.spi.Target;

/** Fetches a file from a target into a temporary one and proves it by its hash. */
final class Fetch implements AutoCloseable {
    private static final int BUFFER = 64 * 1024;

    /** The largest file accepted: restic's packs end at 128 MiB and a blob. */
    private static final long MAX_BYTES = 512L << 20;

    private final Path temporary;
    private final Content content;

    private Fetch(Path temporary, Content content) {
        this.temporary = temporary;
        this.content = content;
    }

    /** Fetches. @throws BackupException DAMAGED when the bytes do not have the hash that is the name */
    static Fetch from(Target source, FileRef file, Path folder) {
        Path temporary = null;
        try {
            temporary = Files.createTempFile(folder, "fetch-", ".tmp");
            MessageDigest digest = ObjectId.sha256();
            long bytes;
            try (OutputStream out = Files.newOutputStream(temporary)) {
                bytes = read(source, file, digest, out);
            }
            ObjectId hash = ObjectId.from(digest.digest(), 0);
            prove(source, file, hash);
            Fetch done = new Fetch(temporary, Content.of(temporary, bytes, hash));
            temporary = null;
            return done;
        } catch (IOException e) {
            throw new BackupException(
                    BackupException.Kind.UNREACHABLE, "cannot fetch " + file + " from " + source.name(), e);
        } finally {
            if (temporary != null) {
                temporary.toFile().delete();
            }
        }
    }

    /** Reads a file and proves it, keeping nothing. @return its length */
    static long proof(Target source, FileRef file) {
        MessageDigest digest = ObjectId.sha256();
        try {
            long bytes = read(source, file, digest, OutputStream.nullOutputStream());
            prove(source, file, ObjectId.from(digest.digest(), 0));
            return bytes;
        } catch (IOException e) {
            throw new BackupException(BackupException.Kind.UNREACHABLE, source.name() + " broke off at " + file, e);
        }
    }

    private static long read(Target source, FileRef file, MessageDigest digest, OutputStream out) throws IOException {
        byte[] buffer = new byte[BUFFER];
        long bytes = 0;
        try (InputStream in = source.open(file, 0, -1)) {
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                ObjectId.update(digest, buffer, 0, n);
                out.write(buffer, 0, n);
                bytes += n;
                if (bytes > MAX_BYTES) {
                    throw new BackupException(
                            BackupException.Kind.LIMIT, file + " at " + source.name() + " does not end");
                }
            }
        }
        return bytes;
    }

    private static void prove(Target source, FileRef file, ObjectId hash) {
        if (file.type().namedByHash() && !file.id().equals(hash)) {
            throw BackupException.damaged(file + " at " + source.name() + " has other bytes than its name says");
        }
    }

    Content content() {
        return content;
    }

    @Override
    public void close() {
        temporary.toFile().delete();
    }
}
