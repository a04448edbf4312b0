// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.power.policy;

/**
 * The difference between sensor and model, in W: up at once, down slowly. What the sensor shows and the model does not explain is
 * believed in the first period; that it has gone again is believed gradually.
 */
public final class Correction {
    private static final double RISE = 0.35;
    private static final double FALL = 0.12;
    /** Back to the model alone it may go faster: the model stands by itself. */
    private static final double FALL_ABOVE_ZERO = 0.3;

    private static final double FALL_LIMIT_WATTS = 0.03;
    private static final double FALL_MIX = 0.08;
    /** The model is never corrected downwards by more: beyond this the sensor is the likelier liar. */
    private static final double LOWEST_WATTS = -0.4;

    private double watts;

    /** No correction. */
    public Correction() {}

    /**
     * Takes a believed value.
     *
     * @param errorWatts value less model, 0 if the model allows the value
     * @param noiseWatts standard deviation of the source
     * @param mixWatts how much the mix of running work has changed of late: then it may fall faster, for the model is off for a known cause
     */
    public void update(double errorWatts, double noiseWatts, double mixWatts) {
        double step = errorWatts - watts;
        if (step > 4 * noiseWatts + 0.05) {
            watts = errorWatts;
        } else if (step > 0) {
            watts += RISE * step;
        } else {
            double soon = watts > 0 ? Math.max(0, watts + FALL_ABOVE_ZERO * step) : watts;
            watts = Math.max(
                    LOWEST_WATTS,
                    Math.min(soon, watts - Math.min(FALL_LIMIT_WATTS + FALL_MIX * mixWatts, -FALL * step)));
        }
    }

    /** Without a believed source: what lowered the estimate is forgotten at once, what raised it fades in about a minute. */
    public void withoutSource() {
        watts = Math.max(0, watts * 0.998);
    }

    /** Without a believed source because it fell: what the plug was known to draw beyond its model it is taken to draw still. */
    public void afterFall() {
        watts = Math.max(0, watts);
    }

    /** In W, to be added to the model. */
    public double watts() {
        return watts;
    }

    /** Forgets. */
    public void reset() {
        watts = 0;
    }
}
