// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.power.control;

import org.hearthplug.power.policy.CoefficientEstimator;
import org.hearthplug.power.policy.Correction;
import org.hearthplug.power.policy.DriftDetector;
import org.hearthplug.power.policy.Observation;
import org.hearthplug.power.policy.PlugProfile;
import org.hearthplug.power.policy.PowerModel;
import org.hearthplug.power.policy.SourceSpec;
import org.hearthplug.power.policy.WindowGuard;

/**
 * What the plug draws, as model and sensor together say: predicts each period, compares, decides whom to believe, and learns. All on the
 * 5 V side. No allocation.
 */
final class PowerEstimate {
    /** Periods of predictions to compare a value with: the oldest that its averaging window can still contain. */
    private static final int HISTORY = 6;

    private static final double STEADY_WATTS = 0.25;
    private static final double UNEXPLAINED_WATTS = 0.45;
    private static final double SUDDEN_WATTS = 0.4;
    private static final double USUAL_SHARE = 0.1;
    private static final int ODD_PERIODS = 30;

    /** In the first half minute a plug that nobody knows may be anything. */
    private static final int NEW_PERIODS = 300;

    private final NoticeSink notices;
    private final PowerModel model;
    private final CoefficientEstimator estimator;
    private final SourceSelector sources;
    private final PortSupervisor ports;
    private final Observation seen;
    private final Correction correction = new Correction();
    private final DriftDetector drift = new DriftDetector();
    private final WindowGuard guard = new WindowGuard();
    private final double[] formerCores;
    private double formerOutside;
    private final double[] terms = new double[PowerModel.TERMS];
    private final double[] history = new double[HISTORY];
    private long periods;
    private double mixWatts;
    private double predicted;
    private double estimate;
    private double jump;
    private double error;
    private double usualError;
    private int oddPeriods;
    private boolean distrusted;
    private boolean probing;

    PowerEstimate(
            PlugTelemetry telemetry,
            PlugProfile profile,
            NoticeSink notices,
            PowerModel model,
            PortSupervisor ports,
            Observation seen) {
        this.notices = notices;
        this.model = model;
        this.ports = ports;
        this.seen = seen;
        estimator = new CoefficientEstimator(model);
        sources = new SourceSelector(telemetry, profile, notices);
        formerCores = new double[telemetry.loads()];
    }

    /** One period, after it was observed and before the ports are looked at. */
    void step() {
        predict();
        compare();
        periods++;
    }

    private void predict() {
        model.terms(seen, terms);
        predicted = model.sum(terms);
        history[(int) (periods % HISTORY)] = predicted;
        double changed = 0;
        double outside = seen.busyCores;
        for (int i = 0; i < formerCores.length; i++) {
            changed += Math.abs(seen.loadCores[i] - formerCores[i]);
            formerCores[i] = seen.loadCores[i];
            outside -= seen.loadCores[i];
        }
        // What the kernel and its like do changes the mix as well as any service.
        changed += Math.abs(outside - formerOutside);
        formerOutside = outside;
        mixWatts = Math.max(0.9 * mixWatts, changed * model.busyCoreWatts(seen.point));
    }

    private double extreme(int count, boolean highest) {
        double found = predicted;
        for (int back = 1; back < count && back <= periods; back++) {
            double past = history[(int) ((periods - back) % HISTORY)];
            found = highest ? Math.max(found, past) : Math.min(found, past);
        }
        return found;
    }

    /** Compares sensor and model: whom to believe, and what to learn. */
    private void compare() {
        SourceSpec before = sources.spec();
        int count = Math.min(
                HISTORY, 2 + (before.delayMillis() + before.periodMillis() - 1) / PowerController.PERIOD_MILLIS);
        double low = extreme(count, false) - model.theta(4) * ports.mayHaveFallenWatts(seen);
        double high = extreme(count, true);
        double known = correction.watts();
        double gone = ports.goneWatts();
        if (gone > 0) {
            sources.explained(gone);
        }
        sources.look(low + Math.min(0, known), low + known, high + known, stir());
        SourceSpec spec = sources.spec();
        jump = 0;
        error = Double.NaN;
        if (!sources.measured()) {
            if (sources.fell()) {
                if (sources.drifted() && !distrusted) {
                    estimator.distrust();
                    distrusted = true;
                }
                correction.afterFall();
            } else {
                correction.withoutSource();
            }
        } else if (sources.fresh()) {
            distrusted = false;
            learn(spec, low, high);
        }
        drift(spec, low, high);
        estimate = predicted + correction.watts();
        guard.add(sources.fresh() ? Math.max(sources.dcWatts(), low + Math.min(0, correction.watts())) : estimate);
    }

    /** How far the model may be off for a known cause: another mix of work, or a port that is being started. */
    private double stir() {
        return mixWatts + (ports.settled() ? 0 : 1.5);
    }

    /** Whether what is believed has drifted away; from the next period on it is not believed then. */
    private void drift(SourceSpec spec, double low, double high) {
        if (!sources.measured()) {
            drift.restart();
            probing = false;
            return;
        }
        if (ports.moved(seen)) {
            drift.portChanged();
        }
        if (sources.fresh()) {
            boolean steady = jump == 0 && high - low < STEADY_WATTS && ports.settled();
            if (drift.look(model, terms, sources.dcWatts(), spec.noiseWatts(), steady)) {
                sources.drifted(predicted - sources.dcWatts());
            }
        }
        probing = drift.probing();
    }

    private void learn(SourceSpec spec, double low, double high) {
        double watts = sources.dcWatts();
        double above = watts - (high + correction.watts());
        if (above > UNEXPLAINED_WATTS + 0.3 * mixWatts + 4 * spec.noiseWatts()) {
            jump = above;
            mixWatts = Math.max(mixWatts, above);
        }
        double matched = 0;
        for (int back = 0; back < HISTORY && back <= periods; back++) {
            matched += spec.share(back, PowerController.PERIOD_MILLIS) * history[(int) ((periods - back) % HISTORY)];
        }
        double unrest = high - low;
        if (unrest < STEADY_WATTS || above <= 0) {
            error = watts - matched;
            correction.update(watts - matched, spec.noiseWatts() + 0.25 * unrest, stir());
            boolean steady = jump == 0 && unrest < STEADY_WATTS && ports.settled();
            boolean learnable = steady && !sudden(watts - matched);
            if (learnable && estimator.update(terms, watts, spec.noiseWatts() + 0.3 * unrest)) {
                correction.reset();
                notices.notice(new Notice(
                        Notice.Kind.MODEL_DISCARDED,
                        -1,
                        "The plug draws power in a way that it had not learned; it learns anew, with care."));
            }
        } else if (above > 0) {
            correction.update(watts - high, spec.noiseWatts(), stir());
        }
    }

    /**
     * Whether the sensor shows less than the model by much more than a moment ago, and by more than the model may be off. That is no plug that
     * draws less. For three seconds it teaches nothing, so that the judge sees what the sensor says and not what was made of it.
     */
    private boolean sudden(double now) {
        double may = Math.max(SUDDEN_WATTS, estimator.uncertaintyWatts(terms)) + 0.3 * mixWatts;
        boolean odd = periods > NEW_PERIODS && now < usualError - may && oddPeriods < ODD_PERIODS;
        oddPeriods = odd ? oddPeriods + 1 : 0;
        usualError = odd ? usualError : usualError + USUAL_SHARE * (now - usualError);
        return odd;
    }

    /** What is believed, or the model. */
    SourceSelector sources() {
        return sources;
    }

    CoefficientEstimator estimator() {
        return estimator;
    }

    /** What the next period may take. */
    WindowGuard guard() {
        return guard;
    }

    /** Nominal watts of the model's terms in this period, live. */
    double[] terms() {
        return terms;
    }

    /** Power in this period, in W: a fresh value, else the corrected model. */
    double watts() {
        return sources.fresh() ? sources.dcWatts() : estimate;
    }

    /** The corrected model, in W. */
    double modelledWatts() {
        return estimate;
    }

    /** Added to the model because the sensor says so, in W. */
    double correctionWatts() {
        return correction.watts();
    }

    /** Drawn beyond what the model explains, in W; only a fresh jump. */
    double jumpWatts() {
        return jump;
    }

    /** Sensor less model, in W; NaN without a fresh value that can be compared. */
    double errorWatts() {
        return error;
    }

    /** Whether the lowest operating point is wanted for a moment, to see whether the sensor is right. */
    boolean probing() {
        return probing;
    }
}
