// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.power.control;

import org.hearthplug.power.policy.Observation;
import org.hearthplug.power.policy.Plan;
import org.hearthplug.power.policy.Planner;

/** Compares what was set with what is read back, and tells the planner which means it can rely on. */
final class ActuatorWatch {
    /** Periods that a setting may take to show: 300 ms. */
    private static final int PATIENCE = 3;
    /** Periods of obedience after which an actuator is trusted again: 5 s. */
    private static final int FORGIVE = 50;

    private static final int POINT = 0;
    private static final int CORES = 1;
    private static final int QUOTA = 2;
    private static final int ALLOWANCES = 3;
    private static final double ALLOWANCE_CORES = 0.02;
    private static final String[] NAMES = {
        "processor frequency", "number of cores", "processor quota", "processor time of a service"
    };

    private final NoticeSink notices;
    private final Planner.Means means = new Planner.Means();
    private final int[] wrong = new int[4];
    private final int[] right = new int[4];
    private final boolean[] failed = new boolean[4];
    private boolean started;
    private int point;
    private int cores;
    private double quota;
    private double formerQuota;
    private final double[] allowances;

    ActuatorWatch(NoticeSink notices, int loads) {
        this.notices = notices;
        allowances = new double[loads];
    }

    Planner.Means means() {
        return means;
    }

    /** Remembers what was set. */
    void set(Plan plan) {
        started = true;
        point = plan.wantedPoint;
        cores = plan.wantedCores;
        formerQuota = quota;
        quota = plan.quotaCores;
        System.arraycopy(plan.allowanceCores, 0, allowances, 0, allowances.length);
    }

    /** Looks at what is read back, before the next plan. */
    void look(Observation seen) {
        if (!started) {
            return;
        }
        judge(POINT, seen.capInForce == point);
        judge(CORES, seen.cores == cores);
        boolean kept = seen.busyCores <= Math.max(quota, formerQuota) + 0.15;
        judge(QUOTA, Math.abs(seen.quotaCores - quota) < 0.002 && kept);
        judge(ALLOWANCES, allowancesInForce(seen));
        means.allowancesObey = !failed[ALLOWANCES];
        means.lags = wrong[POINT] > 0 || wrong[CORES] > 0;
        means.pointObeys = !failed[POINT];
        means.coresObey = !failed[CORES];
        means.quotaObeys = !failed[QUOTA];
    }

    private boolean allowancesInForce(Observation seen) {
        for (int i = 0; i < allowances.length; i++) {
            if (Math.min(seen.allowanceCores[i], seen.cores) > allowances[i] + ALLOWANCE_CORES) {
                return false;
            }
        }
        return true;
    }

    private void judge(int which, boolean obeys) {
        wrong[which] = obeys ? 0 : wrong[which] + 1;
        right[which] = obeys ? right[which] + 1 : 0;
        if (!failed[which] && wrong[which] > PATIENCE) {
            failed[which] = true;
            notices.notice(
                    new Notice(
                            Notice.Kind.ACTUATOR_FAILED,
                            which,
                            "The " + NAMES[which]
                                    + " does not follow its setting; the plug holds its limit with what is left. A restart may help."));
        } else if (failed[which] && right[which] > FORGIVE) {
            failed[which] = false;
            notices.notice(new Notice(
                    Notice.Kind.ACTUATOR_RECOVERED, which, "The " + NAMES[which] + " follows its setting again."));
        }
    }

    boolean anyFailed() {
        return failed[POINT] || failed[CORES] || failed[QUOTA] || failed[ALLOWANCES];
    }
}
