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
        Hours hours = Hours.of(settings);
        if (!hours.always()) {
            schedule.put("hours", Map.of("fromUtc", (long) hours.from(), "toUtc", (long) hours.to()));
        }
        json.put("schedule", schedule);
        if (proved && !book.targets().isEmpty()) {
            Instant next = Schedule.nextBackup(settings, state, now);
            json.put("next", hours.next(next.isBefore(now) ? now : next).toString());
        }
        Map<String, Object> paused = Shape.object(state, "paused");
        if (job == null && !paused.isEmpty()) {
            paused.put("until", hours.next(now).toString());
            json.put("paused", paused);
        }
        Map<String, Object> split = Shape.object(settings, "split");
        if (!split.isEmpty()) {
            json.put("split", split);
        }
        json.put("alert", alert(book, job, now));
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
    static String alert(Book book, Job job, Instant now) {
        if (book.targets().isEmpty()) {
            return "";
        }
        if (!Shape.flag(book.settings(), "proved")) {
            return "unproved";
        }
        boolean tried =
                !Shape.object(Shape.object(book.state(), "last"), "backup").isEmpty();
        if (tried && old(Schedule.newestGood(book.state(), now), job, now)) {
            return "old";
        }
        Map<String, Object> known = Shape.object(book.state(), "targets");
        boolean bent = book.targets().stream()
                .map(t -> Shape.object(known, Shape.text(t, "id")))
                .anyMatch(t -> List.of("DAMAGED", "DOWN").contains(Shape.text(t, "state")));
        return bent ? "damaged" : "";
    }

    /** A daily backup comes round when the last one is 24 hours old: it has some minutes to begin, and an hour to end. */
    private static boolean old(Instant newest, Job job, Instant now) {
        boolean underWay = job != null && job.kind().equals("backup");
        return Duration.between(newest, now)
                        .compareTo(Schedule.OLD.plus(underWay ? Duration.ofHours(1) : Duration.ofMinutes(5)))
                > 0;
    }
}
