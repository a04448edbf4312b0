// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.power.policy;

import java.util.Objects;

/**
 * What the owner wants. The hard limit binds everything; the wishes bind work that can wait.
 *
 * @param hardLimit never exceeded at the wall for longer than a second; 3 to 15 W
 * @param comfort wish for work that can wait; the hard limit means no wish
 * @param quiet wish during quiet hours
 * @param quietFromMinute start of quiet hours, minutes after midnight, 0 to 1439
 * @param quietToMinute end; the same as the start means none
 * @param monthlyWattHours goal for a month, in Wh; 0 means none
 */
public record BudgetSettings(
        Milliwatts hardLimit,
        Milliwatts comfort,
        Milliwatts quiet,
        int quietFromMinute,
        int quietToMinute,
        int monthlyWattHours) {
    public BudgetSettings {
        Objects.requireNonNull(comfort);
        Objects.requireNonNull(quiet);
        if (hardLimit.value() < 3000 || hardLimit.value() > 15_000) {
            throw new IllegalArgumentException("The limit has to be between 3 and 15 W, not " + hardLimit + ".");
        }
        if (quietFromMinute < 0
                || quietFromMinute > 1439
                || quietToMinute < 0
                || quietToMinute > 1439
                || monthlyWattHours < 0) {
            throw new IllegalArgumentException(
                    "Quiet hours are minutes after midnight, 0 to 1439; the goal is not negative.");
        }
    }

    /** Seven watts and no wishes. */
    public static BudgetSettings standard() {
        Milliwatts seven = new Milliwatts(7000);
        return new BudgetSettings(seven, seven, seven, 0, 0, 0);
    }

    /** Whether a minute of the day is in the quiet hours, which may cross midnight. */
    public boolean quietAt(int minute) {
        if (quietFromMinute == quietToMinute) {
            return false;
        }
        return quietFromMinute < quietToMinute
                ? minute >= quietFromMinute && minute < quietToMinute
                : minute >= quietFromMinute || minute < quietToMinute;
    }

    /**
     * Watts at the wall that work which can wait may fill up to.
     *
     * @param minute minute of the day
     * @param usedWattHours used this month
     * @param leftHours hours left in this month, more than 0
     */
    public double waitingWatts(int minute, double usedWattHours, double leftHours) {
        double wish = Math.min(hardLimit.watts(), comfort.watts());
        if (quietAt(minute)) {
            wish = Math.min(wish, quiet.watts());
        }
        if (monthlyWattHours > 0) {
            wish = Math.min(wish, Math.max(0, monthlyWattHours - usedWattHours) / leftHours);
        }
        return wish;
    }
}
