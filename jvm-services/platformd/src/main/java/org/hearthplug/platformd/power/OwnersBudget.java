// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.power;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.hearthplug.power.policy.BudgetSettings;
import org.hearthplug.power.policy.Milliwatts;
import org.hearthplug.runtime.platform.PowerMessages.Budget;

/**
 * What the owner wants, checked.
 *
 * @param settings limit and wishes
 * @param zone time zone of the quiet hours
 * @param admission whether USB devices are held until they fit
 */
record OwnersBudget(BudgetSettings settings, ZoneId zone, boolean admission) {
    private static final int LEAST_MILLIWATTS = 1000;

    static OwnersBudget standard() {
        return new OwnersBudget(BudgetSettings.standard(), ZoneId.of("UTC"), false);
    }

    /**
     * This budget with what a request changes.
     *
     * @throws IllegalArgumentException with a sentence
     */
    OwnersBudget with(Budget wanted) {
        try {
            Milliwatts limit = milliwatts(wanted.hardLimitMilliwatts(), settings.hardLimit());
            BudgetSettings next = new BudgetSettings(
                    limit,
                    milliwatts(wanted.comfortMilliwatts(), following(settings.comfort(), limit)),
                    milliwatts(wanted.quietMilliwatts(), following(settings.quiet(), limit)),
                    or(wanted.quietFromMinute(), settings.quietFromMinute()),
                    or(wanted.quietToMinute(), settings.quietToMinute()),
                    or(wanted.monthlyWattHours(), settings.monthlyWattHours()));
            ZoneId zoneNow = wanted.zone() == null ? zone : ZoneId.of(wanted.zone());
            return new OwnersBudget(next, zoneNow, wanted.admission() == null ? admission : wanted.admission());
        } catch (DateTimeException noZone) {
            throw new IllegalArgumentException("There is no time zone of that name.", noZone);
        }
    }

    /** A wish at the limit or above is none, and stays none when the limit rises. */
    private Milliwatts following(Milliwatts wish, Milliwatts limit) {
        boolean none = wish.value() >= settings.hardLimit().value();
        return none && limit.value() > wish.value() ? limit : wish;
    }

    private static int or(Integer wanted, int now) {
        return wanted == null ? now : wanted;
    }

    private static Milliwatts milliwatts(Integer wanted, Milliwatts now) {
        if (wanted == null) {
            return now;
        }
        if (wanted < LEAST_MILLIWATTS || wanted > 15_000) {
            throw new IllegalArgumentException("A wish has to be between 1 and 15 W.");
        }
        return new Milliwatts(wanted);
    }

    Budget toMessage() {
        return new Budget(
                settings.hardLimit().value(),
                settings.comfort().value(),
                settings.quiet().value(),
                settings.quietFromMinute(),
                settings.quietToMinute(),
                zone.getId(),
                settings.monthlyWattHours(),
                admission);
    }

    Map<String, String> toLines() {
        Map<String, String> lines = new TreeMap<>();
        lines.put("hard-limit-milliwatts", Integer.toString(settings.hardLimit().value()));
        lines.put("comfort-milliwatts", Integer.toString(settings.comfort().value()));
        lines.put("quiet-milliwatts", Integer.toString(settings.quiet().value()));
        lines.put("quiet-from-minute", Integer.toString(settings.quietFromMinute()));
        lines.put("quiet-to-minute", Integer.toString(settings.quietToMinute()));
        lines.put("monthly-watt-hours", Integer.toString(settings.monthlyWattHours()));
        lines.put("zone", zone.getId());
        lines.put("admission", Boolean.toString(admission));
        return lines;
    }

    /** From lines that {@link #toLines} made; what is missing or makes no sense is as the standard has it. */
    static OwnersBudget fromLines(Map<String, String> lines) {
        try {
            return standard()
                    .with(new Budget(
                            number(lines, "hard-limit-milliwatts"),
                            number(lines, "comfort-milliwatts"),
                            number(lines, "quiet-milliwatts"),
                            number(lines, "quiet-from-minute"),
                            number(lines, "quiet-to-minute"),
                            lines.get("zone"),
                            number(lines, "monthly-watt-hours"),
                            lines.containsKey("admission") ? Boolean.valueOf(lines.get("admission")) : null));
        } catch (IllegalArgumentException damaged) {
            return standard();
        }
    }

    private static Integer number(Map<String, String> lines, String key) {
        String text = lines.get(key);
        return text == null ? null : Integer.valueOf(text);
    }

    /** What differs from an earlier budget, in words; empty when nothing does. */
    String changesFrom(OwnersBudget before) {
        List<String> words = new ArrayList<>();
        differ(words, "limit", before.settings.hardLimit(), settings.hardLimit());
        differ(words, "comfort target", before.settings.comfort(), settings.comfort());
        differ(words, "quiet hours' target", before.settings.quiet(), settings.quiet());
        differ(words, "quiet hours", before.quietHours(), quietHours());
        differ(
                words,
                "goal for a month",
                before.settings.monthlyWattHours() + " Wh",
                settings.monthlyWattHours() + " Wh");
        differ(words, "USB devices held until they fit", before.admission ? "yes" : "no", admission ? "yes" : "no");
        return String.join("; ", words);
    }

    private static void differ(List<String> words, String what, Object before, Object now) {
        if (!before.equals(now)) {
            words.add(what + ": " + before + " → " + now);
        }
    }

    private String quietHours() {
        if (settings.quietFromMinute() == settings.quietToMinute()) {
            return "none";
        }
        return clock(settings.quietFromMinute()) + "–" + clock(settings.quietToMinute()) + " " + zone;
    }

    private static String clock(int minute) {
        return String.format(Locale.ROOT, "%02d:%02d", minute / 60, minute % 60);
    }
}
