// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.power.policy;

/**
 * Turns watts for the processor into operating point, cores, quota and allowances: the setting that gets most cycles done, counting as if
 * everything granted were used, so that no burst of work can exceed it. Interactive work may use all of the quota; the others share what
 * is left and start slowly.
 */
public final class Planner {
    /** Processor time that is granted whatever happens, in cores at the lowest operating point: enough for a page. */
    public static final double LEAST_CORES = 0.25;
    /** Periods that the operating point rests before it may rise again: 2 s. */
    public static final int POINT_REST = 20;
    /** Periods that the number of cores rests before it may rise again: 2 s. */
    public static final int CORES_REST = 20;
    /** Periods for each rise of the number of cores in the long run: 10 s. */
    public static final int CORES_PERIODS = 100;

    private static final double SLOW_START_CORES = 0.30;
    private static final double SLOW_START_STEP = 0.35;
    private static final double WORTH_A_CHANGE = 1.02;
    /** Periods for which fewer cores have to get more done until one goes. */
    private static final int CROWDED_PERIODS = 50;
    /** Of what is granted, used: above it, work is bound by what is granted. */
    private static final double BOUND_SHARE = 0.85;

    private final PlugProfile.Processor cpu;
    private final FlipLimiter point;
    private final FlipLimiter cores;
    private final double[] granted;
    private double quota = LEAST_CORES;
    private double best;
    private int bestPoint;
    private int bestCores;
    private int crowdedPeriods;
    private double megacyclesNow;
    private double alongPerMegacycle;
    private double alongMost;

    /** Which processor actuators can be relied on; the others are taken as they are. */
    public static final class Means {
        /** All obey. */
        public Means() {}

        /** What was set last does not show yet: until it does, the dearer of the two is counted with. */
        public boolean lags;

        /** The operating point obeys; otherwise {@link Observation#capInForce} is what there is. */
        public boolean pointObeys = true;
        /** Cores go on and off line. */
        public boolean coresObey = true;
        /** The quota is kept. */
        public boolean quotaObeys = true;
        /** The lowest operating point is wanted for a moment, to see whether the sensor is right. */
        public boolean probe;
        /** Each service keeps its allowance; otherwise any of them may take all of the quota in one period. */
        public boolean allowancesObey = true;
    }

    /** Plans for that processor and number of services, starting from the lowest point. */
    public Planner(PlugProfile.Processor cpu, int loads) {
        this.cpu = cpu;
        point = new FlipLimiter(0, POINT_REST);
        cores = new FlipLimiter(cpu.cores(), CORES_REST, CORES_PERIODS);
        granted = new double[loads];
    }

    /**
     * Plans the next period.
     *
     * @param watts for the processor, idle and busy, hard, in W on the 5 V side
     * @param comfortWatts for work that can wait, in W; more than {@code watts} means no wish
     * @param alongWatts what disks, card and network draw now because something runs, in W; it is taken off {@code watts} already
     * @param alongMostWatts how much more they may come to draw, in W
     * @param classes class of each service
     * @param holdWaiting whether work that can wait has to stop for a moment
     */
    public void plan(
            PowerModel model,
            Observation seen,
            double watts,
            double comfortWatts,
            double alongWatts,
            double alongMostWatts,
            LoadClass[] classes,
            boolean holdWaiting,
            Means means,
            Plan out) {
        couple(seen, alongWatts, alongMostWatts);
        choose(model, seen, watts, means);
        out.point = means.pointObeys ? inForce(point.value(), seen.capInForce, means) : seen.capInForce;
        out.cores = means.coresObey ? inForce(cores.value(), seen.cores, means) : seen.cores;
        out.wantedPoint = point.value();
        out.wantedCores = cores.value();
        double wanted = quotaFor(model, seen, out.point, out.cores, watts);
        quota = Math.min(wanted, Math.max(quota, LEAST_CORES) + SLOW_START_STEP);
        out.quotaCores = quota;
        out.processorWatts = model.processorIdleWatts(out.point, out.cores, seen.dieCelsius)
                + model.busyCoreWatts(out.point) * (means.quotaObeys ? quota : out.cores);
        double comfort = quotaFor(model, seen, out.point, out.cores, Math.min(watts, comfortWatts));
        share(seen, classes, holdWaiting, Math.min(quota, comfort), out);
    }

    private static int inForce(int wanted, int readBack, Means means) {
        return means.lags ? Math.max(wanted, readBack) : wanted;
    }

    private void choose(PowerModel model, Observation seen, double watts, Means means) {
        double now = rate(model, seen, point.value(), cores.value(), watts, means);
        search(model, seen, watts, means, now, cores.value());
        if (best <= 0 || crowded(model, seen, watts, means)) {
            search(model, seen, watts, means, now, 1);
        }
        if (means.probe) {
            bestPoint = 0;
            bestCores = cores.value();
        } else if (best <= 0) {
            bestPoint = 0;
            bestCores = means.quotaObeys ? cores.value() : 1;
        }
        point.want(bestPoint);
        cores.want(bestCores);
    }

    /** Whether fewer cores have got more done for a while: one that goes is missed for ten seconds, and most shortages are shorter. */
    private boolean crowded(PowerModel model, Observation seen, double watts, Means means) {
        double fewer = 0;
        for (int n = cores.value() - 1; n >= 1; n--) {
            for (int p = 0; p < cpu.mhz().length && (p <= point.value() || point.mayRise()); p++) {
                fewer = Math.max(fewer, rate(model, seen, p, n, watts, means));
            }
        }
        crowdedPeriods = fewer > best * WORTH_A_CHANGE ? crowdedPeriods + 1 : 0;
        return crowdedPeriods > CROWDED_PERIODS;
    }

    /** The best setting of at least that many cores: with any other than the one in force it has to be worth a change. */
    private void search(PowerModel model, Observation seen, double watts, Means means, double now, int fewestCores) {
        best = now;
        bestPoint = point.value();
        bestCores = cores.value();
        for (int n = cpu.cores(); n >= fewestCores; n--) {
            for (int p = 0; p < cpu.mhz().length; p++) {
                if ((p > point.value() && !point.mayRise()) || (n > cores.value() && !cores.mayRise())) {
                    continue;
                }
                double rate = rate(model, seen, p, n, watts, means);
                if (rate > best * (best == now ? WORTH_A_CHANGE : 1)) {
                    best = rate;
                    bestPoint = p;
                    bestCores = n;
                }
            }
        }
    }

    /** Megacycles a second that a setting affords, 0 if it does not fit. */
    private double rate(PowerModel model, Observation seen, int p, int n, double watts, Means means) {
        double affords = affords(model, seen, p, n, watts);
        if (!means.quotaObeys) {
            return affords >= n ? n * (double) cpu.mhz()[p] : 0;
        }
        return affords < LEAST_CORES ? 0 : Math.min(affords, n) * cpu.mhz()[p];
    }

    private double quotaFor(PowerModel model, Observation seen, int p, int n, double watts) {
        return Math.clamp(affords(model, seen, p, n, watts), LEAST_CORES, n);
    }

    /**
     * Cores' worth of time that those watts afford. Beyond the cycles that are done now each further one takes its share of disks and
     * links along, at most up to what they can draw.
     */
    private double affords(PowerModel model, Observation seen, int p, int n, double watts) {
        double room = watts - model.processorIdleWatts(p, n, seen.dieCelsius);
        double busy = model.busyCoreWatts(p);
        double plain = room / busy;
        if (alongPerMegacycle <= 0 || plain * cpu.mhz()[p] <= megacyclesNow) {
            return plain;
        }
        double along = alongPerMegacycle * cpu.mhz()[p];
        double shared = (room + alongPerMegacycle * megacyclesNow) / (busy + along);
        return Math.max(shared, (room - alongMost) / busy);
    }

    /** Whether all that was granted is used, so that more would be too; then what disks and links draw follows the processor's cycles. */
    private void couple(Observation seen, double alongWatts, double alongMostWatts) {
        double granted = Math.min(seen.quotaCores, seen.cores);
        boolean bound = seen.point == seen.capInForce && seen.busyCores > BOUND_SHARE * granted;
        megacyclesNow = seen.busyCores * cpu.mhz()[seen.point];
        alongPerMegacycle = bound ? alongWatts / megacyclesNow : 0;
        alongMost = alongMostWatts;
    }

    private void share(Observation seen, LoadClass[] classes, boolean holdWaiting, double forWaiting, Plan out) {
        double interactive = 0;
        for (int i = 0; i < granted.length; i++) {
            if (classes[i] == LoadClass.INTERACTIVE) {
                interactive += seen.loadCores[i];
                out.allowanceCores[i] = out.quotaCores;
            }
        }
        double left = Math.max(0, forWaiting - interactive);
        for (LoadClass wanted : WAITING) {
            double used = 0;
            for (int i = 0; i < granted.length; i++) {
                if (classes[i] != wanted) {
                    continue;
                }
                boolean idle = seen.loadCores[i] < 0.05 && !seen.loadWaiting[i];
                granted[i] = idle || holdWaiting ? SLOW_START_CORES : granted[i] + SLOW_START_STEP;
                granted[i] = Math.min(granted[i], Math.max(SLOW_START_CORES, left));
                out.allowanceCores[i] = holdWaiting ? 0 : Math.min(granted[i], left);
                used += Math.min(seen.loadCores[i], out.allowanceCores[i]);
            }
            left = Math.max(0, left - used);
        }
    }

    private static final LoadClass[] WAITING = {LoadClass.BACKGROUND, LoadClass.DEFERRABLE};

    /** How often the operating point was changed. */
    public int pointChanges() {
        return point.changes();
    }

    /** How often the number of cores was changed. */
    public int coreChanges() {
        return cores.changes();
    }
}
