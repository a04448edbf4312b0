// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.contract;

import java.util.List;
import java.util.Set;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.HalException.Kind;
import org.hearthplug.hal.Thermal;

/** One zone at 41 degrees and one cooling device of three states, which it keeps. */
final class ScriptedThermal implements Thermal {
    private static final int MAX_STATE = 3;

    private final Set<String> failing;
    private int state;

    ScriptedThermal(Set<String> failing) {
        this.failing = failing;
    }

    private void check() {
        if (failing.contains("thermal")) {
            throw new HalException(Kind.IO, "thermal", 5, "scripted", null);
        }
    }

    @Override
    public List<Zone> zones() {
        check();
        return List.of(new Zone("thermal_zone0", "cpu", 41_000, List.of()));
    }

    @Override
    public synchronized List<CoolingDevice> coolingDevices() {
        check();
        return List.of(new CoolingDevice("cooling_device0", "cpufreq-cpu0", state, MAX_STATE));
    }

    @Override
    public synchronized void cool(String device, int wanted) {
        check();
        if (!device.equals("cooling_device0")) {
            throw new HalException(Kind.GONE, device, "scripted");
        }
        if (wanted < 0 || wanted > MAX_STATE) {
            throw new HalException(Kind.OUT_OF_RANGE, device, "scripted");
        }
        state = wanted;
    }
}
