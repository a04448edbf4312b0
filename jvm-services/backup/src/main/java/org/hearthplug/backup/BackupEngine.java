// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup;

import java.util.List;
import java.util.ServiceLoader;
import org.hearthplug.backup.spi.Target;

/** Where everything begins: makes and opens repositories, and keeps several targets in step. */
public interface BackupEngine {
    /** The engine on the class path. */
    static BackupEngine load() {
        return ServiceLoader.load(BackupEngine.class).findFirst().orElseThrow();
    }

    /** Makes a repository, version 2. Blocks for scrypt's time. @throws BackupException EXISTS when there is one */
    void init(Target target, Passphrase passphrase);

    /** Opens a repository. Blocks for scrypt's time. @throws BackupException NOT_FOUND, WRONG_PASSPHRASE, UNSUPPORTED */
    Repository open(Target target, Passphrase passphrase, RepositoryOptions options);

    /**
     * Binds targets that hold the same repository. Nothing is read or written yet.
     *
     * @param targets nearest first: reads go to the first that answers
     * @param options of the set
     */
    ReplicaSet replicas(List<Target> targets, ReplicaOptions options);
}
