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
    private static final byte[] UNLIMITED = KernelValue.word("max 100000\n");

    /** A group whose processor time is allotted. */
    private record Load(String name, LoadClass loadClass, KernelValue usage, KernelValue max) {}

    /** What the services get whatever the kernel does: enough for a page. In thousandths of a core. */
    private static final int LEAST = 100;

    private static final int LEAST_ALLOWANCE = 10;
    private static final int STEP = 20;
    private static final double OUTSIDE_DECAY = 0.95;
    private static final byte[] UNLIMITED_WORD = KernelValue.word("max");

    private final int cores;
    private final KernelValue quota;
    private final KernelValue used;
    private final List<Load> loads;
    private final int[] allowed;
    private int granted = -1;
    private int written = -1;
    private double outside;

    Groups(Path cgroups, int cores) {
        this.cores = cores;
        Path all = cgroups.resolve("hearth");
        quota = KernelValue.writing(all.resolve("cpu.max"));
        used = KernelValue.reading(all.resolve("cpu.stat"));
        loads = List.of(
                load(all, "cloudd", LoadClass.INTERACTIVE),
                load(all, "background", LoadClass.BACKGROUND),
                load(all, "deferrable", LoadClass.DEFERRABLE));
        allowed = new int[loads.size()];
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

    /** Processor time that all groups together used. */
    KernelValue used() {
        return used;
    }

    KernelValue usage(int load) {
        return loads.get(load).usage();
    }

    /** Processor time for everything, in thousandths of a core; what the kernel and platformd use of it is taken off. */
    void quota(int milliCores) {
        granted = milliCores;
        follow(outside);
    }

    /**
     * The kernel and platformd are outside of the groups and work all the same: the services get what they leave. Follows in steps of
     * 2 % of a core.
     *
     * @param outsideCores cores that they kept busy in the last period
     */
    void follow(double outsideCores) {
        outside = Math.max(outsideCores, OUTSIDE_DECAY * outside);
        if (granted < 0) {
            return;
        }
        int wanted = granted >= cores * 1000 ? cores * 1000 : Math.max(LEAST, granted - (int) (outside * 1000));
        if (Math.abs(wanted - written) >= STEP || (wanted != written && wanted == cores * 1000)) {
            written = wanted;
            set(quota, wanted);
        }
    }

    /** The quota in force for everything, in cores, read back: what was granted while the kernel still has what was written. */
    double quotaInForce() {
        double read = inForce(quota);
        boolean asWritten = granted >= 0 && Math.abs(read - written / 1000.0) < 0.001;
        return asWritten ? granted / 1000.0 : read;
    }

    private double inForce(KernelValue file) {
        if (!file.read() || file.begins(UNLIMITED_WORD)) {
            return cores;
        }
        long micros = file.field(0);
        long period = file.field(1);
        return micros < 0 || period <= 0 ? cores : Math.min(cores, (double) micros / period);
    }

    /** A group's allowance, in cores, read back: what was allowed while the kernel still has what was written. */
    double allowanceInForce(int load) {
        double read = inForce(loads.get(load).max());
        boolean asWritten = Math.abs(read - Math.min(cores, writable(allowed[load]) / 1000.0)) < 0.001;
        return asWritten ? allowed[load] / 1000.0 : read;
    }

    private static int writable(int milliCores) {
        return Math.max(LEAST_ALLOWANCE, milliCores);
    }

    /**
     * Processor time for a group, in thousandths of a core. The kernel knows no 0: a group that has to stop gets a hundredth of a core,
     * so that what holds a lock can let it go.
     */
    void allowance(int load, int milliCores) {
        allowed[load] = milliCores;
        set(loads.get(load).max(), writable(milliCores));
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
        used.close();
        for (Load load : loads) {
            load.usage().close();
            load.max().close();
        }
    }
}
