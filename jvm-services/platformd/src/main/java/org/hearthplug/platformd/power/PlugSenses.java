// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.power;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hearthplug.power.control.PlugTelemetry;
import org.hearthplug.power.policy.DeviceNeed;
import org.hearthplug.power.policy.LoadClass;
import org.hearthplug.power.policy.Observation;
import org.hearthplug.power.policy.PlugProfile;
import org.hearthplug.power.policy.SourceKind;
import org.hearthplug.power.policy.SourceSpec;

/** What the kernel shows, as the controller wants it. Files stay open; a step reads a dozen of them and allocates nothing. */
final class PlugSenses implements PlugTelemetry, AutoCloseable {
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double MICROS_PER_SECOND = 1e6;
    private static final double TICKS_PER_SECOND = 100;
    private static final int KHZ_PER_MHZ = 1000;
    private static final byte[] USAGE = KernelValue.word("usage_usec");
    private static final byte[] THROTTLED = KernelValue.word("nr_throttled");

    /** Field of io_ticks in a block device's {@code stat}, in ms. */
    private static final int IO_TICKS = 9;

    private final int[] mhz;
    private final int cores;
    private final double bytesPerSecond;
    private final int fixedMbit;
    private final UsbPorts ports;
    private final Groups groups;
    private final KernelValue usage;
    private final KernelValue stat;
    private final KernelValue online;
    private final KernelValue cap;
    private final KernelValue point;
    private final KernelValue die;
    private final KernelValue received;
    private final KernelValue sent;
    private final KernelValue disk;
    private final PowerMeter meter;
    private final List<KernelValue> open = new ArrayList<>();
    private final long[] loadUsage;
    private final long[] loadThrottled;
    private long lastNanos = System.nanoTime();
    private long lastUsage = KernelValue.NONE;
    private long lastUsed = KernelValue.NONE;
    private long lastBytes = KernelValue.NONE;
    private long lastDisk = KernelValue.NONE;
    private volatile boolean wifiSave;

    /** Where things are on this plug: names of the network interface and of the data disk, empty where there is none. */
    record Places(Path root, String network, String disk) {}

    PlugSenses(PlugProfile profile, Places places, Groups groups, UsbPorts ports) {
        mhz = profile.processor().mhz();
        cores = profile.processor().cores();
        this.groups = groups;
        this.ports = ports;
        fixedMbit = profile.links().ethernet() ? 1000 : 0;
        // Gigabit both ways is more than any of these processors moves; Wi-Fi of this class carries 40 Mbit/s.
        bytesPerSecond = profile.links().ethernet() ? 125e6 : 5e6;
        Path sys = places.root().resolve("sys");
        Path cpus = sys.resolve("devices/system/cpu");
        Path net = sys.resolve("class/net").resolve(places.network());
        usage = read(sys.resolve("fs/cgroup/cpu.stat"));
        stat = read(places.root().resolve("proc/stat"));
        online = read(cpus.resolve("online"));
        cap = read(cpus.resolve("cpufreq/policy0/scaling_max_freq"));
        point = read(cpus.resolve("cpufreq/policy0/scaling_cur_freq"));
        die = read(sys.resolve("class/thermal/thermal_zone0/temp"));
        received = read(net.resolve("statistics/rx_bytes"));
        sent = read(net.resolve("statistics/tx_bytes"));
        disk = read(sys.resolve("block").resolve(places.disk()).resolve("stat"));
        meter = PowerMeter.find(sys.resolve("class/hwmon"));
        loadUsage = new long[groups.loads()];
        loadThrottled = new long[groups.loads()];
    }

    private KernelValue read(Path path) {
        KernelValue value = KernelValue.reading(path);
        open.add(value);
        return value;
    }

    @Override
    public void observe(Observation seen) {
        long now = System.nanoTime();
        double seconds = Math.max(0.01, (now - lastNanos) / NANOS_PER_SECOND);
        lastNanos = now;
        long celsius = die.number();
        seen.dieCelsius = celsius == KernelValue.NONE ? Double.NaN : celsius / 1000.0;
        seen.caseCelsius = Double.NaN;
        seen.cores = online.read() ? Math.min(cores, onlineCores()) : cores;
        seen.capInForce = index(cap.number());
        seen.point = Math.min(index(point.number()), seen.capInForce);
        seen.quotaCores = groups.quotaInForce();
        seen.busyCores = busy(seconds, seen.cores);
        groups.follow(Math.max(0, seen.busyCores - inside(seconds, seen.cores)));
        network(seen, seconds);
        long ticks = disk.read() ? disk.field(IO_TICKS) : KernelValue.NONE;
        seen.cardShare = share(ticks, lastDisk, seconds * 1000);
        lastDisk = ticks;
        seen.leds = false;
        for (int load = 0; load < loadUsage.length; load++) {
            load(seen, load, seconds);
        }
        ports.observe(seen, seconds);
        meter.read();
    }

    /** A list like {@code 0-3}: the controller stops the highest cores first, so there is one range. */
    private int onlineCores() {
        long last = online.rangeEnd();
        return last == KernelValue.NONE ? 1 : Math.clamp(last + 1, 1, cores);
    }

    /** Index of the highest operating point that is not above; the highest where the kernel tells none. */
    private int index(long khz) {
        if (khz == KernelValue.NONE) {
            return mhz.length - 1;
        }
        int found = 0;
        for (int i = 0; i < mhz.length; i++) {
            if ((long) mhz[i] * KHZ_PER_MHZ <= khz + KHZ_PER_MHZ / 2) {
                found = i;
            }
        }
        return found;
    }

    private double busy(double seconds, int coresNow) {
        if (usage.read()) {
            long now = usage.after(USAGE);
            double busy = share(now, lastUsage, seconds * MICROS_PER_SECOND, coresNow);
            lastUsage = now;
            return busy;
        }
        if (!stat.read()) {
            return coresNow;
        }
        // user nice system, irq softirq steal; the first field is the word "cpu".
        long now = stat.field(1) + stat.field(2) + stat.field(3) + stat.field(6) + stat.field(7) + stat.field(8);
        double busy = share(now, lastUsage, seconds * TICKS_PER_SECOND, coresNow);
        lastUsage = now;
        return busy;
    }

    private double inside(double seconds, int coresNow) {
        long now = groups.used().read() ? groups.used().after(USAGE) : KernelValue.NONE;
        double busy = share(now, lastUsed, seconds * MICROS_PER_SECOND, coresNow);
        lastUsed = now;
        return busy;
    }

    private void network(Observation seen, double seconds) {
        long in = received.number();
        long out = sent.number();
        long bytes = in == KernelValue.NONE || out == KernelValue.NONE ? KernelValue.NONE : in + out;
        seen.netShare = share(bytes, lastBytes, seconds * bytesPerSecond);
        lastBytes = bytes;
        seen.ethernetMbit = fixedMbit;
        seen.eee = false;
        seen.wifiSave = wifiSave;
    }

    private void load(Observation seen, int load, double seconds) {
        KernelValue file = groups.usage(load);
        boolean there = file.read();
        long now = there ? file.after(USAGE) : KernelValue.NONE;
        long throttled = there ? file.after(THROTTLED) : KernelValue.NONE;
        seen.loadCores[load] = share(now, loadUsage[load], seconds * MICROS_PER_SECOND, cores);
        seen.loadWaiting[load] = throttled > loadThrottled[load];
        seen.allowanceCores[load] = groups.allowanceInForce(load);
        loadUsage[load] = now;
        loadThrottled[load] = throttled;
    }

    private static double share(long now, long before, double whole) {
        return share(now, before, whole, 1);
    }

    private static double share(long now, long before, double whole, double most) {
        if (now == KernelValue.NONE || before == KernelValue.NONE || now < before) {
            return 0;
        }
        return Math.min(most, (now - before) / whole);
    }

    /** Temperature of the die as read last, in thousandths of a degree; null if unknown. */
    Integer dieMilliCelsius() {
        long celsius = die.number();
        return celsius == KernelValue.NONE ? null : Integer.valueOf((int) celsius);
    }

    /** Told by the controls when the radio took it. */
    void wifiSave(boolean on) {
        wifiSave = on;
    }

    @Override
    public int ports() {
        return UsbPorts.SLOTS;
    }

    @Override
    public DeviceNeed describe(int port) {
        return ports.need(port);
    }

    @Override
    public int loads() {
        return groups.loads();
    }

    @Override
    public LoadClass loadClass(int load) {
        return groups.loadClass(load);
    }

    @Override
    public int sources() {
        return meter.there() ? 1 : 0;
    }

    @Override
    public SourceSpec source(int index) {
        // An INA2xx with 128 samples and a 0.5 % shunt: data sheet, and the plant's Sensors.
        return new SourceSpec(SourceKind.SHUNT, 0.010, 0.008, 0.006, 0.005, 100, 70, 10);
    }

    /** Whether a power sensor is there now that was not at the start. */
    boolean sensorAppeared() {
        return meter.appeared();
    }

    @Override
    public double sourceWatts(int index) {
        return meter.watts();
    }

    @Override
    public long sourceSequence(int index) {
        return meter.sequence();
    }

    /** {@link UsbPorts} lets a spin-up last as long as the slowest take. */
    @Override
    public boolean seesSpinUpEnd() {
        return false;
    }

    /** Another thread asks the kernel, which asks the hub; then the sensor has to show it. */
    @Override
    public int portPeriods() {
        return 5;
    }

    @Override
    public void close() {
        open.forEach(KernelValue::close);
        meter.close();
        groups.close();
    }
}
