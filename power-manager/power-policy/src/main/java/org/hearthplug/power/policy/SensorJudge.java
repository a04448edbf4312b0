// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.power.policy;

/**
 * Decides each period whether a power source may be believed. A source is doubted when it falls silent, repeats itself too long, falls
 * without a cause the kernel can see, or scatters. It is believed again after a spell of agreeing with the model.
 *
 * <p>What it cannot see: an error that grows slowly and stays within what the model itself may be off.
 */
public final class SensorJudge {
    /** Why a source is doubted. */
    public enum Doubt {
        NONE,
        /** No fresh value for three periods. */
        SILENT,
        /** The same value too often for its own noise. */
        STUCK,
        /** It fell, and nothing that the kernel sees did. */
        FELL,
        /** It shows less and less, and nothing explains that. */
        DRIFTED,
        /** It scatters far beyond its noise. */
        NOISY,
        /** It has not given a value yet, or is on probation. */
        PROBATION
    }

    private static final int PERIOD_MILLIS = 100;
    private static final double FELL_WATTS = 0.30;
    private static final double MIX_SHARE = 0.30;
    /** The mix counts what comes and what goes: a seventh of it is 30 % of the watts that changed hands. */
    private static final double FELL_MIX_SHARE = 0.15;
    /** One jump alone must not look like scatter: it counts for less than half of the threshold. */
    private static final double SCATTER_WEIGHT = 0.1;

    /** While the model is off by this much for a known cause, scatter is not judged. */
    private static final double STIRRED_WATTS = 0.6;

    private static final double STUCK_OFF_WATTS = 0.15;
    private static final int PROBATION_VALUES = 30;
    /** A source that fell without a cause has to jump back by this share of its fall before its agreeing counts for anything. */
    private static final double JUMP_BACK = 0.5;

    /** Periods that the news of a device's going may take: 2 s on a plug that is very busy. */
    private static final int EXPLAINED_PERIODS = 20;

    private static final double EXPLAINS = 0.6;

    private final SourceSpec spec;
    private final int silentPeriods;
    private final int stuckValues;
    private long sequence;
    private int sinceFresh;
    private int same;
    private double last = Double.NaN;
    private int fell;
    private double formerOff;
    private double formerBeyond;
    private double depth = FELL_WATTS;
    private boolean jumpedBack;
    private double variance;
    private int good;
    private int sinceFall;
    private Doubt doubt = Doubt.PROBATION;
    private boolean fresh;

    /** Judges a source of that kind. */
    public SensorJudge(SourceSpec spec) {
        this.spec = spec;
        int perValue = Math.max(1, spec.periodMillis() / PERIOD_MILLIS);
        silentPeriods = 2 * perValue + 1;
        double alike = Math.min(0.9, 0.282 * spec.stepWatts() / Math.max(1e-6, spec.noiseWatts()));
        int rare = alike < 1e-3 ? 4 : (int) Math.ceil(1 + Math.log(1e-4) / Math.log(alike));
        stuckValues = Math.clamp(rare, Math.max(3, 6 / perValue), 10);
        good = PROBATION_VALUES - 5;
    }

    /**
     * Looks at what the source shows in this period.
     *
     * @param watts its value on the 5 V side, in W; NaN if it has none
     * @param number the number of values that it has published
     * @param low least that the model, corrected, allows for the value's window, in W
     * @param high most, in W
     * @param mixWatts how much the mix of running work has changed of late, in W
     * @return whether a fresh value came that may be believed
     */
    public boolean look(double watts, long number, double low, double high, double mixWatts) {
        return look(watts, number, low, low, high, mixWatts);
    }

    /**
     * The same for a controller that corrects its model. A source that fell is not believed for agreeing alone: a plug that draws more than
     * its model makes a sensor that reads too little look right.
     *
     * @param lowKnown least with all of the correction that was in force when the source was last believed, in W
     */
    public boolean look(double watts, long number, double low, double lowKnown, double high, double mixWatts) {
        sinceFall++;
        fresh = number != sequence && !Double.isNaN(watts);
        sequence = number;
        if (!fresh) {
            sinceFresh++;
            if (sinceFresh > silentPeriods) {
                doubt(Doubt.SILENT);
            }
            return false;
        }
        sinceFresh = 0;
        same = watts == last ? same + 1 : 1;
        last = watts;
        double beyond = watts - lowKnown;
        jumpedBack |= mixWatts < STIRRED_WATTS && beyond - formerBeyond > JUMP_BACK * depth;
        formerBeyond = beyond;
        double off = watts < low ? watts - low : watts > high ? watts - high : 0;
        if (mixWatts > STIRRED_WATTS) {
            variance *= 1 - SCATTER_WEIGHT;
        } else {
            double bounded = Math.min(Math.abs(off - formerOff), 2 * scatterWatts(mixWatts));
            variance = (1 - SCATTER_WEIGHT) * variance + SCATTER_WEIGHT * bounded * bounded;
        }
        formerOff = off;
        fell = off < -(FELL_WATTS + FELL_MIX_SHARE * mixWatts + 5 * spec.noiseWatts()) ? fell + 1 : 0;
        boolean contradicted =
                same * spec.periodMillis() >= 600 && Math.abs(off) > STUCK_OFF_WATTS + 5 * spec.noiseWatts();
        if (same >= stuckValues || contradicted) {
            doubt(Doubt.STUCK);
        } else if (fell >= 2) {
            fallen(beyond);
        } else if (doubt == Doubt.NONE && scatters(mixWatts)) {
            doubt(Doubt.NOISY);
        } else if (doubt != Doubt.NONE) {
            probation(off);
        }
        return doubt == Doubt.NONE;
    }

    private double scatterWatts(double mixWatts) {
        return 6 * spec.noiseWatts() + 0.15 + MIX_SHARE * mixWatts;
    }

    private boolean scatters(double mixWatts) {
        double most = scatterWatts(mixWatts);
        return variance > most * most;
    }

    private void probation(double off) {
        boolean lies = (doubt == Doubt.FELL || doubt == Doubt.DRIFTED) && !jumpedBack;
        good = Math.abs(off) < FELL_WATTS && !lies ? good + 1 : 0;
        if (good >= PROBATION_VALUES) {
            doubt = Doubt.NONE;
            variance = 0;
        }
    }

    private void fallen(double beyond) {
        if ((doubt != Doubt.FELL && doubt != Doubt.DRIFTED) || jumpedBack) {
            depth = Math.max(FELL_WATTS, -beyond);
            jumpedBack = false;
            sinceFall = 0;
        }
        doubt(Doubt.FELL);
    }

    /**
     * A device went that drew so many watts: the kernel tells that a little later than a sensor shows it. A fall of about that size, just
     * before, was no fault of the sensor.
     */
    public void explained(double watts) {
        boolean justFell = doubt == Doubt.FELL && sinceFall <= EXPLAINED_PERIODS;
        if (justFell && watts > EXPLAINS * depth) {
            jumpedBack = true;
            good = PROBATION_VALUES - 5;
        }
    }

    /** It shows so many watts less than what the plug is known to draw. It has to jump back before it is believed again. */
    public void drifted(double watts) {
        depth = Math.max(FELL_WATTS, watts);
        jumpedBack = false;
        doubt(Doubt.DRIFTED);
    }

    private void doubt(Doubt why) {
        if (doubt == Doubt.NONE
                || doubt == Doubt.PROBATION
                || why == Doubt.FELL && doubt != Doubt.FELL && doubt != Doubt.DRIFTED) {
            doubt = why;
        }
        good = 0;
    }

    /** Whether this period brought a value. */
    public boolean fresh() {
        return fresh;
    }

    /** Whether the source is believed. */
    public boolean believed() {
        return doubt == Doubt.NONE;
    }

    /** Why not. */
    public Doubt doubt() {
        return doubt;
    }

    /** What the source promises. */
    public SourceSpec spec() {
        return spec;
    }
}
