// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.backup;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is due, by settings and state alone. */
final class Schedule {
    /** A copy that is older than this is told to the owner. */
    static final Duration OLD = Duration.ofHours(24);

    /** How far a time may be ahead before it is the clock that was wrong. */
    static final Duration CLOCK = Duration.ofHours(1);

    private static final Duration LONGEST_WAIT = Duration.ofHours(5);
    private static final Duration DRILL = Duration.ofDays(7);
    private static final Duration AUDIT = Duration.ofHours(24);
    private static final Duration CATCH_UP = Duration.ofHours(1);
    private static final Duration SEE_FIRST = Duration.ofMinutes(10);
    private static final Duration REPAIR_AGAIN = Duration.ofHours(6);

    private Schedule() {}

    /**
     * Returns the work that is due now, the most urgent.
     *
     * @param unplugged ids of targets that need not be asked: their disks are away
     */
    static Optional<String> due(
            Map<String, Object> settings, Map<String, Object> state, Set<String> unplugged, Instant now) {
        boolean ready = Shape.flag(settings, "proved")
                && !Shape.objects(settings, "targets").isEmpty();
        if (!ready || waits(state, now) || !Hours.of(settings).open(now)) {
            return Optional.empty();
        }
        String paused = Shape.text(Shape.object(state, "paused"), "kind");
        if (!paused.isEmpty()) {
            return Optional.of(paused);
        }
        if (!now.isBefore(nextBackup(settings, state, now))) {
            return Optional.of("backup");
        }
        Map<String, Object> targets = Shape.object(state, "targets");
        targets.keySet().retainAll(Book.ids(settings));
        boolean damaged = anyIs(targets, "DAMAGED");
        if (damaged && older(state, "audit", SEE_FIRST, now) && older(state, "repair", REPAIR_AGAIN, now)) {
            return Optional.of("repair");
        }
        targets.keySet().removeAll(unplugged);
        boolean lacking = anyIs(targets, "DOWN") || anyIs(targets, "BEHIND");
        if (lacking && older(state, "synchronise", CATCH_UP, now)) {
            return Optional.of("synchronise");
        }
        if (older(state, "audit", AUDIT, now)) {
            return Optional.of("audit");
        }
        return older(state, "drill", DRILL, now) ? Optional.of("drill") : Optional.empty();
    }

    /** Whether a failure is so fresh that it is not tried again yet. A clock that ran ahead is not waited for. */
    private static boolean waits(Map<String, Object> state, Instant now) {
        Instant until = at(state, "retryAt");
        return now.isBefore(until) && until.isBefore(now.plus(LONGEST_WAIT));
    }

    /** Returns when the next backup is to begin; the past when one is due. */
    static Instant nextBackup(Map<String, Object> settings, Map<String, Object> state, Instant now) {
        Instant last = at(Shape.object(Shape.object(state, "last"), "backup"), "goodAt");
        if (last.equals(Instant.EPOCH) || last.isAfter(now.plus(CLOCK))) {
            return Instant.EPOCH; // What was noted by a clock that ran ahead says nothing.
        }
        long hours = Shape.number(settings, "everyHours", 24);
        if (hours < 24) {
            return last.plus(Duration.ofHours(hours));
        }
        int hour = (int) Shape.number(settings, "hourUtc", 3);
        ZonedDateTime from = last.atZone(ZoneOffset.UTC);
        ZonedDateTime next = from.with(LocalTime.of(hour, 0));
        return (next.isAfter(from) ? next : next.plusDays(1)).toInstant();
    }

    /**
     * Returns the newest snapshot's time that any target holds and that is not known to be damaged; the epoch when none does. One from
     * the future does not count.
     */
    static Instant newestGood(Map<String, Object> state, Instant now) {
        Instant newest = Instant.EPOCH;
        Map<String, Object> targets = Shape.object(state, "targets");
        for (String id : targets.keySet()) {
            Map<String, Object> target = Shape.object(targets, id);
            Instant held = at(target, "newest");
            boolean whole = !Shape.text(target, "state").equals("DAMAGED") && held.isBefore(now.plus(CLOCK));
            newest = whole && held.isAfter(newest) ? held : newest;
        }
        return newest;
    }

    private static boolean anyIs(Map<String, Object> targets, String what) {
        return List.copyOf(targets.keySet()).stream()
                .anyMatch(id -> Shape.text(Shape.object(targets, id), "state").equals(what));
    }

    private static boolean older(Map<String, Object> state, String kind, Duration limit, Instant now) {
        Instant last = at(Shape.object(Shape.object(state, "last"), kind), "at");
        return Duration.between(last, now).compareTo(limit) >= 0 || last.isAfter(now.plus(CLOCK));
    }

    /** Reads a time; the epoch when there is none. */
    static Instant at(Map<String, Object> from, String name) {
        try {
            return Instant.parse(Shape.text(from, name));
        } catch (java.time.format.DateTimeParseException none) {
            return Instant.EPOCH;
        }
    }
}
