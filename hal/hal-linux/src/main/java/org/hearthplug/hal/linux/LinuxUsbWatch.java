// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import org.hearthplug.hal.DeviceEvents.Action;
import org.hearthplug.hal.DeviceEvents.Event;
import org.hearthplug.hal.DeviceEvents.Subscription;
import org.hearthplug.hal.Usb;
import org.hearthplug.hal.Usb.Change;
import org.hearthplug.hal.Usb.ChangeKind;
import org.hearthplug.hal.Usb.Device;

/**
 * Changes, found by comparing. An event only says that there is something to look at; what is told is the difference
 * between two lists. So a lost or doubled event neither loses nor invents a device.
 */
final class LinuxUsbWatch implements Usb.Watch {
    private final Usb usb;
    private final Subscription events;
    private final Queue<Change> found = new ArrayDeque<>();
    private Map<String, Device> known;

    LinuxUsbWatch(Usb usb, Subscription events) {
        this.usb = usb;
        this.events = events;
        // After the subscription: what arrives in between is both listed and told, and compares as known.
        known = list();
    }

    private Map<String, Device> list() {
        Map<String, Device> devices = new LinkedHashMap<>();
        for (Device device : usb.devices()) {
            devices.put(device.name(), device);
        }
        return devices;
    }

    @Override
    public Optional<Change> next(Duration limit) {
        long deadlineNanos = System.nanoTime() + limit.toNanos();
        while (found.isEmpty()) {
            Optional<Event> event = events.next(Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime())));
            if (event.isEmpty()) {
                return Optional.empty();
            }
            boolean rescan = event.get().action() == Action.RESCAN;
            if (rescan || event.get().subsystem().equals("usb")) {
                compare(event.get().sequence());
            }
        }
        return Optional.of(found.remove());
    }

    private void compare(long sequence) {
        Map<String, Device> now = list();
        for (Device before : known.values()) {
            Device after = now.get(before.name());
            if (after == null || !after.sameArrival(before)) {
                found.add(new Change(ChangeKind.DEPARTED, before, sequence));
            }
        }
        for (Device after : now.values()) {
            Device before = known.get(after.name());
            if (before == null || !before.sameArrival(after)) {
                found.add(new Change(ChangeKind.ARRIVED, after, sequence));
            } else if (!before.equals(after)) {
                found.add(new Change(ChangeKind.CHANGED, after, sequence));
            }
        }
        known = now;
    }

    @Override
    public void close() {
        events.close();
    }
}
