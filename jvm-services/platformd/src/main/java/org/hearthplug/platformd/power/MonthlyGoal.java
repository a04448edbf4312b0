// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.power;

import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import org.hearthplug.power.policy.BudgetSettings;

/**
 * Whether the month's energy goal holds work back. Only when the month would come to more than the goal: then work that can wait may fill up
 * to what is left of the goal, spread over what is left of the month, and no further. It never stops (the planner leaves a quarter of a
 * core), and whoever waits for a page does not notice. Guarded by the manager's lock.
 */
final class MonthlyGoal {
    /** Held back from above the goal until below this share of it, so that it does not come and go by the minute. */
    private static final double GOOD_AGAIN = 0.97;

    private String state = "none";
    private boolean tight;
    private boolean binds;
    private double wish = Double.MAX_VALUE;
    private String sentence = "";

    /** What work that can wait may fill up to at the wall, in W. */
    double wishWatts(BudgetSettings settings, EnergyBook energy, ZonedDateTime now) {
        int minute = now.getHour() * 60 + now.getMinute();
        int goal = settings.monthlyWattHours();
        double without = settings.waitingWatts(minute, 0, Double.MIN_NORMAL);
        double month = energy.monthWattHours(now);
        double forecast = energy.forecastWattHours(now);
        tight = goal > 0 && (month >= goal || forecast > goal * (tight ? GOOD_AGAIN : 1));
        wish = tight ? settings.waitingWatts(minute, month, hoursLeft(now)) : without;
        binds = tight && wish < without;
        state = goal <= 0 ? "none" : month >= goal ? "missed" : tight ? "tight" : "kept";
        sentence = !tight
                ? ""
                : "The energy goal of this month is about to be missed, so work that can wait is slowed down until the plug is on"
                        + " course again. A higher goal under “Change …” ends that at once.";
        return wish;
    }

    private static double hoursLeft(ZonedDateTime now) {
        ZonedDateTime next = now.truncatedTo(ChronoUnit.DAYS).withDayOfMonth(1).plusMonths(1);
        return Math.max(1, Duration.between(now, next).toMinutes() / 60.0);
    }

    /** {@code none}, {@code kept}, {@code tight} or {@code missed}. */
    String state() {
        return state;
    }

    /** Whether it is the goal that holds work back, and not comfort or quiet hours. */
    boolean binds() {
        return binds;
    }

    /** The wish, in mW; a large number where there is none. */
    int wishMilliwatts() {
        return (int) Math.min(Integer.MAX_VALUE, Math.round(wish * 1000));
    }

    /** What the owner should know; empty for nothing. */
    String sentence() {
        return sentence;
    }
}
