// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.plant;

/** The referee: true power at the wall, its mean over every window of one second (100 steps of 10 ms), and energy. */
public final class WallMeter {
    private static final int WINDOW = 100;

    private final double limitWatts;
    private final double[] ring = new double[WINDOW];
    private int steps;
    private double sum;
    private double worst;
    private double worstSecond;
    private int above;
    private double joule;

    WallMeter(double limitWatts) {
        this.limitWatts = limitWatts;
    }

    void add(double watts) {
        int slot = steps % WINDOW;
        sum += watts - ring[slot];
        ring[slot] = watts;
        steps++;
        joule += watts * Plug.STEP_SECONDS;
        if (steps % 10_000 == 0) {
            sum = 0;
            for (double value : ring) {
                sum += value;
            }
        }
        if (steps >= WINDOW) {
            double mean = sum / WINDOW;
            if (mean > worst) {
                worst = mean;
                worstSecond = steps * Plug.STEP_SECONDS;
            }
            if (mean > limitWatts) {
                above++;
            }
        }
    }

    /** Mean of the last second, in W; of the time since the start before that. */
    public double lastSecondWatts() {
        return steps == 0 ? 0 : sum / Math.min(steps, WINDOW);
    }

    /** Forgets the worst second so far; the mean of the last second stays. For who looks at a part of a run. */
    public void forgetWorst() {
        worst = 0;
    }

    /** Largest mean of any second, in W. */
    public double worstSecondWatts() {
        return worst;
    }

    /** When the worst second ended, in s from the start. */
    public double worstAtSecond() {
        return worstSecond;
    }

    /** Time during which the mean of the last second was above the limit, in s. */
    public double secondsAbove() {
        return above * Plug.STEP_SECONDS;
    }

    /** Energy since the start, in J. */
    public double joule() {
        return joule;
    }

    /** The limit, in W. */
    public double limitWatts() {
        return limitWatts;
    }
}
