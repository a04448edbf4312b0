// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.power.control;

import org.hearthplug.power.policy.BudgetSettings;
import org.hearthplug.power.policy.CoefficientEstimator;
import org.hearthplug.power.policy.DeviceNeed;
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

/**
 * The control loop. {@link #step()} is one period of {@value #PERIOD_MILLIS} ms; the caller keeps the clock. One thread. Allocates nothing
 * once it runs, unless something changes that is worth a sentence.
 */
public final class PowerController {
    /** Control period, in ms. */
    public static final int PERIOD_MILLIS = 100;

    private static final double PERIOD_SECONDS = PERIOD_MILLIS / 1000.0;

    private final PlugTelemetry telemetry;
    private final PlugControls controls;
    private final PlugProfile profile;
    private final PowerModel model;
    private final PowerEstimate estimate;
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
    private final double[] plannedTerms = new double[PowerModel.TERMS];
    private final PortRoom room = new PortRoom();
    private BudgetSettings budget;
    private double waitingWatts;
    private double target;
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
        this.profile = profile;
        int loads = telemetry.loads();
        model = new PowerModel(profile, telemetry.ports());
        thermal =
                new ThermalLimiter(profile.thermals(), 1.5 * profile.processor().dynamicWatts());
        planner = new Planner(profile.processor(), loads);
        ports = new PortSupervisor(telemetry, controls, notices, profile, model);
        watch = new ActuatorWatch(notices, loads);
        links = new LinkEconomy(controls, profile);
        receipts = new EnergyReceipts(loads);
        seen = new Observation(telemetry.ports(), loads);
        estimate = new PowerEstimate(telemetry, profile, notices, model, ports, seen);
        sources = estimate.sources();
        plan = new Plan(loads);
        classes = new LoadClass[loads];
        allowances = new int[loads];
        for (int i = 0; i < loads; i++) {
            classes[i] = telemetry.loadClass(i);
            allowances[i] = -1;
        }
        budget(budget);
    }

    /** Changes the budget; takes effect in the next period. With a higher limit, devices that were cut off are tried once more if they fit. */
    public void budget(BudgetSettings settings) {
        if (budget != null && settings.hardLimit().value() > budget.hardLimit().value()) {
            ports.limitRaised();
        }
        budget = settings;
        waitingWatts = settings.hardLimit().watts();
    }

    /** What work that can wait may fill up to at the wall, in W: {@link BudgetSettings#waitingWatts} of the caller's clock. */
    public void wish(double wallWatts) {
        waitingWatts = wallWatts;
    }

    /** Takes back coefficients that were learned before; see {@link CoefficientEstimator#export()}. */
    public boolean restore(double[] learned) {
        return estimate.estimator().restore(learned);
    }

    /** Coefficients to keep over a restart. */
    public double[] export() {
        return estimate.estimator().export();
    }

    /** One period: look, learn, plan, set. */
    public void step() {
        telemetry.observe(seen);
        watch.look(seen);
        estimate.step();
        watch.means().probe = estimate.probing();
        budgetTarget();
        room.unexplainedWatts = estimate.jumpWatts();
        room.errorWatts = estimate.errorWatts();
        fillRoom();
        ports.step(seen, room);
        plan();
        set();
        account();
    }

    private void budgetTarget() {
        SourceSpec spec = sources.spec();
        System.arraycopy(estimate.terms(), 0, plannedTerms, 0, plannedTerms.length);
        plannedTerms[1] = Math.max(plannedTerms[1], plan.processorWatts);
        double off = estimate.estimator().uncertaintyWatts(plannedTerms);
        target = Margins.targetDcWatts(profile.supply(), budget.hardLimit().watts(), spec, off);
        room.targetDcWatts = target;
        room.limitWatts = budget.hardLimit().watts();
        room.measured = sources.measured();
    }

    private double outsideWatts() {
        double outside = estimate.correctionWatts();
        double[] terms = estimate.terms();
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
        double available = Math.min(target - reserve, estimate.guard().allowance(target));
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
        double dc = estimate.watts();
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

    /**
     * What the plug would draw at the wall with the device of a port at its most, when all that can wait waits; one that was cut off counts
     * with what it drew.
     *
     * @param need what the device says that it needs
     */
    public Milliwatts wallWith(int port, DeviceNeed need) {
        double beyond = ports.state(port) == PortState.CUT_OFF ? ports.overdrawWatts(port) : 0;
        return Milliwatts.ofWatts(profile.supply().wall(Math.max(0, room.floorDcWatts + need.largestWatts() + beyond)));
    }

    /** Learned coefficient of a term of the power model, about 1. */
    public double coefficient(int term) {
        return model.theta(term);
    }

    /** What is added to the model because the sensor says so, in W on the 5 V side. */
    public double correctionWatts() {
        return estimate.correctionWatts();
    }

    /** A snapshot for the page. */
    public PowerStatus status() {
        PlugProfile.Supply supply = profile.supply();
        double dc = Math.max(0, sources.measured() ? sources.dcWatts() : estimate.modelledWatts());
        return new PowerStatus(
                Milliwatts.ofWatts(supply.wall(dc)),
                sources.spec().kind(),
                budget.hardLimit(),
                Milliwatts.ofWatts(supply.wall(Math.max(0, target))),
                Milliwatts.ofWatts(supply.wall(estimate.guard().mean())),
                sentQuota,
                sentPoint,
                thermal.limiting(),
                watch.anyFailed());
    }
}
