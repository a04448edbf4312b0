// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.state;

import java.time.Instant;
import java.time.InstantSource;

/**
 * The machine's clock, but never before the first release: a plug without a battery starts in 1970 until it hears the time, and no
 * certificate, session or deletion may be dated then.
 */
public final class PlugClock implements InstantSource {
    /** No plug can have run before this moment. */
    public static final Instant FLOOR = Instant.parse("2026-11-01T00:00:00Z");

    private final InstantSource machine;

    /** Bases the clock on the machine's. */
    public PlugClock(InstantSource machine) {
        this.machine = machine;
    }

    @Override
    public Instant instant() {
        Instant now = machine.instant();
        return now.isBefore(FLOOR) ? FLOOR : now;
    }
}
