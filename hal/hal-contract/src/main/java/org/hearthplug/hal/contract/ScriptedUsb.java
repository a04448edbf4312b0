// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.contract;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import org.hearthplug.hal.DeviceEvents.Event;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.Usb;

/** A root hub, of whose ports two can be switched, and a stick; no state but what the test's sets hold. */
final class ScriptedUsb implements Usb {
    private final Set<String> failing;
    private final BlockingQueue<Event> events;

    ScriptedUsb(Set<String> failing, BlockingQueue<Event> events) {
        this.failing = failing;
        this.events = events;
    }

    @Override
    public List<Device> devices() {
        if (failing.contains("usb")) {
            throw new HalException(HalException.Kind.IO, "usb", 5, "scripted", null);
        }
        Function hub = new Function(0, 9, 0, 0, Optional.of("hub"));
        Function disk = new Function(0, 8, 6, 80, Optional.of("usb-storage"));
        Optional<String> none = Optional.empty();
        return List.of(
                new Device(
                        "usb1",
                        none,
                        1,
                        1,
                        0x1d6b,
                        2,
                        none,
                        none,
                        none,
                        480_000,
                        0,
                        Kind.HUB,
                        true,
                        OptionalInt.of(4),
                        List.of(hub)),
                new Device(
                        "1-1",
                        Optional.of("usb1"),
                        1,
                        2,
                        0x46f4,
                        1,
                        none,
                        none,
                        none,
                        480_000,
                        100,
                        Kind.STORAGE,
                        true,
                        OptionalInt.empty(),
                        List.of(disk)));
    }

    private void find(String device) {
        if (devices().stream().noneMatch(one -> one.name().equals(device))) {
            throw new HalException(HalException.Kind.GONE, device, "there is no such USB device");
        }
    }

    @Override
    public Watch watch() {
        return new Watch() {
            private volatile boolean closed;

            @Override
            public Optional<Change> next(Duration limit) {
                return closed || events.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new Change(
                                ChangeKind.CHANGED,
                                devices().get(1),
                                events.remove().sequence()));
            }

            @Override
            public void close() {
                closed = true;
            }
        };
    }

    @Override
    public void authorize(String device) {
        find(device);
    }

    @Override
    public void hold(String device) {
        find(device);
        if (device.startsWith("usb")) {
            throw new HalException(HalException.Kind.UNSUPPORTED, device, "the root of a bus cannot be held");
        }
    }

    @Override
    public void holdArrivals(boolean hold) {
        devices();
    }

    @Override
    public void autosuspend(String device, Optional<Duration> idle) {
        find(device);
    }

    @Override
    public void power(String hub, int port, boolean on) {
        find(hub);
        if (port < 1 || port > 4) {
            throw new HalException(HalException.Kind.GONE, hub, "there is no port " + port);
        }
        if (port > 2) {
            throw new HalException(HalException.Kind.UNSUPPORTED, hub, "the kernel offers no switch for it");
        }
    }

    @Override
    public Switching switching(String hub) {
        find(hub);
        return hub.equals("usb1") ? Switching.EACH : Switching.NONE;
    }

    @Override
    public List<Port> ports(String hub) {
        find(hub);
        return hub.equals("usb1")
                ? List.of(
                        new Port(1, Switching.EACH, true, 0, Optional.of("1-1")),
                        new Port(2, Switching.EACH, true, 0, Optional.empty()),
                        new Port(3, Switching.NONE, true, 0, Optional.empty()),
                        new Port(4, Switching.NONE, true, 0, Optional.empty()))
                : List.of();
    }
}
