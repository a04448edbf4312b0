// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.power;

import java.nio.file.Path;
import java.util.List;
import org.hearthplug.power.policy.LoadClass;

/**
 * The control groups that {@code /usr/libexec/hearth/power-groups} made: {@code hearth} holds all that runs on the plug but the kernel,
 * init and platformd; below it the services by how long their work may wait. Without them (a kernel without {@code cpu.max}) nothing is
 * limited here, which the controller notices.
 */
final class Groups implements AutoCloseable {
    private static final int PERIOD_MICROS = 100_000;
    private static final int MICROS_PER_MILLI_CORE = PERIOD_MICROS / 1000;
    private static final byte[] UNLIMITED = KernelValue.word("max 100000");

    /** A group whose processor time is allotted. */
    private record Load(String name, LoadClass loadClass, KernelValue usage, KernelValue max) {}

    private final int cores;
    private final KernelValue quota;
    private final List<Load> loads;

    Groups(Path cgroups, int cores) {
        this.cores = cores;
        Path all = cgroups.resolve("hearth");
        quota = KernelValue.writing(all.resolve("cpu.max"));
        loads = List.of(
                load(all, "cloudd", LoadClass.INTERACTIVE),
                load(all, "background", LoadClass.BACKGROUND),
                load(all, "deferrable", LoadClass.DEFERRABLE));
    }

    private static Load load(Path all, String name, LoadClass loadClass) {
        Path group = all.resolve(name);
        return new Load(
                name,
                loadClass,
                KernelValue.reading(group.resolve("cpu.stat")),
                KernelValue.writing(group.resolve("cpu.max")));
    }

    int loads() {
        return loads.size();
    }

    String name(int load) {
        return loads.get(load).name();
    }

    LoadClass loadClass(int load) {
        return loads.get(load).loadClass();
    }

    KernelValue quota() {
        return quota;
    }

    KernelValue usage(int load) {
        return loads.get(load).usage();
    }

    /** Processor time for everything, in thousandths of a core. */
    void quota(int milliCores) {
        set(quota, milliCores);
    }

    /**
     * Processor time for a group, in thousandths of a core. The kernel knows no 0: a group that has to stop gets a hundredth of a core,
     * so that what holds a lock can let it go.
     */
    void allowance(int load, int milliCores) {
        set(loads.get(load).max(), Math.max(10, milliCores));
    }

    private void set(KernelValue file, int milliCores) {
        if (milliCores >= cores * 1000) {
            file.write(UNLIMITED);
        } else {
            file.write((long) milliCores * MICROS_PER_MILLI_CORE, PERIOD_MICROS);
        }
    }

    @Override
    public void close() {
        quota.close();
        for (Load load : loads) {
            load.usage().close();
            load.max().close();
        }
    }
}
