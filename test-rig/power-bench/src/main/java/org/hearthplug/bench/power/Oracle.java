// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.bench.power;

import org.hearthplug.plant.BoardParameters;
import org.hearthplug.plant.Plug;
import org.hearthplug.plant.Quantity;
import org.hearthplug.plant.UsbProfile;

/**
 * An oracle on the same plant: it reads the plant's true state and parameters and the work of the very step it decides, has no latency, no
 * margin and no reserve, and solves each step of 10 ms exactly, by trying every operating point and number of cores and finding the quota
 * that just meets the limit. Watts cannot be banked from one second to the next, so that doing most in each step is best over time, but
 * for two couplings that it settles by search: heat (a cap on the processor's watts so that the die stays at its limit) and disks (it
 * spins up the disk with the hardest surge first, as soon as the limit leaves room, knowing the surge).
 */
final class Oracle implements Governor {
    /** Steps of 10 ms between decisions: work changes at 10 ms, so that this is still twice as fast as any sensor. */
    private static final int DECIDE_STEPS = 5;

    private static final double UNIT_LOAD_WATTS = 0.5;

    private final BoardParameters board;
    private final double limitWatts;
    private final double dieLimit;
    private final double caseLimit;
    private final boolean[] letIn = new boolean[8];
    private final UsbProfile[] refused = new UsbProfile[8];
    private final double heatCap;
    private final int outside;
    private int steps;
    private double surge;
    private int busyPort = -1;
    private int sinceStart;

    Oracle(BoardParameters board, double limitWatts, double heatCap) {
        this(board, limitWatts, heatCap, 0);
    }

    /** One that does not let in the devices at those ports, as bits. */
    Oracle(BoardParameters board, double limitWatts, double heatCap, int outside) {
        this.heatCap = heatCap;
        this.outside = outside;
        this.board = board;
        this.limitWatts = limitWatts;
        dieLimit = board.nominal(Quantity.DIE_LIMIT_CELSIUS);
        caseLimit = board.nominal(Quantity.CASE_LIMIT_CELSIUS);
    }

    @Override
    public String name() {
        return "oracle";
    }

    @Override
    public void start(Plug plug) {
        plug.actuators().eee(true);
    }

    @Override
    public void period(Plug plug) {
        admit(plug);
    }

    private void admit(Plug plug) {
        sinceStart++;
        if (busyPort >= 0) {
            boolean done = plug.ready(busyPort) || !plug.present(busyPort);
            if (!done && sinceStart < 60) {
                return;
            }
            busyPort = -1;
            surge = 0;
        }
        int best = -1;
        for (int port = 0; port < plug.portCount(); port++) {
            if (!plug.present(port)) {
                letIn[port] = false;
                refused[port] = null;
                plug.actuators().portPower(port, false);
                plug.actuators().authorise(port, false);
            } else if (!letIn[port] && worthIt(plug, port) && (best < 0 || need(plug, port) > need(plug, best))) {
                best = port;
            }
        }
        if (best >= 0) {
            plug.actuators().portPower(best, true);
            plug.actuators().authorise(best, false);
            if (plug.descriptor(best) != null) {
                double extra = Math.max(UNIT_LOAD_WATTS, plug.descriptor(best).surgeWatts()) - plug.portWatts(best);
                double floor = plug.trialWallWatts(0, board.cores(), 0.1);
                if (floor + marginal(plug) * extra <= limitWatts) {
                    plug.actuators().authorise(best, true);
                    letIn[best] = true;
                    busyPort = best;
                    sinceStart = 0;
                    surge = extra;
                }
            }
        }
    }

    /** Wall watts for a further watt on the 5 V side, near the limit. */
    private static double marginal(Plug plug) {
        return plug.truth(Quantity.SUPPLY_SLOPE) + 11 * plug.truth(Quantity.SUPPLY_SQUARE);
    }

    /** It knows who is hostile. */
    private boolean worthIt(Plug plug, int port) {
        UsbProfile device = plug.plugged(port);
        return device.overdrawWatts() == 0 && (outside & 1 << port) == 0;
    }

    private static double need(Plug plug, int port) {
        return plug.plugged(port).largestWatts();
    }

    @Override
    public void within(Plug plug) {
        double allowed = limitWatts;
        boolean surging = busyPort >= 0 && !plug.spinningUp(busyPort);
        if (surging && !plug.ready(busyPort)) {
            allowed -= marginal(plug) * surge;
        }
        if (steps++ % DECIDE_STEPS != 0) {
            return;
        }
        double heat = heatWatts(plug);
        double best = -1;
        int bestPoint = 0;
        double bestQuota = 0.05;
        int cores = board.cores();
        for (int point = 0; point < board.operatingPointsMhz().length; point++) {
            double quota = quotaFor(plug, point, cores, allowed, heat);
            if (quota > 0) {
                plug.trialWallWatts(point, cores, quota);
                double done = plug.trialMegacycles();
                if (done > best * 1.0001) {
                    best = done;
                    bestPoint = point;
                    bestQuota = quota;
                }
            }
        }
        plug.force(bestPoint, cores, bestQuota);
    }

    /** Heat that brings the die to its limit within a second and keeps it there; never more than the cap that is searched for. */
    private double heatWatts(Plug plug) {
        double resistance = plug.truth(Quantity.DIE_TO_CASE_KELVIN_PER_WATT);
        double steady = (dieLimit - plug.trueCaseCelsius()) / resistance;
        double store = plug.truth(Quantity.DIE_JOULE_PER_KELVIN) * (dieLimit - plug.trueDieCelsius());
        double forDie = Math.max(0.1, steady + store);
        return Math.min(forDie, plug.trueCaseCelsius() >= caseLimit ? 0.1 : heatCap);
    }

    private double quotaFor(Plug plug, int point, int cores, double allowed, double heat) {
        double high = cores;
        if (fits(plug, point, cores, high, allowed, heat)) {
            return high;
        }
        double low = 0;
        if (!fits(plug, point, cores, low, allowed, heat)) {
            return 0;
        }
        for (int i = 0; i < 10; i++) {
            double middle = (low + high) / 2;
            if (fits(plug, point, cores, middle, allowed, heat)) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static boolean fits(Plug plug, int point, int cores, double quota, double allowed, double heat) {
        return plug.trialWallWatts(point, cores, quota) <= allowed && plug.trialDieWatts(point, cores) <= heat;
    }

    /**
     * The best of several caps on the die's heat: a step of 10 ms is solved exactly, heat stored over minutes by this search. It serves the same
     * devices as who is compared with it: a disk that is held leaves its watts to the processor, so that to refuse it would look like more work.
     *
     * @param held the ports, as bits, whose device is not let in
     */
    static RunResult best(Experiment experiment, int held) {
        RunResult best = experiment.run(new Oracle(experiment.board(), experiment.limitWatts(), 99, held));
        if (best.hottestDie() < experiment.board().nominal(Quantity.DIE_LIMIT_CELSIUS) - 1) {
            return best;
        }
        for (double cap = 1; cap <= 3; cap += 0.5) {
            RunResult other = experiment.run(new Oracle(experiment.board(), experiment.limitWatts(), cap, held));
            best = other.gigacycles() > best.gigacycles() ? other : best;
        }
        return best;
    }
}
