// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.bench.power;

import java.util.Locale;
import org.hearthplug.plant.BoardParameters;
import org.hearthplug.plant.Plug;
import org.hearthplug.plant.Quantity;

/** What one would do without Hearth. */
final class Baselines {
    private Baselines() {}

    /**
     * A fixed operating point and number of cores for ever, devices admitted as they come, one spin-up at a time and only disks that fit.
     * The best setting that is safe in every trace is found by trying all of them.
     */
    static final class Fixed implements Governor {
        private final BoardParameters board;
        private final int point;
        private final int cores;
        private final Oracle doorman;

        Fixed(BoardParameters board, int point, int cores) {
            this.board = board;
            this.point = point;
            this.cores = cores;
            doorman = new Oracle(board, 99, 99);
        }

        @Override
        public String name() {
            return String.format(Locale.ROOT, "fixed %d MHz × %d", board.operatingPointsMhz()[point], cores);
        }

        @Override
        public void start(Plug plug) {
            doorman.start(plug);
        }

        @Override
        public void period(Plug plug) {
            doorman.period(plug);
        }

        @Override
        public void within(Plug plug) {
            plug.force(point, cores, cores);
        }
    }

    /** Linux: schedutil under step_wise cooling; trips and polling as in the Raspberry Pi's and TI's device trees: passive, 1 s. */
    static final class StepWise implements Governor {
        private final int top;
        private final int cores;
        private final double trip;
        private int cap;
        private int ticks;
        private double former;

        StepWise(BoardParameters board) {
            top = board.operatingPointsMhz().length - 1;
            cores = board.cores();
            trip = board.nominal(Quantity.DIE_LIMIT_CELSIUS);
            cap = top;
        }

        @Override
        public String name() {
            return "linux step_wise";
        }

        @Override
        public void start(Plug plug) {
            plug.linuxDefaults();
            plug.actuators().coresOnline(cores);
            plug.actuators().quotaMilliCores(cores * 1000);
            plug.actuators().operatingPointCap(top);
        }

        @Override
        public void period(Plug plug) {
            if (++ticks % 10 != 0) {
                return;
            }
            double now = plug.dieCelsius();
            if (now >= trip && now >= former) {
                cap = Math.max(0, cap - 1);
            } else if (now < trip && now <= former) {
                cap = Math.min(top, cap + 1);
            }
            former = now;
            plug.actuators().operatingPointCap(cap);
        }
    }

    /** Linux: schedutil under power_allocator: a PID on the die's temperature grants processor watts by the nominal energy model. */
    static final class PowerAllocator implements Governor {
        private final BoardParameters board;
        private final double control;
        private final double sustainable;
        private double integral;

        PowerAllocator(BoardParameters board) {
            this.board = board;
            control = board.nominal(Quantity.DIE_LIMIT_CELSIUS);
            sustainable = 0.6 * board.nominal(Quantity.CPU_DYNAMIC_WATTS);
        }

        @Override
        public String name() {
            return "linux power_allocator";
        }

        @Override
        public void start(Plug plug) {
            plug.linuxDefaults();
            plug.actuators().coresOnline(board.cores());
            plug.actuators().quotaMilliCores(board.cores() * 1000);
        }

        @Override
        public void period(Plug plug) {
            double error = control - plug.dieCelsius();
            if (error < 10) {
                integral = Math.clamp(integral + 0.001 * error, -sustainable, sustainable);
            }
            double factor = error > 0 ? 2 : 1;
            double watts = sustainable + factor * sustainable / 10 * error + integral;
            int point = 0;
            for (int p = 0; p < board.operatingPointsMhz().length; p++) {
                double volt = board.operatingPointsVolt()[p]
                        / board.operatingPointsVolt()[board.operatingPointsVolt().length - 1];
                double need = board.nominal(Quantity.CPU_DYNAMIC_WATTS)
                        * volt
                        * volt
                        * board.operatingPointsMhz()[p]
                        / board.operatingPointsMhz()[board.operatingPointsMhz().length - 1];
                if (need <= watts) {
                    point = p;
                }
            }
            plug.actuators().operatingPointCap(point);
        }
    }
}
