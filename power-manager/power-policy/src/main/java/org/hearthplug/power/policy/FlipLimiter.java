// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.power.policy;

/**
 * Keeps an actuator from oscillating: it may go to the safe side at any time, away from it only when it has rested. So it turns round at
 * most twice in a rest period.
 */
public final class FlipLimiter {
    private final int restPeriods;
    private int value;
    private int rested;
    private int changes;

    /**
     * An actuator at that value.
     *
     * @param restPeriods control periods (100 ms) that it must rest before it may rise again
     */
    public FlipLimiter(int value, int restPeriods) {
        this.value = value;
        this.restPeriods = restPeriods;
        rested = restPeriods;
    }

    /** Once each period: the value wanted, lower being safer; returns the value to set. */
    public int want(int wanted) {
        rested++;
        if (wanted < value || (wanted > value && rested > restPeriods)) {
            value = wanted;
            rested = 0;
            changes++;
        }
        return value;
    }

    /** Whether it could rise now. */
    public boolean mayRise() {
        return rested >= restPeriods;
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
