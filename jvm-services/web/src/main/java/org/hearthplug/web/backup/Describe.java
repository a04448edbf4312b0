// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.backup;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The whole state of the backup as the page reads it. */
final class Describe {
    private Describe() {}

    static Map<String, Object> all(Book book, Job job, Instant now) {
        Map<String, Object> settings = book.settings();
        Map<String, Object> state = book.state();
        boolean proved = Shape.flag(settings, "proved");
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("state", book.targets().isEmpty() ? "new" : proved ? "ready" : "unproved");
        json.put("targets", targets(book));
        if (job != null) {
            json.put("job", job.describe());
        }
        json.put("last", Shape.object(state, "last"));
        Map<String, Object> schedule = new LinkedHashMap<>();
        schedule.put("everyHours", Shape.number(settings, "everyHours", 24));
        schedule.put("hourUtc", Shape.number(settings, "hourUtc", 3));
        json.put("schedule", schedule);
        if (proved && !book.targets().isEmpty()) {
            Instant next = Schedule.nextBackup(settings, state);
            json.put("next", (next.isBefore(now) ? now : next).toString());
        }
        json.put("alert", alert(book, now));
        return json;
    }

    private static List<Object> targets(Book book) {
        Map<String, Object> known = Shape.object(book.state(), "targets");
        List<Object> lines = new ArrayList<>();
        for (Map<String, Object> target : book.targets()) {
            Map<String, Object> line = new LinkedHashMap<>(target);
            Map<String, Object> seen = Shape.object(known, Shape.text(target, "id"));
            line.put("health", seen);
            lines.add(line);
        }
        return lines;
    }

    /** Returns why the owner should look: {@code old}, {@code damaged}, {@code unproved}, or nothing. */
    static String alert(Book book, Instant now) {
        if (book.targets().isEmpty()) {
            return "";
        }
        if (!Shape.flag(book.settings(), "proved")) {
            return "unproved";
        }
        long hours = Math.max(Schedule.OLD.toHours(), 2 * Shape.number(book.settings(), "everyHours", 24) - 24);
        Instant newest = Schedule.newestGood(book.state());
        Map<String, Object> backup = Shape.object(Shape.object(book.state(), "last"), "backup");
        boolean tried = !backup.isEmpty();
        if (tried && Duration.between(newest, now).toHours() >= hours + 1) {
            return "old";
        }
        Map<String, Object> known = Shape.object(book.state(), "targets");
        boolean bent = book.targets().stream()
                .map(t -> Shape.object(known, Shape.text(t, "id")))
                .anyMatch(t -> List.of("DAMAGED", "DOWN").contains(Shape.text(t, "state")));
        return bent ? "damaged" : "";
    }
}
