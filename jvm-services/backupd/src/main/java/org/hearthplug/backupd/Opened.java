// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backupd;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.hearthplug.backup.BackupEngine;
import org.hearthplug.backup.BackupException;
import org.hearthplug.backup.Passphrase;
import org.hearthplug.backup.ReplicaOptions;
import org.hearthplug.backup.ReplicaSet;
import org.hearthplug.backup.Repository;
import org.hearthplug.backup.RepositoryOptions;
import org.hearthplug.backup.spi.Target;

/** The owner's targets as one, and the repository on them, opened at the first need and kept while the setting is the same. */
final class Opened implements AutoCloseable {
    private final Map<String, Object> setting;
    private final BackupEngine engine = BackupEngine.load();
    private final List<Target> targets;
    private final ReplicaSet set;
    private Repository repository;

    Opened(Map<String, Object> setting) {
        this.setting = setting;
        this.targets = Json.objects(setting, "targets").stream().map(Places::of).toList();
        this.set = engine.replicas(targets, ReplicaOptions.in(folder(Json.need(setting, "state"))));
    }

    Map<String, Object> setting() {
        return setting;
    }

    BackupEngine engine() {
        return engine;
    }

    /** In the order of the setting. */
    List<Target> targets() {
        return targets;
    }

    ReplicaSet set() {
        return set;
    }

    /** The id that the owner's setting has for the target of this position. */
    String id(int position) {
        return Json.text(Json.objects(setting, "targets").get(position), "id");
    }

    /** Opens the repository on all targets together, or returns the one that is open. */
    Repository repository() {
        if (repository == null) {
            try (Passphrase words = words()) {
                repository = engine.open(set, words, options());
            }
        }
        return repository;
    }

    RepositoryOptions options() {
        return RepositoryOptions.defaults().withSpool(spool());
    }

    /** Where packs and samples wait: on the data disk, for {@code /tmp} is memory. */
    Path spool() {
        return folder(Json.need(setting, "spool"));
    }

    Passphrase words() {
        return Passphrase.machineMade(Json.need(setting, "words").toCharArray());
    }

    private static Path folder(String path) {
        try {
            return Files.createDirectories(Path.of(path));
        } catch (IOException e) {
            throw new BackupException(BackupException.Kind.LOCAL_IO, "cannot make " + path, e);
        }
    }

    @Override
    public void close() {
        if (repository != null) {
            repository.close();
        }
        set.close();
    }
}
