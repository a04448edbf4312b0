// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.bench.power;

import java.util.List;
import org.hearthplug.plant.ActuatorFault;
import org.hearthplug.plant.BoardParameters;
import org.hearthplug.plant.Plug;
import org.hearthplug.plant.Quantity;
import org.hearthplug.plant.SensorFault;
import org.hearthplug.plant.SensorParameters;
import org.hearthplug.plant.Trace;
import org.hearthplug.plant.WorkClass;
import org.hearthplug.power.policy.Margins;
import org.hearthplug.power.policy.PlugProfile;

/**
 * One plug, one trace, one governor, at most one fault.
 *
 * @param board the board
 * @param trace the trace
 * @param seed draws the plug's own values and the sensor's errors
 * @param limitWatts hard limit at the wall
 * @param sensor power sensor
 * @param sensorFault fault of the sensor, or null
 * @param actuatorFault fault of an actuator, or null
 * @param faultSecond when the fault happens
 * @param record whether to keep series for plots
 */
record Experiment(
        BoardParameters board,
        Trace trace,
        long seed,
        double limitWatts,
        SensorParameters sensor,
        SensorFault sensorFault,
        ActuatorFault actuatorFault,
        double faultSecond,
        boolean record) {

    static final double LIMIT_WATTS = 7.0;

    static Experiment of(BoardParameters board, Trace trace, long seed) {
        return new Experiment(board, trace, seed, LIMIT_WATTS, board.sensor(), null, null, 0, false);
    }

    Experiment recorded() {
        return new Experiment(board, trace, seed, limitWatts, sensor, sensorFault, actuatorFault, faultSecond, true);
    }

    Experiment with(SensorFault fault, double second) {
        return new Experiment(board, trace, seed, limitWatts, sensor, fault, null, second, record);
    }

    Experiment with(ActuatorFault fault, double second) {
        return new Experiment(board, trace, seed, limitWatts, sensor, null, fault, second, record);
    }

    Experiment sensor(SensorParameters other) {
        return new Experiment(board, trace, seed, limitWatts, other, sensorFault, actuatorFault, faultSecond, record);
    }

    /**
     * The same with the limit that is left when the worst is assumed of the sensor and the supply within what they promise, as who does not
     * know better has to: no manager that looks through this sensor and keeps the limit may draw more on this plug.
     */
    Experiment asSensed() {
        Plug plug = new Plug(board, trace, seed, limitWatts, sensor);
        PlugProfile.Supply nominal = PlantAdapter.profile(board).supply();
        double dc = Margins.targetDcWatts(nominal, limitWatts, PlantAdapter.source(sensor), 0);
        double left = plug.truth(Quantity.SUPPLY_NO_LOAD_WATTS)
                + plug.truth(Quantity.SUPPLY_SLOPE) * dc
                + plug.truth(Quantity.SUPPLY_SQUARE) * dc * dc;
        return new Experiment(board, trace, seed, left, sensor, sensorFault, actuatorFault, faultSecond, record);
    }

    /** Runs under Hearth's manager. */
    RunResult run() {
        return run(new Manager(board, sensor, limitWatts, !trace.name().startsWith("unseen")));
    }

    /** Runs. */
    RunResult run(Governor governor) {
        Plug plug = new Plug(board, trace, seed, limitWatts, sensor);
        governor.start(plug);
        int steps = trace.seconds() * 100;
        Series series = record ? new Series(trace.seconds() * 10) : null;
        double hottestDie = 0;
        double hottestCase = 0;
        long faultStep = Math.round(faultSecond * 100);
        for (int i = 0; i < steps; i++) {
            if (i == faultStep) {
                fail(plug);
            }
            plug.beginStep();
            governor.within(plug);
            plug.finishStep();
            governor.after(plug);
            if (i % 10 == 9) {
                governor.period(plug);
                hottestDie = Math.max(hottestDie, plug.dieCelsius());
                hottestCase = Math.max(hottestCase, plug.caseCelsius());
                if (series != null) {
                    sample(series, plug);
                }
            }
        }
        return result(governor, plug, hottestDie, hottestCase, series);
    }

    private void fail(Plug plug) {
        if (sensorFault != null) {
            plug.fail(sensorFault);
        }
        if (actuatorFault != null) {
            plug.actuators().fail(actuatorFault);
        }
    }

    private static void sample(Series series, Plug plug) {
        int at = series.count++;
        series.second[at] = plug.millis() / 1000.0;
        series.wall[at] = plug.wallWatts();
        series.mean[at] = plug.meter().lastSecondWatts();
        series.quota[at] = plug.actuators().quotaCores();
        series.mhz[at] = plug.mhz();
        series.die[at] = plug.dieCelsius();
        series.body[at] = plug.caseCelsius();
        for (int port = 0; port < plug.portCount(); port++) {
            series.usb[at] += plug.portWatts(port);
        }
    }

    private RunResult result(Governor governor, Plug plug, double hottestDie, double hottestCase, Series series) {
        double done = 0;
        double late = 0;
        double wait = 0;
        for (int load = 0; load < plug.loadCount(); load++) {
            if (plug.load(load).workClass() == WorkClass.INTERACTIVE) {
                double units = plug.done(load) + plug.dropped(load);
                done += plug.done(load);
                late += plug.dropped(load);
                wait += plug.meanWaitSeconds(load) * units;
            }
        }
        double all = done + late;
        int held = 0;
        for (int port = 0; port < plug.portCount(); port++) {
            held |= plug.present(port) && !plug.authorised(port) ? 1 << port : 0;
        }
        return new RunResult(
                governor.name(),
                board.name(),
                trace.name(),
                seed,
                plug.usefulGigacycles(),
                plug.meter().joule() / 3600,
                plug.meter().worstSecondWatts(),
                plug.meter().worstAtSecond(),
                plug.meter().secondsAbove(),
                hottestDie,
                hottestCase,
                all == 0 ? 1 : done / all,
                all == 0 ? 0 : wait / all,
                plug.actuators().capChanges(),
                plug.actuators().coreChanges(),
                held,
                series,
                List.copyOf(governor.notices()));
    }
}
