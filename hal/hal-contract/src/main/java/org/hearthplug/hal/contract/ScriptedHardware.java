// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.contract;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.hearthplug.hal.BlockDevices;
import org.hearthplug.hal.Board;
import org.hearthplug.hal.Cards;
import org.hearthplug.hal.DeviceEvents;
import org.hearthplug.hal.DiskControl;
import org.hearthplug.hal.Ethernet;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.Hardware;
import org.hearthplug.hal.HardwareRandom;
import org.hearthplug.hal.Leds;
import org.hearthplug.hal.MainMemory;
import org.hearthplug.hal.Mounts;
import org.hearthplug.hal.Network;
import org.hearthplug.hal.Processor;
import org.hearthplug.hal.RealTimeClocks;
import org.hearthplug.hal.Sensors;
import org.hearthplug.hal.Thermal;
import org.hearthplug.hal.Usb;
import org.hearthplug.hal.Watchdogs;
import org.hearthplug.hal.Wifi;
import org.hearthplug.hal.WifiNetworks;

/**
 * Hardware that does what a test says: each part can be made to fail, events are put in by hand, USB devices come and go.
 * It says of itself that it is simulated.
 */
public final class ScriptedHardware implements Hardware {
    /**
     * Names of the parts that fail now with {@code IO}: board, processor, thermal, sensors, memory, storage, network,
     * ethernet, wifi, usb, watchdog0, rtc0, random, events.
     */
    public final Set<String> failing = ConcurrentHashMap.newKeySet();
    /** What the kernel is made to say; each event goes to one subscription. */
    public final BlockingQueue<DeviceEvents.Event> events = new LinkedBlockingQueue<>();
    /** How often the processor's times were read. */
    public final AtomicInteger readings = new AtomicInteger();

    /** What the power sensor shows, in microwatts. */
    public final AtomicLong powerMicrowatts = new AtomicLong(3_200_000);

    private final Processor processor = new ScriptedProcessor(failing, readings);
    private final Thermal thermal = new ScriptedThermal(failing);
    private final Ethernet ethernet = new ScriptedEthernet(failing);
    private final Wifi wifi = new ScriptedWifi(failing);
    private final ScriptedButton button = new ScriptedButton();
    private final WifiNetworks wifiNetworks = new ScriptedWifiNetworks(failing);

    /** Disks and what is mounted of them. */
    public final ScriptedDisks disks = new ScriptedDisks(failing);

    /** The watchdog, the clock and the random numbers. */
    public final ScriptedGuards guards = new ScriptedGuards(failing);

    private <T> T unlessFailing(String part, T value) {
        if (failing.contains(part)) {
            throw new HalException(HalException.Kind.IO, part, 5, "scripted", null);
        }
        return value;
    }

    @Override
    public Board board() {
        return new Board() {
            @Override
            public java.util.Optional<org.hearthplug.hal.BoardProfile> profile() {
                return java.util.Optional.empty();
            }

            @Override
            public BoardIdentity identity() {
                return unlessFailing(
                        "board",
                        new BoardIdentity("Scripted board", List.of("test,board"), "6.12.0", "boot-1", "plug"));
            }

            @Override
            public Duration uptime() {
                return Duration.ofSeconds(77);
            }
        };
    }

    @Override
    public Processor processor() {
        return processor;
    }

    @Override
    public Thermal thermal() {
        return thermal;
    }

    @Override
    public Sensors sensors() {
        return () -> unlessFailing(
                "sensors",
                List.of(new Sensors.Reading(
                        "hwmon0", "ina226", Sensors.Quantity.POWER, 1, Optional.of("input"), powerMicrowatts.get())));
    }

    @Override
    public Ethernet ethernet() {
        return ethernet;
    }

    @Override
    public ScriptedButton buttons() {
        return button;
    }

    @Override
    public WifiNetworks wifiNetworks() {
        return wifiNetworks;
    }

    @Override
    public Wifi wifi() {
        return wifi;
    }

    @Override
    public Leds leds() {
        return new Leds() {
            @Override
            public List<Led> list() {
                return unlessFailing("leds", List.of());
            }

            @Override
            public void set(String led, int brightness) {
                throw new HalException(HalException.Kind.GONE, led, "scripted");
            }

            @Override
            public void trigger(String led, String trigger) {
                set(led, 0);
            }
        };
    }

    @Override
    public MainMemory memory() {
        return () -> unlessFailing("memory", new MainMemory.State(512, 300, 0, 0));
    }

    @Override
    public BlockDevices blockDevices() {
        return disks.blockDevices();
    }

    @Override
    public DiskControl diskControl() {
        return disks.control();
    }

    @Override
    public Mounts mounts() {
        return disks.mounts();
    }

    @Override
    public Network network() {
        return new ScriptedNetwork(failing);
    }

    @Override
    public Watchdogs watchdogs() {
        return guards.watchdogs();
    }

    @Override
    public RealTimeClocks realTimeClocks() {
        return guards.clocks();
    }

    @Override
    public HardwareRandom random() {
        return guards.random();
    }

    @Override
    public DeviceEvents deviceEvents() {
        return () -> {
            unlessFailing("events", "");
            return new ScriptedSubscription();
        };
    }

    @Override
    public boolean simulated() {
        return true;
    }

    @Override
    public Usb usb() {
        return new ScriptedUsb(failing, events);
    }

    @Override
    public Cards cards() {
        return () -> unlessFailing("cards", List.of());
    }

    private final class ScriptedSubscription implements DeviceEvents.Subscription {
        private volatile boolean closed;

        @Override
        public Optional<DeviceEvents.Event> next(Duration limit) {
            long deadlineNanos = System.nanoTime() + limit.toNanos();
            while (!closed) {
                long left = deadlineNanos - System.nanoTime();
                // In slices, so that a close from another thread is seen.
                DeviceEvents.Event event = poll(Math.min(Math.max(left, 0), 20_000_000));
                if (event != null) {
                    return Optional.of(unlessFailing("events", event));
                }
                if (left <= 0) {
                    break;
                }
            }
            return Optional.empty();
        }

        private DeviceEvents.Event poll(long nanos) {
            try {
                return events.poll(nanos, TimeUnit.NANOSECONDS);
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
                closed = true;
                return null;
            }
        }

        @Override
        public void close() {
            closed = true;
        }
    }
}
