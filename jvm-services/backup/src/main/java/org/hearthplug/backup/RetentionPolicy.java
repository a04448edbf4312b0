// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup;

import java.time.Duration;
import java.util.List;

/**
 * Which snapshots to keep, for each set of host and paths; restic's rules. A snapshot stays if any rule keeps it.
 *
 * @param last so many of the newest; the others count hours, days, ISO weeks, months, years that have a snapshot, the
 *     newest of each kept; -1 for all
 * @param within keep everything that is not older than this, measured from the newest snapshot; null for no such rule
 * @param tags keep snapshots that have any of these
 */
public record RetentionPolicy(
        int last, int hourly, int daily, int weekly, int monthly, int yearly, Duration within, List<String> tags) {
    public RetentionPolicy {
        tags = List.copyOf(tags);
        boolean none = last == 0 && hourly == 0 && daily == 0 && weekly == 0 && monthly == 0 && yearly == 0;
        if (none && within == null && tags.isEmpty()) {
            throw new BackupException(BackupException.Kind.INVALID, "a policy that keeps nothing is refused");
        }
    }

    /** Hearth's default: 24 hours, 7 days, 5 weeks, 12 months, 10 years. */
    public static RetentionPolicy household() {
        return new RetentionPolicy(3, 24, 7, 5, 12, 10, null, List.of());
    }

    /** Only so many of the newest. */
    public static RetentionPolicy newest(int count) {
        return new RetentionPolicy(count, 0, 0, 0, 0, 0, null, List.of());
    }
}
