// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.backup;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Enters what a piece of work found into what is known. */
final class Ledger {
    private static final Duration FIRST_RETRY = Duration.ofMinutes(15);
    private static final int MAX_DOUBLINGS = 4;

    private Ledger() {}

    /** Enters a result. */
    static void enter(Map<String, Object> state, String kind, Map<String, Object> result, Instant now) {
        Map<String, Object> line = new LinkedHashMap<>(result);
        line.remove("targets");
        line.remove("snapshots");
        line.put("at", now.toString());
        line.put("goodAt", now.toString());
        line.put("ok", !kind.equals("drill") || Shape.flag(result, "good"));
        put(state, kind, line);
        targets(state, kind, result, now);
        if (kind.equals("drill") && Shape.flag(result, "good")) {
            mark(state, Shape.text(result, "target"), "drilledAt", now);
        }
        if (kind.equals("backup")) {
            state.remove("retryAt");
            state.remove("failures");
        }
    }

    /** Enters a failure; scheduled work is then tried again after 15 minutes, and each time after twice as long, up to four hours. */
    static void fail(Map<String, Object> state, String kind, BackupFailure why, Instant now) {
        Map<String, Object> line = Shape.object(Shape.object(state, "last"), kind);
        line.put("at", now.toString());
        line.put("ok", false);
        line.put("kind", why.kind());
        line.put("error", why.getMessage());
        put(state, kind, line);
        long failures = Shape.number(state, "failures", 0);
        state.put("failures", failures + 1);
        Duration wait = FIRST_RETRY.multipliedBy(1L << Math.min(MAX_DOUBLINGS, failures));
        state.put("retryAt", now.plus(wait).toString());
    }

    private static void put(Map<String, Object> state, String kind, Map<String, Object> line) {
        Map<String, Object> last = Shape.object(state, "last");
        last.put(kind, line);
        state.put("last", last);
    }

    private static void targets(Map<String, Object> state, String kind, Map<String, Object> result, Instant now) {
        Map<String, Object> known = Shape.object(state, "targets");
        boolean looked = kind.equals("audit") || kind.equals("repair");
        for (Map<String, Object> found : Shape.objects(result, "targets")) {
            String id = Shape.text(found, "id");
            Map<String, Object> target = Shape.object(known, id);
            boolean stillBent = !looked
                    && Shape.text(target, "state").equals("DAMAGED")
                    && Shape.text(found, "state").equals("WELL");
            if (!stillBent) {
                target.put("state", found.get("state"));
                target.put("damaged", found.get("damaged"));
            }
            target.put("error", found.get("error"));
            if (found.containsKey("newest")) {
                target.put("newest", found.get("newest"));
            } else if (!Shape.text(found, "state").equals("DOWN")) {
                target.remove("newest");
            }
            if (kind.equals("repair") && Shape.text(found, "state").equals("WELL")) {
                target.put("provedAt", now.toString());
            }
            known.put(id, target);
        }
        state.put("targets", known);
        for (Map<String, Object> line : Shape.objects(result, "audit")) {
            boolean clean = Shape.number(line, "damagedCount", 0) == 0
                    && Shape.text(line, "error").isEmpty();
            if (clean) {
                mark(state, Shape.text(line, "id"), "provedAt", now);
            } else if (Shape.number(line, "damagedCount", 0) > 0) {
                mark(state, Shape.text(line, "id"), "state", "DAMAGED");
                mark(state, Shape.text(line, "id"), "damaged", line.get("damagedCount"));
            }
        }
    }

    private static void mark(Map<String, Object> state, String id, String name, Object value) {
        Map<String, Object> targets = Shape.object(state, "targets");
        Map<String, Object> target = Shape.object(targets, id);
        target.put(name, value instanceof Instant time ? time.toString() : value);
        targets.put(id, target);
        state.put("targets", targets);
    }

    /** Returns how much each target should send for proof each day, in bytes, so that all of it is proved within a month. */
    static long auditBudget(Map<String, Object> state) {
        long most = 0;
        List<Map<String, Object>> lines = Shape.objects(Shape.object(Shape.object(state, "last"), "audit"), "audit");
        for (Map<String, Object> line : lines) {
            long proved = Math.max(1, Shape.number(line, "proved", 1));
            long whole = Shape.number(line, "provedBytes", 0) / proved * Shape.number(line, "packs", 0);
            most = Math.max(most, whole);
        }
        return Math.max(256L << 20, most / 25);
    }
}
