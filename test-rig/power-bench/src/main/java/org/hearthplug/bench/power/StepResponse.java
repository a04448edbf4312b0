// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.bench.power;

import java.util.List;
import org.hearthplug.plant.BoardParameters;
import org.hearthplug.plant.Boards;
import org.hearthplug.plant.LoadSpec;
import org.hearthplug.plant.Plug;
import org.hearthplug.plant.Trace;
import org.hearthplug.plant.WorkClass;

/** Settling and overshoot when the budget falls by 3 W under full load, and when the load comes up from idle. On the lab's board. */
final class StepResponse {
    private static final double BAND = 0.03;

    /**
     * Result.
     *
     * @param budgetSettleSeconds until the power stays within 3 % of its new value after the budget fell from 7 to 4 W
     * @param budgetOvershootWatts most below the new steady value, that is, more than was needed
     * @param loadSettleSeconds until the power stays within 3 % of its new value after all cores got work at once
     * @param loadOvershootWatts most above the limit of 7 W in any 100 ms
     * @param series the run
     */
    record Result(
            double budgetSettleSeconds,
            double budgetOvershootWatts,
            double loadSettleSeconds,
            double loadOvershootWatts,
            Series series) {}

    private StepResponse() {}

    static Result run(long seed) {
        BoardParameters board = Boards.virtLab();
        Trace.Builder t = new Trace.Builder("step", 60);
        int work = t.load(LoadSpec.compute("work", WorkClass.DEFERRABLE, 400, 4));
        t.burst(10, work, 100_000);
        Manager manager = new Manager(board, board.sensor(), 7, true) {
            @Override
            public void period(Plug plug) {
                if (plug.millis() == 35_000) {
                    controller().budget(budget(4));
                }
                super.period(plug);
            }
        };
        Series series =
                Experiment.of(board, t.build(), seed).recorded().run(manager).series();
        double high = mean(series, 280, 349);
        double low = mean(series, 520, 599);
        double under = 0;
        for (int i = 350; i < 600; i++) {
            under = Math.max(under, low - series.wall[i]);
        }
        double over = 0;
        for (int i = 100; i < 349; i++) {
            over = Math.max(over, series.wall[i] - 7);
        }
        return new Result(settle(series, 350, 600, low), under, settle(series, 100, 349, high), over, series);
    }

    private static double mean(Series series, int from, int to) {
        double sum = 0;
        for (int i = from; i < to; i++) {
            sum += series.wall[i];
        }
        return sum / (to - from);
    }

    private static double settle(Series series, int from, int to, double value) {
        int last = from;
        for (int i = from; i < to; i++) {
            if (Math.abs(series.wall[i] - value) > BAND * value) {
                last = i + 1;
            }
        }
        return (last - from) / 10.0;
    }

    static List<Figure> figures(Result r) {
        return List.of(
                Figure.plain("settling after the budget falls by 3 W", r.budgetSettleSeconds(), "s", "lower"),
                Figure.plain("undershoot after the budget falls by 3 W", r.budgetOvershootWatts(), "W", "lower"),
                Figure.plain("settling after all cores get work at once", r.loadSettleSeconds(), "s", "lower"),
                Figure.of(
                        "overshoot above 7 W after all cores get work at once",
                        r.loadOvershootWatts(),
                        "W",
                        0,
                        "lower"));
    }
}
