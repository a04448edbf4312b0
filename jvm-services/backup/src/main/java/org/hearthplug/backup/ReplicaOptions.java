// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup;

import java.nio.file.Path;
import java.time.Duration;

/**
 * How targets are kept in step.
 *
 * @param state folder for what is remembered between runs: deletions that a target missed, and when each pack was proved
 * @param minCopies so many targets must hold a snapshot before it is acknowledged
 * @param auditPeriod within which every byte on every target is read and proved
 */
public record ReplicaOptions(Path state, int minCopies, Duration auditPeriod) {
    public ReplicaOptions {
        if (minCopies < 1 || auditPeriod.isNegative() || auditPeriod.isZero()) {
            throw new BackupException(BackupException.Kind.INVALID, "one copy at least, and a period above zero");
        }
    }

    /** One copy acknowledges, every byte proved in 30 days. */
    public static ReplicaOptions in(Path state) {
        return new ReplicaOptions(state, 1, Duration.ofDays(30));
    }
}
