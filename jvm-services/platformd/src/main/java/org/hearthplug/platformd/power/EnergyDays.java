// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.power;

import java.time.Duration;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZonedDateTime;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Energy of the last {@value #MAX} days that were written to, by the owner's calendar. A clock that jumps puts energy on another day and loses
 * none; when it is right again, its day goes on.
 */
final class EnergyDays {
    static final int MAX = 70;
    private static final String KEY = "days";
    private static final int RECENT_DAYS = 7;

    private final Map<LocalDate, Double> wattHours = new LinkedHashMap<>();

    /** From lines that {@link #toLines} made; what is damaged is passed over. Earlier releases kept one day and the month before it. */
    static EnergyDays fromLines(Map<String, String> lines) {
        EnergyDays days = new EnergyDays();
        for (String pair : lines.getOrDefault(KEY, "").split(",")) {
            days.take(pair);
        }
        if (!lines.containsKey(KEY) && lines.containsKey("day")) {
            days.take(lines.get("day") + ":" + lines.get("day-watt-hours"));
            String first = lines.get("day").length() < 8 ? "" : lines.get("day").substring(0, 8) + "01";
            days.take(first + ":" + lines.get("month-watt-hours"));
        }
        return days;
    }

    private void take(String pair) {
        int colon = pair.indexOf(':');
        try {
            if (colon > 0) {
                double number = Double.parseDouble(pair.substring(colon + 1));
                add(LocalDate.parse(pair.substring(0, colon)), Double.isFinite(number) ? Math.max(0, number) : 0);
            }
        } catch (RuntimeException damaged) {
            // One day less.
        }
    }

    void add(LocalDate day, double more) {
        double before = wattHours.containsKey(day) ? wattHours.remove(day) : 0;
        wattHours.put(day, before + more);
        if (wattHours.size() > MAX) {
            wattHours.remove(wattHours.keySet().iterator().next());
        }
    }

    double day(LocalDate day) {
        return wattHours.getOrDefault(day, 0.0);
    }

    /** Energy of the month of a day, that day included. */
    double month(LocalDate day) {
        double sum = 0;
        for (Map.Entry<LocalDate, Double> each : wattHours.entrySet()) {
            sum += YearMonth.from(each.getKey()).equals(YearMonth.from(day)) ? each.getValue() : 0;
        }
        return sum;
    }

    /** What the month will come to if its rest is as the last {@value #RECENT_DAYS} whole days were, or else as today was so far. */
    double forecast(ZonedDateTime now, double more) {
        LocalDate today = now.toLocalDate();
        double recent = 0;
        int count = 0;
        for (int back = 1; back <= RECENT_DAYS; back++) {
            Double then = wattHours.get(today.minusDays(back));
            recent += then == null ? 0 : then;
            count += then == null ? 0 : 1;
        }
        double soFar = month(today) + more;
        ZonedDateTime end = today.withDayOfMonth(1).plusMonths(1).atStartOfDay(now.getZone());
        double daysLeft = Duration.between(now, end).toMinutes() / 1440.0;
        if (count > 0) {
            return soFar + recent / count * daysLeft;
        }
        double hours = Duration.between(today.atStartOfDay(now.getZone()), now).toMinutes() / 60.0;
        return hours < 1 ? 0 : soFar + (day(today) + more) / hours * 24 * daysLeft;
    }

    Map<String, String> toLines() {
        StringBuilder text = new StringBuilder();
        wattHours.forEach((day, wh) ->
                text.append(text.isEmpty() ? "" : ",").append(day).append(':').append(Math.round(wh * 1e6) / 1e6));
        return Map.of(KEY, text.toString());
    }
}
