// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup;

import java.time.Instant;
import java.util.Optional;

/**
 * How a target is.
 *
 * @param lastError for people; empty if there was none
 * @param lastSuccess of any request
 * @param packsProved how many packs were proved within the audit period
 * @param damagedFiles found by the last audit or repair and not repaired yet
 */
public record TargetHealth(
        String target,
        State state,
        String lastError,
        Optional<Instant> lastSuccess,
        long packsProved,
        long damagedFiles) {
    /** A target's state. */
    public enum State {
        /** Answers, and has everything it was sent. */
        WELL,
        /** Answers, and has to catch up. */
        BEHIND,
        /** Does not answer or refuses. */
        DOWN,
        /** Answers, and some of what it holds is wrong. */
        DAMAGED
    }
}
