// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.backup;

import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Map;

/**
 * The hours in which backups may be at work.
 *
 * @param from the first hour, 0 to 23, UTC
 * @param to the hour at which they end; the same as {@code from}: at any time
 */
record Hours(int from, int to) {
    private static final int DAY = 24;

    static Hours of(Map<String, Object> settings) {
        Map<String, Object> hours = Shape.object(settings, "hours");
        return new Hours((int) Shape.number(hours, "fromUtc", 0), (int) Shape.number(hours, "toUtc", 0));
    }

    boolean always() {
        return from == to;
    }

    boolean open(Instant at) {
        int hour = at.atZone(ZoneOffset.UTC).getHour();
        return always() || Math.floorMod(hour - from, DAY) < Math.floorMod(to - from, DAY);
    }

    /** The moment itself where it is within the hours, else when they begin next. */
    Instant next(Instant at) {
        if (open(at)) {
            return at;
        }
        ZonedDateTime day = at.atZone(ZoneOffset.UTC);
        ZonedDateTime begin = day.with(LocalTime.of(from, 0));
        return (begin.isAfter(day) ? begin : begin.plusDays(1)).toInstant();
    }
}
