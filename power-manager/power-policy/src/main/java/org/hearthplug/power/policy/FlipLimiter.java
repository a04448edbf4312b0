// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.power.policy;

/**
 * Keeps an actuator from oscillating: it may go to the safe side at any time, away from it only when it has rested, and no more often than a
 * rate; one rise may be saved up, so that a single short dip is not paid for with the whole rest.
 */
public final class FlipLimiter {
    private final int restPeriods;
    private final int periodsPerRise;
    private int value;
    private int rested;
    private int credit;
    private int changes;

    /**
     * An actuator at that value.
     *
     * @param restPeriods control periods (100 ms) that it must rest before it may rise again
     */
    public FlipLimiter(int value, int restPeriods) {
        this(value, restPeriods, restPeriods);
    }

    /**
     * An actuator at that value that in any n periods rises at most n / {@code periodsPerRise} + 2 times.
     *
     * @param restPeriods control periods (100 ms) that it must rest after any change before it may rise
     * @param periodsPerRise control periods for each rise in the long run
     */
    public FlipLimiter(int value, int restPeriods, int periodsPerRise) {
        this.value = value;
        this.restPeriods = restPeriods;
        this.periodsPerRise = periodsPerRise;
        rested = restPeriods;
        credit = 2 * periodsPerRise;
    }

    /** Once each period: the value wanted, lower being safer; returns the value to set. */
    public int want(int wanted) {
        rested++;
        credit = Math.min(credit + 1, 2 * periodsPerRise);
        if (wanted < value || (wanted > value && rested > restPeriods && credit > periodsPerRise)) {
            credit -= wanted > value ? periodsPerRise : 0;
            value = wanted;
            rested = 0;
            changes++;
        }
        return value;
    }

    /** Whether it could rise now. */
    public boolean mayRise() {
        return rested >= restPeriods && credit >= periodsPerRise;
    }

    /** Value set. */
    public int value() {
        return value;
    }

    /** Changes since the start. */
    public int changes() {
        return changes;
    }
}
