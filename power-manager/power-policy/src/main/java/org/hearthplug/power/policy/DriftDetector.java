// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.power.policy;

/**
 * Tells a sensor that shows less and less from a plug that draws less. Coefficients are a unit's own and do not change within hours; what may
 * change is the mix of instructions, and that scales with what the processor switches. So a reference is kept, as it was learned when the
 * sensor had just been believed, and the sensor may fall below it by what the mix explains. Where the mix could explain it, the detector
 * asks for a probe: the lowest operating point for a moment, at which the mix explains little. A lighter mix passes, a drift does not.
 *
 * <p>Units are watts on the 5 V side. No allocation.
 */
public final class DriftDetector {
    /** Steady periods before the sensor's word is the reference: 20 s after it is believed anew, 5 s after a port changed. */
    private static final int SETTLE_PERIODS = 200;

    private static final int PORT_PERIODS = 50;
    private static final int TAKE_PERIODS = 10;
    private static final double WEIGHT = 0.2;
    private static final int AVERAGE_PERIODS = 5;
    private static final double STATE_WATTS = 0.3;
    private static final double BASE_WATTS = 0.10;
    /** What a learned term may be off by when it changes from where it was at the reference: two devices, links or temperatures differ. */
    private static final double[] SHARE = {0.3, 0, 0.3, 0.15, 0.08};
    /** The lightest mix of instructions takes so much less than a heavy one. */
    private static final double MIX = 0.30;

    /** What devices at ports that changed may draw less than they declared. */
    private static final double PORT_SHARE = 0.6;

    private static final double PORT_WATTS = 0.4;

    private static final double SUSPICION_WATTS = 0.15;
    /** A probe is worth it when it takes at least so many watts of switching away. */
    private static final double PROBE_WATTS = 0.4;

    private static final double RISEN_WATTS = 0.1;
    /** By then the coefficients have followed the heavier mix. */
    private static final int RISEN_PERIODS = 40;

    private static final int CONVINCED_PERIODS = 6;
    private static final int PROBE_PERIODS = 18;
    private static final int PROBE_REST_PERIODS = 50;

    private final double[] theta = new double[PowerModel.TERMS];
    private final double[] reference = new double[PowerModel.TERMS];
    private double offset;
    private double mean;
    private int averaged;
    private double formerSwitching;
    /** The mix that runs, less than the reference's: a share of what is switched, as far as probes let it pass. */
    private double lighter;

    private int settle = SETTLE_PERIODS;
    private int taking;
    private boolean known;
    private double taken;
    private int below;
    private int above;
    private int probing;
    private int rested;
    /** A probe has passed: what is missing in the state after it is the work's. */
    private boolean passing;

    /** Without a reference yet. */
    public DriftDetector() {}

    /** The sensor is not believed: its word will be the reference anew, once it has been believed for a while. */
    public void restart() {
        settle = SETTLE_PERIODS;
        known = false;
        probing = 0;
    }

    /** A port changed: what is drawn there is learned anew. */
    public void portChanged() {
        settle = Math.max(settle, PORT_PERIODS);
        probing = 0;
    }

    /**
     * Looks at a value that is believed.
     *
     * @param model with what is learned now
     * @param terms nominal watts of the terms for the value's window
     * @param watts what the sensor says
     * @param noiseWatts its standard deviation
     * @param steady whether the plug was at rest long enough for value and terms to belong together
     * @return whether the sensor shows so little that neither plug nor work explains it
     */
    public boolean look(PowerModel model, double[] terms, double watts, double noiseWatts, boolean steady) {
        rested++;
        probing = Math.max(0, probing - 1);
        if (settle > 0) {
            settle--;
            taking = TAKE_PERIODS;
            return false;
        }
        if (!steady) {
            return false;
        }
        if (taking > 0) {
            take(model, terms, watts);
            return false;
        }
        double expected = offset;
        double may =
                BASE_WATTS + 4 * noiseWatts + MIX * model.theta(PowerModel.SWITCHING) * terms[PowerModel.SWITCHING];
        for (int i = 0; i < theta.length; i++) {
            expected += theta[i] * terms[i];
            may += SHARE[i] * Math.abs(terms[i] - reference[i]);
        }
        average(terms[PowerModel.SWITCHING], watts - expected);
        below = averaged >= AVERAGE_PERIODS && mean < -may ? below + 1 : 0;
        if (below >= CONVINCED_PERIODS) {
            return true;
        }
        suspect(terms);
        return false;
    }

    /** The mean of what is missing, anew in each state of the processor. */
    private void average(double switching, double error) {
        if (Math.abs(switching - formerSwitching) > STATE_WATTS) {
            averaged = 0;
            formerSwitching = switching;
        }
        averaged++;
        mean = averaged == 1 ? error : mean + Math.max(WEIGHT, 1.0 / averaged) * (error - mean);
    }

    /** What a probe did not disprove is accepted as the work's, and suspicion begins anew from there. */
    private void suspect(double[] terms) {
        double switching = terms[PowerModel.SWITCHING];
        if (probing > 0 || averaged < AVERAGE_PERIODS || switching < PROBE_WATTS) {
            return;
        }
        if (passing && averaged < 3 * AVERAGE_PERIODS) {
            return;
        }
        if (passing) {
            lighter = Math.min(lighter, mean / switching);
            passing = false;
        }
        boolean ask = mean < lighter * switching - SUSPICION_WATTS;
        if (rested > PROBE_REST_PERIODS && ask) {
            lighter = mean / switching;
            probing = PROBE_PERIODS;
            passing = true;
            rested = 0;
        } else if (!ask) {
            lighter = Math.max(lighter, mean / switching);
        }
        // More than the reference is believed, as it always is: a heavier mix, from now on.
        above = mean > RISEN_WATTS && switching > PROBE_WATTS ? above + 1 : 0;
        if (above > RISEN_PERIODS) {
            theta[PowerModel.SWITCHING] += mean / switching;
            above = 0;
            lighter = 0;
            averaged = 0;
        }
    }

    /**
     * Takes the sensor's word for the reference: for all of it at first, later for the ports that changed only, so that a drift is not
     * forgotten with each stick that is pulled.
     */
    private void take(PowerModel model, double[] terms, double watts) {
        if (taking == TAKE_PERIODS) {
            taken = 0;
            for (int i = 0; i < theta.length && !known; i++) {
                theta[i] = model.theta(i);
                reference[i] = terms[i];
            }
        }
        double expected = 0;
        for (int i = 0; i < theta.length; i++) {
            expected += theta[i] * terms[i];
        }
        taken += (watts - expected) / TAKE_PERIODS;
        if (--taking > 0) {
            return;
        }
        double moved = Math.abs(terms[PowerModel.USB] - reference[PowerModel.USB]);
        double may = Math.max(PORT_SHARE * moved, Math.min(moved, PORT_WATTS));
        offset = known ? Math.clamp(taken, offset - may, offset + may) : taken;
        reference[PowerModel.USB] = terms[PowerModel.USB];
        if (!known) {
            lighter = 0;
            known = true;
        }
        averaged = 0;
        below = 0;
        above = 0;
    }

    /** Whether the lowest operating point is wanted now, to see whether the sensor is right. */
    public boolean probing() {
        return probing > 0;
    }
}
