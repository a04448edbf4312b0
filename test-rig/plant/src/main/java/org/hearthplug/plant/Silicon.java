// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.plant;

import java.util.Map;

/** The processor's power: P = idle + dynamic·(cycles)·V² + leakage·V·exp((T − 25)/Tl). */
final class Silicon {
    private final int cores;
    private final int[] mhz;
    private final double[] relativeVolt;
    private final double coreIdle;
    private final double dynamic;
    private final double leakage;
    private final double leakageKelvin;
    private final double fullMegacycles;

    Silicon(BoardParameters board, Map<Quantity, Double> own) {
        cores = board.cores();
        mhz = board.operatingPointsMhz();
        int top = mhz.length - 1;
        relativeVolt = new double[mhz.length];
        for (int i = 0; i <= top; i++) {
            relativeVolt[i] = board.operatingPointsVolt()[i] / board.operatingPointsVolt()[top];
        }
        coreIdle = own.get(Quantity.CORE_IDLE_WATTS);
        dynamic = own.get(Quantity.CPU_DYNAMIC_WATTS);
        leakage = own.get(Quantity.LEAKAGE_WATTS);
        leakageKelvin = own.get(Quantity.LEAKAGE_KELVIN);
        fullMegacycles = cores * mhz[top] * Plug.STEP_SECONDS;
    }

    int mhz(int point) {
        return mhz[point];
    }

    int points() {
        return mhz.length;
    }

    /** Power in W at an operating point with that many cores online, doing that many weighted megacycles in a step. */
    double watts(int point, int online, double weightedMegacycles, double dieCelsius) {
        double volt = relativeVolt[point];
        double clock = coreIdle * online * volt * volt * mhz[point] / mhz[mhz.length - 1];
        double switching = dynamic * volt * volt * weightedMegacycles / fullMegacycles;
        double leak = leakage * volt * Math.exp((dieCelsius - 25) / leakageKelvin) * (0.4 + 0.6 * online / cores);
        return clock + switching + leak;
    }

    /** What schedutil would choose: the lowest point that leaves a fifth to spare, not above the cap. */
    int governor(double wantedMegacycles, int online, int cap) {
        for (int point = 0; point < cap; point++) {
            if (online * mhz[point] * Plug.STEP_SECONDS * 0.8 >= wantedMegacycles) {
                return point;
            }
        }
        return cap;
    }
}
