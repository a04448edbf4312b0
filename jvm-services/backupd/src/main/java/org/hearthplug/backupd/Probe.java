// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backupd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.hearthplug.backup.BackupEngine;
import org.hearthplug.backup.BackupException;
import org.hearthplug.backup.Passphrase;
import org.hearthplug.backup.Repository;
import org.hearthplug.backup.RepositoryOptions;
import org.hearthplug.backup.spi.FileRef;
import org.hearthplug.backup.spi.FileType;
import org.hearthplug.backup.spi.Target;
import org.hearthplug.backup.target.RestTarget;
import org.hearthplug.backup.target.SftpTarget;

/** Looks at a place before it becomes a target: does it answer, and what is there? Writes nothing, but makes a folder if asked. */
final class Probe {
    private Probe() {}

    /**
     * Looks.
     *
     * @return {@code hostKey} of a server that nobody vouches for and the owner has not confirmed yet; else {@code holds}: {@code nothing}, {@code ours} (the
     *     words open it) or {@code foreign}
     */
    static Map<String, Object> run(Map<String, Object> place, Map<String, Object> setting) {
        if (Json.text(place, "hostKey").isEmpty()) {
            String key = strangersKey(place);
            if (!key.isEmpty()) {
                return Map.of("hostKey", key);
            }
        }
        if (Json.flag(place, "make") && Json.text(place, "kind").equals("folder")) {
            make(Path.of(Json.need(place, "path")));
        }
        try (Target target = Places.of(place)) {
            target.examine();
            if (!holdsSomething(target)) {
                return Map.of("holds", "nothing");
            }
            String words = Json.text(setting, "words");
            return words.isEmpty() ? Map.of("holds", "foreign") : opened(target, words);
        }
    }

    /** The key of a server that nobody vouches for; empty for the others. */
    private static String strangersKey(Map<String, Object> place) {
        return switch (Json.text(place, "kind")) {
            case "sftp" -> SftpTarget.hostKey(Json.need(place, "host"), Places.port(place));
            case "rest" -> RestTarget.serverKey(Places.url(place));
            default -> "";
        };
    }

    /** Makes the folder where the one above is there: below an empty mount point nothing may be made. */
    private static void make(Path folder) {
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectory(folder);
            }
        } catch (IOException e) {
            throw new BackupException(
                    BackupException.Kind.REFUSED,
                    folder + " cannot be made. Is its disk there, and may the plug write to it?",
                    e);
        }
    }

    private static boolean holdsSomething(Target target) {
        boolean[] found = {false};
        try {
            target.list(FileType.KEY, (FileRef file, long size) -> found[0] = true);
            target.list(FileType.CONFIG, (FileRef file, long size) -> found[0] = true);
        } catch (BackupException e) {
            if (!e.is(BackupException.Kind.NOT_FOUND)) {
                throw e;
            }
        }
        return found[0];
    }

    private static Map<String, Object> opened(Target target, String words) {
        try (Passphrase key = Passphrase.machineMade(words.toCharArray());
                Repository there = BackupEngine.load().open(target, key, RepositoryOptions.defaults())) {
            return Map.of("holds", "ours", "repository", there.id());
        } catch (BackupException e) {
            if (e.is(BackupException.Kind.WRONG_PASSPHRASE)) {
                return Map.of("holds", "foreign");
            }
            throw e;
        }
    }
}
