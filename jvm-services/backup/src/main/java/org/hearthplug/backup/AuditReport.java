// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup;

import java.time.Instant;
import java.util.List;

/** What an audit proved, a line for each target. */
public record AuditReport(Instant time, List<Line> lines) {
    /**
     * One target's result.
     *
     * @param proved packs read whole and found right now
     * @param packs packs the target should have
     * @param provedInPeriod packs proved within the audit period, these included
     * @param damaged names of files that are missing or wrong
     */
    public record Line(
            String target,
            long proved,
            long provedBytes,
            long packs,
            long provedInPeriod,
            List<String> damaged,
            String error) {}
}
