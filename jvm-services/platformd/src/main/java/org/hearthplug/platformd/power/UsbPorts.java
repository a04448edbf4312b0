// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.power;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.Usb;
import org.hearthplug.power.policy.DeviceNeed;
import org.hearthplug.power.policy.Observation;

/**
 * The USB devices as the controller's ports: each device beyond a bus's root has a slot while it is there. Looked at when the kernel
 * says that something moved, by {@link #scan}, on any thread; read ten times a second by {@link #observe}.
 */
final class UsbPorts {
    /** Devices that are watched at once; more of them are too many for 7 W. */
    static final int SLOTS = 8;

    /** Data sheets of 2.5-inch disks say 2 to 3 s; the rest is for the kernel's own steps before it. */
    private static final long SPIN_UP_NANOS = 4_000_000_000L;

    /** Field of io_ticks in a block device's {@code stat}, in ms. */
    private static final int IO_TICKS = 9;

    private final Usb usb;
    private final Path blocks;
    private final Slot[] slots = new Slot[SLOTS];

    /** A device in its place. */
    private static final class Slot {
        private Usb.Device device;
        private DeviceNeed need;
        private boolean cut;
        private KernelValue disk;
        private long lastTicks = KernelValue.NONE;
        private boolean used;
        private long usedNanos;
    }

    UsbPorts(Usb usb, Path blocks) {
        this.usb = usb;
        this.blocks = blocks;
        for (int i = 0; i < SLOTS; i++) {
            slots[i] = new Slot();
        }
    }

    /** Looks at all devices anew. */
    void scan() {
        List<Usb.Device> found = new ArrayList<>();
        for (Usb.Device device : usb.devices()) {
            if (device.parent().isPresent()) {
                found.add(device);
            }
        }
        synchronized (this) {
            for (Slot slot : slots) {
                if (slot.device != null && found.stream().noneMatch(slot.device::sameArrival)) {
                    clear(slot);
                }
            }
            found.forEach(this::place);
        }
    }

    private static void clear(Slot slot) {
        if (slot.disk != null) {
            slot.disk.close();
        }
        slot.device = null;
        slot.need = null;
        slot.disk = null;
        slot.cut = false;
        slot.lastTicks = KernelValue.NONE;
        slot.used = false;
    }

    private void place(Usb.Device device) {
        Slot free = null;
        for (Slot slot : slots) {
            if (slot.device != null && slot.device.sameArrival(device)) {
                update(slot, device);
                return;
            }
            free = free == null && slot.device == null ? slot : free;
        }
        if (free != null) {
            free.need = UsbNeeds.of(device);
            update(free, device);
        }
    }

    private void update(Slot slot, Usb.Device device) {
        slot.device = device;
        if (device.authorized() && slot.disk == null && device.kind() == Usb.Kind.STORAGE) {
            slot.disk = disk(device.name());
        }
    }

    /** The block device whose path leads through the USB device; null when it is not there yet. */
    private KernelValue disk(String usbName) {
        try (DirectoryStream<Path> disks = Files.newDirectoryStream(blocks, "sd*")) {
            for (Path disk : disks) {
                if (disk.toRealPath().toString().contains("/" + usbName + "/")) {
                    return KernelValue.reading(disk.resolve("stat"));
                }
            }
        } catch (IOException noDisks) {
            // Then nothing tells how busy it is.
        }
        return null;
    }

    /** Fills the ports' part of the form. A disk whose work cannot be seen counts as working all the time. */
    synchronized void observe(Observation seen, double seconds) {
        for (int port = 0; port < SLOTS; port++) {
            Slot slot = slots[port];
            boolean there = slot.device != null;
            boolean authorised = there && slot.device.authorized();
            seen.present[port] = there;
            seen.powered[port] = there && !slot.cut;
            seen.authorised[port] = authorised;
            boolean spins = spins(slot, authorised);
            // The kernel configures a device before it says that it is authorised.
            seen.ready[port] = authorised && !spins;
            seen.spinningUp[port] = spins;
            seen.wanted[port] = authorised;
            seen.portShare[port] = authorised ? share(slot, seconds) : 0;
        }
    }

    /** No kernel tells that a disk spins up: one that was just let in does, for as long as the slowest take. */
    private static boolean spins(Slot slot, boolean authorised) {
        if (authorised && !slot.used) {
            slot.usedNanos = System.nanoTime();
        }
        slot.used = authorised;
        return authorised && slot.need.surgeWatts() > 0 && System.nanoTime() - slot.usedNanos < SPIN_UP_NANOS;
    }

    private static double share(Slot slot, double seconds) {
        if (slot.disk == null || !slot.disk.read()) {
            return 1;
        }
        long ticks = slot.disk.field(IO_TICKS);
        long before = slot.lastTicks;
        slot.lastTicks = ticks;
        return before == KernelValue.NONE || ticks < before ? 0 : Math.min(1, (ticks - before) / (seconds * 1000));
    }

    /** What the device at a port needs; null when there is none. */
    synchronized DeviceNeed need(int port) {
        return slots[port].need;
    }

    /** Kernel's name of the device at a port; empty when there is none. */
    synchronized String device(int port) {
        return slots[port].device == null ? "" : slots[port].device.name();
    }

    synchronized boolean authorised(int port) {
        return slots[port].device != null && slots[port].device.authorized();
    }

    /** Lets drivers have the device at a port, or takes it from them, and looks again. Waits 2 s at most. */
    void authorise(int port, boolean allow) {
        String name = device(port);
        if (name.isEmpty() || authorised(port) == allow) {
            return;
        }
        if (allow) {
            usb.authorize(name);
        } else {
            usb.hold(name);
        }
        scan();
    }

    /**
     * Cuts the power of a port whose device drew too much, where its hub says that it can for this port alone. Elsewhere the kernel would
     * disconnect the device, which draws on and is out of sight: there it stays, held without a driver. Waits 4 s at most.
     */
    void cut(int port) {
        Usb.Device device;
        synchronized (this) {
            device = slots[port].device;
        }
        if (device == null) {
            return;
        }
        String name = device.name();
        int number = Integer.parseInt(name.substring(Math.max(name.lastIndexOf('-'), name.lastIndexOf('.')) + 1));
        String hub = device.parent().orElseThrow();
        if (usb.switching(hub) != Usb.Switching.EACH) {
            authorise(port, false);
            return;
        }
        usb.power(hub, number, false);
        synchronized (this) {
            slots[port].cut = true;
        }
    }

    /** Decides whether arrivals are held; with {@code false} what is held is let go. */
    void admission(boolean on) {
        usb.holdArrivals(on);
        if (!on) {
            for (int port = 0; port < SLOTS; port++) {
                letGo(port);
            }
        }
        scan();
    }

    private void letGo(int port) {
        try {
            authorise(port, true);
        } catch (HalException gone) {
            // Then nobody is held.
        }
    }
}
