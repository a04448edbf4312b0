// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.bench.power;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.hearthplug.plant.BoardParameters;
import org.hearthplug.plant.Trace;
import org.hearthplug.plant.Traces;

/** Hearth against the oracle, the best fixed setting and Linux's governors on one board. */
final class Comparison {
    /**
     * Means over the seeds for one trace.
     *
     * @param held devices, summed over the seeds, that Hearth does not let in and an oracle would
     */
    record Row(
            String board,
            String trace,
            double wattHours,
            double secondsAbove,
            double worst,
            double work,
            double oracleWork,
            double sensedWork,
            double fixedWork,
            double stepWiseAbove,
            double stepWiseWorst,
            double allocatorAbove,
            double allocatorWorst,
            double onTime,
            double fixedWorst,
            int held) {}

    private final BoardParameters board;
    private final int seeds;
    private final int[] fixed;

    Comparison(BoardParameters board, int seeds) {
        this.board = board;
        this.seeds = seeds;
        fixed = bestFixed();
    }

    /** The fixed setting with the highest throughput that is above the limit in no honest trace for no seed. */
    private int[] bestFixed() {
        List<int[]> settings = new ArrayList<>();
        for (int point = 0; point < board.operatingPointsMhz().length; point++) {
            for (int cores = 1; cores <= board.cores(); cores++) {
                settings.add(new int[] {point, cores});
            }
        }
        settings.sort(Comparator.comparingInt((int[] s) -> -board.operatingPointsMhz()[s[0]] * s[1]));
        for (int[] setting : settings) {
            if (safe(setting)) {
                return setting;
            }
        }
        return new int[] {0, 1};
    }

    private boolean safe(int[] setting) {
        for (Trace trace : Traces.library(board)) {
            for (int seed = 1; seed <= seeds; seed++) {
                RunResult run =
                        Experiment.of(board, trace, seed).run(new Baselines.Fixed(board, setting[0], setting[1]));
                if (run.secondsAbove() > 0) {
                    return false;
                }
            }
        }
        return true;
    }

    String fixedName() {
        return String.format(
                Locale.ROOT, "%d MHz on %d of %d cores", board.operatingPointsMhz()[fixed[0]], fixed[1], board.cores());
    }

    Row row(Trace trace) {
        double[] sum = new double[12];
        double worst = 0;
        int held = 0;
        for (int seed = 1; seed <= seeds; seed++) {
            Experiment experiment = Experiment.of(board, trace, seed);
            RunResult hearth = experiment.run();
            RunResult oracle = Oracle.best(experiment, hearth.heldPorts());
            RunResult sensed = Oracle.best(experiment.asSensed(), hearth.heldPorts());
            held += Integer.bitCount(hearth.heldPorts()
                    & ~experiment.run(new Oracle(board, 7, 99)).heldPorts());
            RunResult still = experiment.run(new Baselines.Fixed(board, fixed[0], fixed[1]));
            RunResult stepWise = experiment.run(new Baselines.StepWise(board));
            RunResult allocator = experiment.run(new Baselines.PowerAllocator(board));
            worst = Math.max(worst, hearth.worstSecondWatts());
            sum[0] += hearth.wattHours();
            sum[1] += hearth.secondsAbove();
            sum[2] += hearth.gigacycles();
            sum[3] += oracle.gigacycles();
            sum[4] += still.gigacycles();
            sum[5] += stepWise.secondsAbove();
            sum[6] = Math.max(sum[6], stepWise.worstSecondWatts());
            sum[7] += allocator.secondsAbove();
            sum[8] = Math.max(sum[8], allocator.worstSecondWatts());
            sum[9] += hearth.onTime();
            sum[11] += sensed.gigacycles();
            sum[10] = Math.max(sum[10], still.worstSecondWatts());
        }
        return new Row(
                board.name(),
                trace.name(),
                sum[0] / seeds,
                sum[1],
                worst,
                sum[2] / seeds,
                sum[3] / seeds,
                sum[11] / seeds,
                sum[4] / seeds,
                sum[5] / seeds,
                sum[6],
                sum[7] / seeds,
                sum[8],
                sum[9] / seeds,
                sum[10],
                held);
    }

    static List<Figure> figures(Row r) {
        String name = r.board() + ", " + r.trace() + ": ";
        return List.of(
                Figure.plain(name + "energy", r.wattHours(), "Wh", "lower"),
                Figure.of(name + "time above 7 W", r.secondsAbove(), "s", 0, "lower"),
                Figure.ratio(
                        name + "work against the oracle",
                        r.work(),
                        "Gcycle",
                        "oracle",
                        r.work() / r.oracleWork(),
                        0.97),
                Figure.plain(
                        name + "work against an oracle that has to assume the worst of the sensor",
                        r.work() / r.sensedWork(),
                        "×",
                        "higher"),
                Figure.ratio(
                        name + "work against the best fixed setting",
                        r.work(),
                        "Gcycle",
                        "fixed",
                        r.work() / r.fixedWork(),
                        1.4),
                Figure.plain(name + "devices held that an oracle lets in", r.held(), "", "lower"),
                Figure.plain(
                        name + "the oracle against the best fixed setting: no manager does more",
                        r.oracleWork() / r.fixedWork(),
                        "×",
                        "higher"),
                Figure.plain(name + "Linux step_wise, time above 7 W", r.stepWiseAbove(), "s", "lower"),
                Figure.plain(name + "Linux step_wise, worst second", r.stepWiseWorst(), "W", "lower"),
                Figure.plain(name + "Linux power_allocator, time above 7 W", r.allocatorAbove(), "s", "lower"),
                Figure.plain(name + "Linux power_allocator, worst second", r.allocatorWorst(), "W", "lower"));
    }
}
