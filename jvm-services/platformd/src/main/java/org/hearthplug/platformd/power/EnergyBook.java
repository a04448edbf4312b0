// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.power;

import java.time.YearMonth;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hearthplug.power.policy.EnergyReceipts;
import org.hearthplug.runtime.platform.PowerMessages.Energy;
import org.hearthplug.runtime.platform.PowerMessages.Receipt;

/** Energy of this day and this month, over restarts. Guarded by the manager's lock. */
final class EnergyBook {
    private final EnergyReceipts receipts;
    private String day;
    private double beforeToday;
    private double monthBefore;

    /** Goes on from lines that {@link #toLines} made. */
    EnergyBook(EnergyReceipts receipts, Map<String, String> lines) {
        this.receipts = receipts;
        day = lines.getOrDefault("day", "");
        beforeToday = number(lines.get("day-watt-hours"));
        monthBefore = number(lines.get("month-watt-hours"));
    }

    private static double number(String text) {
        try {
            return text == null ? 0 : Math.max(0, Double.parseDouble(text));
        } catch (NumberFormatException damaged) {
            return 0;
        }
    }

    /** Closes the day when another has begun. */
    void day(ZonedDateTime now) {
        String today = now.toLocalDate().toString();
        if (today.equals(day)) {
            return;
        }
        if (!day.isEmpty()) {
            boolean sameMonth = day.startsWith(YearMonth.from(now).toString());
            monthBefore = sameMonth ? monthBefore + todayWattHours() : 0;
            beforeToday = 0;
            receipts.reset();
        }
        day = today;
    }

    double todayWattHours() {
        return beforeToday + receipts.totalWattHours();
    }

    double monthWattHours() {
        return monthBefore + todayWattHours();
    }

    Energy toMessage(Groups groups) {
        List<Receipt> services = new ArrayList<>();
        for (int load = 0; load < groups.loads(); load++) {
            services.add(new Receipt(groups.name(load), round(receipts.loadWattHours(load))));
        }
        return new Energy(round(todayWattHours()), round(monthWattHours()), round(receipts.modelledShare()), services);
    }

    private static double round(double number) {
        return Math.round(number * 1000) / 1000.0;
    }

    Map<String, String> toLines() {
        return Map.of(
                "day", day,
                "day-watt-hours", Double.toString(todayWattHours()),
                "month-watt-hours", Double.toString(monthBefore));
    }
}
