// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.power.control;

import org.hearthplug.power.policy.BudgetSettings;
import org.hearthplug.power.policy.CoefficientEstimator;
import org.hearthplug.power.policy.Correction;
import org.hearthplug.power.policy.DriftDetector;
import org.hearthplug.power.policy.EnergyReceipts;
import org.hearthplug.power.policy.LoadClass;
import org.hearthplug.power.policy.Margins;
import org.hearthplug.power.policy.Milliwatts;
import org.hearthplug.power.policy.Observation;
import org.hearthplug.power.policy.Plan;
import org.hearthplug.power.policy.Planner;
import org.hearthplug.power.policy.PlugProfile;
import org.hearthplug.power.policy.PowerModel;
import org.hearthplug.power.policy.SourceSpec;
import org.hearthplug.power.policy.ThermalLimiter;
import org.hearthplug.power.policy.WindowGuard;

/**
 * The control loop. {@link #step()} is one period of {@value #PERIOD_MILLIS} ms; the caller keeps the clock. One thread. Allocates nothing
 * once it runs, unless something changes that is worth a sentence.
 */
public final class PowerController {
    /** Control period, in ms. */
    public static final int PERIOD_MILLIS = 100;

    private static final double PERIOD_SECONDS = PERIOD_MILLIS / 1000.0;
    /** Periods of predictions to compare a value with: the oldest that its averaging window can still contain. */
    private static final int HISTORY = 6;

    private static final double STEADY_WATTS = 0.25;
    private static final double UNEXPLAINED_WATTS = 0.45;
    private static final double SUDDEN_WATTS = 0.4;
    private static final double USUAL_SHARE = 0.1;
    private static final int ODD_PERIODS = 30;

    /** In the first half minute a plug that nobody knows may be anything. */
    private static final int NEW_PERIODS = 300;

    private final PlugTelemetry telemetry;
    private final PlugControls controls;
    private final NoticeSink notices;
    private final PlugProfile profile;
    private final PowerModel model;
    private final CoefficientEstimator estimator;
    private final Correction correction = new Correction();
    private final DriftDetector drift = new DriftDetector();
    private final WindowGuard guard = new WindowGuard();
    private final ThermalLimiter thermal;
    private final Planner planner;
    private final SourceSelector sources;
    private final PortSupervisor ports;
    private final ActuatorWatch watch;
    private final LinkEconomy links;
    private final EnergyReceipts receipts;
    private final Observation seen;
    private final Plan plan;
    private final LoadClass[] classes;
    private final int[] allowances;
    private final double[] formerCores;
    private final double[] terms = new double[PowerModel.TERMS];
    private final double[] plannedTerms = new double[PowerModel.TERMS];
    private final double[] history = new double[HISTORY];
    private final PortSupervisor.Room room = new PortSupervisor.Room();
    private BudgetSettings budget;
    private double waitingWatts;
    private long periods;
    private double mixWatts;
    private double predicted;
    private double estimate;
    private double target;
    private double jump;
    private double usualError;
    private int oddPeriods;
    private boolean distrusted;
    private int sentQuota = -1;
    private int sentPoint = -1;
    private int sentCores = -1;

    /** A controller that knows the board but has learned nothing. */
    public PowerController(
            PlugProfile profile,
            BudgetSettings budget,
            PlugTelemetry telemetry,
            PlugControls controls,
            NoticeSink notices) {
        this.telemetry = telemetry;
        this.controls = controls;
        this.notices = notices;
        this.profile = profile;
        int loads = telemetry.loads();
        model = new PowerModel(profile, telemetry.ports());
        estimator = new CoefficientEstimator(model);
        thermal =
                new ThermalLimiter(profile.thermals(), 1.5 * profile.processor().dynamicWatts());
        planner = new Planner(profile.processor(), loads);
        sources = new SourceSelector(telemetry, profile, notices);
        ports = new PortSupervisor(telemetry, controls, notices, profile, model);
        watch = new ActuatorWatch(notices, loads);
        links = new LinkEconomy(controls, profile);
        receipts = new EnergyReceipts(loads);
        seen = new Observation(telemetry.ports(), loads);
        plan = new Plan(loads);
        classes = new LoadClass[loads];
        allowances = new int[loads];
        formerCores = new double[loads];
        for (int i = 0; i < loads; i++) {
            classes[i] = telemetry.loadClass(i);
            allowances[i] = -1;
        }
        budget(budget);
    }

    /** Changes the budget; takes effect in the next period. */
    public void budget(BudgetSettings settings) {
        budget = settings;
        waitingWatts = settings.hardLimit().watts();
    }

    /** What work that can wait may fill up to at the wall, in W: {@link BudgetSettings#waitingWatts} of the caller's clock. */
    public void wish(double wallWatts) {
        waitingWatts = wallWatts;
    }

    /** Takes back coefficients that were learned before; see {@link CoefficientEstimator#export()}. */
    public boolean restore(double[] learned) {
        return estimator.restore(learned);
    }

    /** Coefficients to keep over a restart. */
    public double[] export() {
        return estimator.export();
    }

    /** One period: look, learn, plan, set. */
    public void step() {
        telemetry.observe(seen);
        watch.look(seen);
        predict();
        compare();
        budgetTarget();
        room.unexplainedWatts = jump;
        fillRoom();
        ports.step(seen, room);
        plan();
        set();
        account();
        periods++;
    }

    private void predict() {
        model.terms(seen, terms);
        predicted = model.sum(terms);
        history[(int) (periods % HISTORY)] = predicted;
        double changed = 0;
        for (int i = 0; i < formerCores.length; i++) {
            changed += Math.abs(seen.loadCores[i] - formerCores[i]);
            formerCores[i] = seen.loadCores[i];
        }
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
        int count = Math.min(HISTORY, 2 + (before.delayMillis() + before.periodMillis() - 1) / PERIOD_MILLIS);
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
        room.errorWatts = Double.NaN;
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
            watch.means().probe = false;
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
        watch.means().probe = drift.probing();
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
            matched += spec.share(back, PERIOD_MILLIS) * history[(int) ((periods - back) % HISTORY)];
        }
        double unrest = high - low;
        if (unrest < STEADY_WATTS || above <= 0) {
            room.errorWatts = watts - matched;
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
    private boolean sudden(double error) {
        double may = Math.max(SUDDEN_WATTS, estimator.uncertaintyWatts(terms)) + 0.3 * mixWatts;
        boolean odd = periods > NEW_PERIODS && error < usualError - may && oddPeriods < ODD_PERIODS;
        oddPeriods = odd ? oddPeriods + 1 : 0;
        usualError = odd ? usualError : usualError + USUAL_SHARE * (error - usualError);
        return odd;
    }

    private void budgetTarget() {
        SourceSpec spec = sources.spec();
        System.arraycopy(terms, 0, plannedTerms, 0, terms.length);
        plannedTerms[1] = Math.max(terms[1], plan.processorWatts);
        double off = estimator.uncertaintyWatts(plannedTerms);
        target = Margins.targetDcWatts(profile.supply(), budget.hardLimit().watts(), spec, off);
        room.targetDcWatts = target;
        room.limitWatts = budget.hardLimit().watts();
        room.measured = sources.measured();
    }

    private double outsideWatts() {
        double outside = correction.watts();
        for (int i = 0; i < terms.length; i++) {
            outside += i == 1 || i == 2 ? 0 : model.theta(i) * terms[i];
        }
        return outside;
    }

    private void fillRoom() {
        double outside = outsideWatts();
        double cores = watch.means().quotaObeys ? Math.min(seen.quotaCores, seen.cores) : seen.cores;
        room.inForceDcWatts = outside
                + model.processorIdleWatts(seen.capInForce, seen.cores, seen.dieCelsius)
                + model.busyCoreWatts(seen.capInForce) * cores;
        double floor = outside;
        for (int port = 0; port < telemetry.ports(); port++) {
            if (model.device(port) != null && seen.ready[port]) {
                double idle = model.device(port).idleWatts();
                double some = 0.05 * (model.device(port).activeWatts() - idle);
                floor -= model.theta(4) * Math.max(0, model.portWatts(seen, port) - idle - some);
            }
        }
        int lowest = watch.means().pointObeys ? 0 : seen.capInForce;
        double busy = watch.means().quotaObeys ? Planner.LEAST_CORES : seen.cores;
        room.floorDcWatts = floor
                + model.processorIdleWatts(lowest, seen.cores, seen.dieCelsius)
                + model.busyCoreWatts(lowest) * busy;
    }

    private void plan() {
        SourceSpec spec = sources.spec();
        double known = model.networkRise(seen);
        for (int port = 0; port < telemetry.ports(); port++) {
            known += model.portRise(seen, port);
        }
        double reserve = Margins.reserveWatts(known, ports.unknownWatts(), spec.delayMillis(), spec.periodMillis());
        if (!watch.means().allowancesObey) {
            reserve += Margins.unboundedWatts(plannedTerms[1], spec.delayMillis(), spec.periodMillis());
        }
        double available = Math.min(target - reserve, guard.allowance(target));
        double outside = outsideWatts() + ports.roomWatts();
        double hot = thermal.limitWatts(seen.dieCelsius, seen.caseCelsius, PERIOD_SECONDS);
        double wish = profile.supply().dc(waitingWatts)
                - (profile.supply().dc(budget.hardLimit().watts()) - target);
        planner.plan(
                model,
                seen,
                Math.min(hot, available - outside),
                wish - outside,
                model.alongWatts(seen),
                known,
                classes,
                ports.hold(),
                watch.means(),
                plan);
        boolean scarce = plan.quotaCores < plan.cores - 0.01
                || plan.wantedPoint < profile.processor().mhz().length - 1;
        links.step(seen, classes, scarce, ports.roomWatts() > 1);
    }

    private void set() {
        watch.set(plan);
        if (plan.wantedPoint != sentPoint || plan.wantedPoint != seen.capInForce) {
            sentPoint = plan.wantedPoint;
            controls.operatingPointCap(sentPoint);
        }
        if (plan.wantedCores != sentCores || plan.wantedCores != seen.cores) {
            sentCores = plan.wantedCores;
            controls.coresOnline(sentCores);
        }
        int quota = (int) Math.floor(plan.quotaCores * 1000);
        plan.quotaCores = quota / 1000.0;
        if (quota != sentQuota) {
            sentQuota = quota;
            controls.quotaMilliCores(quota);
        }
        for (int i = 0; i < allowances.length; i++) {
            int allowance = (int) (plan.allowanceCores[i] * 1000);
            if (allowance != allowances[i]) {
                allowances[i] = allowance;
                controls.allowanceMilliCores(i, allowance);
            }
        }
    }

    private void account() {
        double dc = sources.fresh() ? sources.dcWatts() : estimate;
        double slope = profile.supply().slope(dc);
        receipts.add(
                PERIOD_SECONDS,
                profile.supply().wall(dc),
                sources.measured(),
                model.busyCoreWatts(seen.point) * slope,
                seen.loadCores,
                seen.busyCores,
                model.theta(0) * profile.cardWatts() * seen.cardShare * slope);
    }

    /** Energy since the start. */
    public EnergyReceipts receipts() {
        return receipts;
    }

    /** Where a port is in being admitted. */
    public PortState port(int port) {
        return ports.state(port);
    }

    /** What the plug would draw at the wall with a device at its most, when all that can wait waits. */
    public Milliwatts wallWith(org.hearthplug.power.policy.DeviceNeed need) {
        return Milliwatts.ofWatts(profile.supply().wall(Math.max(0, room.floorDcWatts + need.largestWatts())));
    }

    /** Learned coefficient of a term of the power model, about 1. */
    public double coefficient(int term) {
        return model.theta(term);
    }

    /** What is added to the model because the sensor says so, in W on the 5 V side. */
    public double correctionWatts() {
        return correction.watts();
    }

    /** A snapshot for the page. */
    public PowerStatus status() {
        PlugProfile.Supply supply = profile.supply();
        double dc = sources.measured() ? Math.max(0, sources.dcWatts()) : Math.max(0, estimate);
        return new PowerStatus(
                Milliwatts.ofWatts(supply.wall(dc)),
                sources.spec().kind(),
                budget.hardLimit(),
                Milliwatts.ofWatts(supply.wall(Math.max(0, target))),
                Milliwatts.ofWatts(supply.wall(guard.mean())),
                sentQuota,
                sentPoint,
                thermal.limiting(),
                watch.anyFailed());
    }
}
