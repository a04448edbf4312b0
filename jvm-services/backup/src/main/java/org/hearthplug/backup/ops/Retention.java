// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.ops;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.IsoFields;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.hearthplug.backup.ForgetReport;
import org.hearthplug.backup.RetentionPolicy;
import org.hearthplug.backup.Snapshot;

/** Applies retention rules: arithmetic only, no clock, no I/O. */
public final class Retention {
    private Retention() {}

    private static final class Rule {
        private final String name;
        private final ToLongFunction<OffsetDateTime> period;
        private int left;
        private long lastPeriod = Long.MIN_VALUE;

        private Rule(String name, int count, ToLongFunction<OffsetDateTime> period) {
            this.name = name;
            this.left = count;
            this.period = period;
        }

        private boolean keeps(Snapshot s, boolean oldest) {
            long now = period.applyAsLong(s.time());
            if (left == 0 || now == lastPeriod && !oldest) {
                return false;
            }
            lastPeriod = now;
            left -= left > 0 ? 1 : 0;
            return true;
        }
    }

    /** Decides for all snapshots; each set of host and paths by itself. */
    public static ForgetReport apply(List<Snapshot> snapshots, RetentionPolicy policy) {
        Map<List<Object>, List<Snapshot>> groups = new LinkedHashMap<>();
        for (Snapshot s : snapshots) {
            groups.computeIfAbsent(
                            List.of(s.hostName(), s.paths().stream().sorted().toList()), k -> new ArrayList<>())
                    .add(s);
        }
        List<ForgetReport.Kept> kept = new ArrayList<>();
        List<Snapshot> removed = new ArrayList<>();
        groups.values().forEach(group -> decide(group, policy, kept, removed));
        return new ForgetReport(kept, removed);
    }

    private static void decide(
            List<Snapshot> group, RetentionPolicy policy, List<ForgetReport.Kept> kept, List<Snapshot> removed) {
        List<Snapshot> newestFirst = new ArrayList<>(group);
        newestFirst.sort(
                Comparator.comparing((Snapshot s) -> s.time().toInstant()).reversed());
        List<Rule> rules = rules(policy);
        Instant newest = newestFirst.getFirst().time().toInstant();
        for (int i = 0; i < newestFirst.size(); i++) {
            Snapshot s = newestFirst.get(i);
            List<String> reasons = new ArrayList<>();
            if (s.tags().stream().anyMatch(policy.tags()::contains)) {
                reasons.add("tag");
            }
            if (policy.within() != null && !s.time().toInstant().isBefore(newest.minus(policy.within()))) {
                reasons.add("within " + policy.within());
            }
            boolean oldest = i == newestFirst.size() - 1;
            for (Rule rule : rules) {
                if (rule.keeps(s, oldest)) {
                    reasons.add(rule.name);
                }
            }
            if (reasons.isEmpty()) {
                removed.add(s);
            } else {
                kept.add(new ForgetReport.Kept(s, reasons));
            }
        }
    }

    private static List<Rule> rules(RetentionPolicy p) {
        long[] serial = {0};
        return List.of(
                new Rule("last", p.last(), t -> serial[0]++),
                new Rule("hourly", p.hourly(), t -> day(t) * 100 + t.getHour()),
                new Rule("daily", p.daily(), Retention::day),
                new Rule(
                        "weekly",
                        p.weekly(),
                        t -> t.get(IsoFields.WEEK_BASED_YEAR) * 100L + t.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR)),
                new Rule("monthly", p.monthly(), t -> t.getYear() * 100L + t.getMonthValue()),
                new Rule("yearly", p.yearly(), OffsetDateTime::getYear));
    }

    private static long day(OffsetDateTime t) {
        return t.toLocalDate().toEpochDay();
    }
}
