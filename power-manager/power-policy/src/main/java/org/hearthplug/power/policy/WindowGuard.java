// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.power.policy;

import java.util.Arrays;

/** The last second as ten periods, and what the next period may take so that no second that contains it is above the limit. */
public final class WindowGuard {
    private static final int PERIODS = 10;

    private final double[] ring = new double[PERIODS];
    private int next;

    /** A second of nothing. */
    public WindowGuard() {}

    /** Notes the power of the period that has ended, in W. */
    public void add(double watts) {
        ring[next] = watts;
        next = (next + 1) % PERIODS;
    }

    /** Most that the next period may take on average, in W; never negative. */
    public double allowance(double limitWatts) {
        double sum = 0;
        for (int i = 0; i < PERIODS; i++) {
            sum += i == next ? 0 : ring[i];
        }
        return Math.max(0, PERIODS * limitWatts - sum);
    }

    /** Mean of the last second, in W. */
    public double mean() {
        double sum = 0;
        for (double watts : ring) {
            sum += watts;
        }
        return sum / PERIODS;
    }

    /** Starts over. */
    public void reset() {
        Arrays.fill(ring, 0);
    }
}
