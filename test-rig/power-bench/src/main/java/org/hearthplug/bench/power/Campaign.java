// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.bench.power;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.hearthplug.plant.ActuatorFault;
import org.hearthplug.plant.BoardParameters;
import org.hearthplug.plant.Boards;
import org.hearthplug.plant.Quantity;
import org.hearthplug.plant.SensorFault;
import org.hearthplug.plant.SensorParameters;
import org.hearthplug.plant.Sensors;
import org.hearthplug.plant.Trace;
import org.hearthplug.plant.Traces;

/** The matrix: every trace, on every board, for many seeds, without a fault and with each. */
final class Campaign {
    /** Faults that the guarantee does not cover: no second sensor, no way to tell a slow drift from a plug that draws less. */
    static boolean guaranteed(Experiment experiment) {
        return experiment.sensorFault() != SensorFault.DRIFTS_LOW;
    }

    /** Tally of the runs under one kind of fault. */
    static final class Tally {
        int runs;
        int violations;
        double worst;
        String worstRun = "";

        /** The hottest die, in kelvins above its limit, and of which run. */
        double hottest = -99;

        String hottestRun = "";

        void add(Experiment experiment, RunResult result) {
            runs++;
            if (result.worstSecondWatts() > experiment.limitWatts()) {
                violations++;
            }
            if (result.worstSecondWatts() > worst) {
                worst = result.worstSecondWatts();
                worstRun = describe(experiment, result);
            }
            double above = result.hottestDie() - experiment.board().nominal(Quantity.DIE_LIMIT_CELSIUS);
            if (above > hottest) {
                hottest = above;
                hottestRun = describe(experiment, result);
            }
        }
    }

    final TreeMap<String, Tally> tallies = new TreeMap<>();
    final List<String> violations = new ArrayList<>();

    static String describe(Experiment e, RunResult r) {
        Object fault =
                e.sensorFault() != null ? e.sensorFault() : e.actuatorFault() != null ? e.actuatorFault() : "no fault";
        return String.format(
                Locale.ROOT,
                "%s, %s, seed %d, %s at %.1f s: %.3f W in the second that ended at %.2f s",
                e.board().name(),
                e.trace().name(),
                e.seed(),
                fault,
                e.faultSecond(),
                r.worstSecondWatts(),
                r.worstAtSecond());
    }

    void run(Experiment experiment) {
        RunResult result = experiment.run();
        String key = experiment.sensorFault() != null
                ? "sensor " + experiment.sensorFault()
                : experiment.actuatorFault() != null
                        ? "actuator " + experiment.actuatorFault()
                        : "no fault, " + experiment.sensor().place();
        tallies.computeIfAbsent(key, k -> new Tally()).add(experiment, result);
        if (guaranteed(experiment) && result.worstSecondWatts() > experiment.limitWatts()) {
            violations.add(describe(experiment, result));
        }
    }

    /** All traces of a board, and unseen ones. */
    static List<Trace> traces(BoardParameters board, long seed, int unseen) {
        List<Trace> all = new ArrayList<>(Traces.library(board));
        for (int i = 0; i < unseen; i++) {
            all.add(Traces.unseen(board, seed * 100 + i));
        }
        return all;
    }

    /** The whole matrix for these seeds. */
    void matrix(int firstSeed, int seeds, boolean faults) {
        for (int seed = firstSeed; seed < firstSeed + seeds; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            for (BoardParameters board : Boards.all()) {
                for (Trace trace : traces(board, seed, 1)) {
                    Experiment plain = Experiment.of(board, trace, seed);
                    run(plain);
                    if (faults) {
                        run(plain.sensor(Sensors.NONE));
                        faults(plain, random);
                    }
                }
            }
        }
    }

    private void faults(Experiment plain, SplittableRandom random) {
        boolean measured = plain.sensor().place() != SensorParameters.Place.NONE;
        for (SensorFault fault : SensorFault.values()) {
            if (measured) {
                run(plain.with(fault, random.nextDouble(3, plain.trace().seconds() - 5)));
            }
        }
        for (ActuatorFault fault : ActuatorFault.values()) {
            run(plain.with(fault, random.nextDouble(3, plain.trace().seconds() - 5)));
        }
    }

    /** The die, in kelvins above its limit, at the worst of all runs whose fault is covered. */
    double hottestAboveLimit() {
        return tallies.entrySet().stream()
                .filter(tally -> !tally.getKey().equals("sensor " + SensorFault.DRIFTS_LOW))
                .mapToDouble(tally -> tally.getValue().hottest)
                .max()
                .orElse(-99);
    }

    int runs() {
        return tallies.values().stream().mapToInt(t -> t.runs).sum();
    }

    void print() {
        tallies.forEach((key, tally) -> System.out.printf(
                Locale.ROOT,
                "%-30s %5d runs  %4d above the limit  worst %.3f W  (%s); die %+.1f K (%s)%n",
                key,
                tally.runs,
                tally.violations,
                tally.worst,
                tally.worstRun,
                tally.hottest,
                tally.hottestRun));
        System.out.printf(
                Locale.ROOT,
                "%d runs, %d violations of what is guaranteed, die at most %.1f K above its limit%n",
                runs(),
                violations.size(),
                hottestAboveLimit());
        violations.stream().limit(40).forEach(v -> System.out.println("  " + v));
    }
}
