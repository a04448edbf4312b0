// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.power;

import java.util.OptionalInt;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.Hardware;
import org.hearthplug.hal.Processor;
import org.hearthplug.power.control.PlugControls;

/**
 * What the controller sets, on the real plug. The quota is a write to an open file; operating points and cores go through the hal and are
 * set seldom; links and USB may wait for a device and so are set by a thread of their own, one after the other. What the hardware refuses
 * is logged once and shows in what is read back.
 */
final class PlugLevers implements PlugControls, AutoCloseable {
    private static final Logger LOG = Logger.getLogger(PlugLevers.class.getName());
    private static final int MAX_WAITING = 32;
    private static final long SETTLE_NANOS = 150_000_000;
    private static final int END_SECONDS = 5;
    private static final long HZ_PER_MHZ = 1_000_000;

    private final Hardware hardware;
    private final Groups groups;
    private final UsbPorts ports;
    private final PlugSenses senses;
    private final int[] mhz;
    private final String link;
    private final java.util.Set<String> refused = new java.util.HashSet<>();
    private final ThreadPoolExecutor slow = new ThreadPoolExecutor(
            1,
            1,
            10,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MAX_WAITING),
            Thread.ofPlatform().daemon().name("power-set").factory(),
            new ThreadPoolExecutor.DiscardPolicy());
    private final AtomicBoolean scanning = new AtomicBoolean();
    private volatile boolean admission;

    PlugLevers(Hardware hardware, Groups groups, UsbPorts ports, PlugSenses senses, int[] mhz, String link) {
        this.hardware = hardware;
        this.groups = groups;
        this.ports = ports;
        this.senses = senses;
        this.mhz = mhz;
        this.link = link;
        slow.allowCoreThreadTimeOut(true);
    }

    @Override
    public void operatingPointCap(int point) {
        attempt("operating point", () -> {
            Processor processor = hardware.processor();
            for (Processor.FrequencyPolicy policy : processor.state().policies()) {
                processor.limit(policy.name(), policy.hardwareMinHz(), mhz[point] * HZ_PER_MHZ);
            }
        });
    }

    @Override
    public void coresOnline(int cores) {
        attempt("cores", () -> {
            for (Processor.Core core : hardware.processor().coreList()) {
                boolean wanted = core.number() < cores;
                if (core.switchable() && core.online() != wanted) {
                    hardware.processor().online(core.number(), wanted);
                }
            }
        });
    }

    @Override
    public void quotaMilliCores(int milliCores) {
        groups.quota(milliCores);
    }

    @Override
    public void allowanceMilliCores(int load, int milliCores) {
        groups.allowance(load, milliCores);
    }

    /**
     * The switch is opened for a device that drew too much only, by {@link #cut}: an unpowered port of a common hub does not feel what is
     * plugged in.
     */
    @Override
    public void portPower(int port, boolean on) {
        // Held devices stay powered, without a driver, at one unit load.
        if (on) {
            later("port power", () -> ports.powerBack(port));
        }
    }

    /** Cuts a port that the controller has given up. */
    void cut(int port) {
        later("port power", () -> ports.cut(port));
    }

    @Override
    public void authorise(int port, boolean allow) {
        if (allow || admission) {
            later("USB authorisation", () -> ports.authorise(port, allow));
        }
    }

    @Override
    public void allPorts(boolean on) {
        later("all USB ports", () -> {
            hardware.usb().holdArrivals(!on);
            for (int port = 0; port < UsbPorts.SLOTS; port++) {
                ports.authorise(port, on);
            }
        });
    }

    @Override
    public void spinUp(int port) {
        // A disk spins up when it is first read.
    }

    @Override
    public void spinDown(int port) {
        String device = ports.device(port);
        if (!device.isEmpty()) {
            later(
                    "USB autosuspend",
                    () -> hardware.usb().autosuspend(device, java.util.Optional.of(java.time.Duration.ofSeconds(5))));
        }
    }

    @Override
    public void ethernetMbit(int mbit) {
        OptionalInt most = mbit >= 1000 ? OptionalInt.empty() : OptionalInt.of(mbit);
        later("Ethernet speed", () -> hardware.ethernet().advertise(link, most));
    }

    @Override
    public void eee(boolean on) {
        later("Energy-Efficient Ethernet", () -> hardware.ethernet().energyEfficient(link, on));
    }

    @Override
    public void wifiPowerSave(boolean on) {
        later("Wi-Fi power save", () -> {
            hardware.wifi().powerSave(link, on);
            senses.wifiSave(on);
        });
    }

    @Override
    public void leds(boolean on) {
        // No board of ours has LEDs that the kernel knows yet.
    }

    /** Decides whether USB devices are held until they fit. Does not wait. */
    void admission(boolean on) {
        admission = on;
        later("holding USB devices", () -> ports.admission(on));
        if (!on) {
            allPowerBack();
        }
    }

    /** Gives all ports that were cut their power back. Does not wait. */
    void allPowerBack() {
        later("port power", ports::allPowerBack);
    }

    boolean admission() {
        return admission;
    }

    /** Looks at the USB devices again, once what moves has come to rest: a stick makes dozens of events. */
    void scanUsb() {
        if (!scanning.getAndSet(true)) {
            later("looking at USB devices", () -> {
                LockSupport.parkNanos(SETTLE_NANOS);
                scanning.set(false);
                ports.scan();
            });
        }
    }

    private void later(String what, Runnable setting) {
        slow.execute(() -> attempt(what, setting));
    }

    private void attempt(String what, Runnable setting) {
        try {
            setting.run();
        } catch (HalException no) {
            tellOnce(what, no);
        }
    }

    private synchronized void tellOnce(String what, HalException no) {
        boolean ours = no.kind() == HalException.Kind.UNSUPPORTED || no.kind() == HalException.Kind.GONE;
        if (refused.add(what)) {
            LOG.log(ours ? Level.INFO : Level.WARNING, "{0} cannot be set: {1}", new Object[] {what, no.getMessage()});
        }
    }

    /** Nobody would be left to give a port its power: all get it back now. */
    @Override
    public void close() {
        slow.shutdownNow();
        try {
            if (!slow.awaitTermination(END_SECONDS, TimeUnit.SECONDS)) {
                LOG.warning("A setting does not come to an end.");
            }
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
        attempt("port power", ports::allPowerBack);
    }
}
