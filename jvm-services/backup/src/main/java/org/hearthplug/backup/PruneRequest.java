// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup;

/**
 * How to prune.
 *
 * @param maxUnusedPercent of the repository that may stay unused, so that packs with little waste are left alone; restic's
 *     default is 5
 * @param dryRun whether only to report
 */
public record PruneRequest(int maxUnusedPercent, boolean dryRun) {
    public PruneRequest {
        if (maxUnusedPercent < 0 || maxUnusedPercent > 100) {
            throw new BackupException(BackupException.Kind.INVALID, "a percentage is from 0 to 100");
        }
    }

    /** restic's default. */
    public static PruneRequest defaults() {
        return new PruneRequest(5, false);
    }
}
