// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.engine;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.hearthplug.backup.BackupEngine;
import org.hearthplug.backup.Passphrase;
import org.hearthplug.backup.ReplicaOptions;
import org.hearthplug.backup.ReplicaSet;
import org.hearthplug.backup.Repository;
import org.hearthplug.backup.RepositoryOptions;
import org.hearthplug.backup.replica.Replicas;
import org.hearthplug.backup.repo.Repo;
import org.hearthplug.backup.spi.Target;

/** The engine. */
public final class Engine implements BackupEngine {
    private static final Duration LOCK_SETTLE = Duration.ofMillis(200);

    private final Clock clock;
    private final Duration lockSettle;

    /** For the service loader: the system's clock, restic's 200 ms between a lock's two looks. */
    public Engine() {
        this(Clock.systemUTC(), LOCK_SETTLE);
    }

    /** For tests. */
    public Engine(Clock clock, Duration lockSettle) {
        this.clock = clock;
        this.lockSettle = lockSettle;
    }

    @Override
    public void init(Target target, Passphrase passphrase) {
        Repo.init(target, passphrase);
    }

    @Override
    public Repository open(Target target, Passphrase passphrase, RepositoryOptions options) {
        return new OpenRepository(Repo.open(target, passphrase, options), clock, lockSettle);
    }

    @Override
    public ReplicaSet replicas(List<Target> targets, ReplicaOptions options) {
        return new Replicas(targets, options, clock);
    }
}
