// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.repo;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.hearthplug.backup.BackupException;
import org.hearthplug.backup.ObjectId;
import org.hearthplug.backup.Passphrase;
import org.hearthplug.backup.crypto.KeyFile;
import org.hearthplug.backup.crypto.MasterKey;
import org.hearthplug.backup.spi.Content;
import org.hearthplug.backup.spi.FileRef;
import org.hearthplug.backup.spi.FileType;
import org.hearthplug.backup.spi.Target;

/** The key files of a repository. */
public final class Keys {
    /** So many are tried before giving up: each costs scrypt's time. */
    private static final int MAX_TRIES = 20;

    private static final int MAX_FILE = 64 * 1024;

    private Keys() {}

    /** An opened key and the file it came from. */
    public record Opened(MasterKey key, ObjectId file) {}

    /** Opens the first key that the passphrase fits. @throws BackupException WRONG_PASSPHRASE, NOT_FOUND */
    public static Opened open(Target target, Passphrase passphrase) {
        List<FileRef> files = list(target);
        if (files.isEmpty()) {
            throw new BackupException(
                    BackupException.Kind.NOT_FOUND, "no repository at " + target.name() + ": no key file");
        }
        BackupException last = null;
        for (FileRef file : files.subList(0, Math.min(MAX_TRIES, files.size()))) {
            try {
                return new Opened(
                        KeyFile.parse(Streams.readAll(target, file, MAX_FILE)).open(passphrase), file.id());
            } catch (BackupException e) {
                boolean thisKeyOnly = e.is(BackupException.Kind.WRONG_PASSPHRASE)
                        || e.is(BackupException.Kind.DAMAGED)
                        || e.is(BackupException.Kind.LIMIT)
                        || e.is(BackupException.Kind.UNSUPPORTED);
                if (!thisKeyOnly) {
                    throw e;
                }
                last = last == null || e.is(BackupException.Kind.WRONG_PASSPHRASE) ? e : last;
            }
        }
        throw last;
    }

    /** The key files, ordered by name. */
    public static List<FileRef> list(Target target) {
        List<FileRef> files = new ArrayList<>();
        target.list(FileType.KEY, (file, size) -> files.add(file));
        files.sort((a, b) -> a.name().compareTo(b.name()));
        return files;
    }

    /** Adds a key file that another passphrase opens. @return its name */
    public static ObjectId add(Target target, MasterKey key, Passphrase passphrase) {
        KeyFile file = KeyFile.seal(key, passphrase, Host.userName(), Host.name(), Instant.now());
        Content content = Content.of(file.toJson());
        target.write(FileRef.of(FileType.KEY, content.sha256()), content);
        target.settle();
        return content.sha256();
    }
}
