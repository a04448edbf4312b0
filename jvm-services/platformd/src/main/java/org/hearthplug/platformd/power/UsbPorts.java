// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.power;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.Usb;
import org.hearthplug.power.policy.DeviceNeed;
import org.hearthplug.power.policy.Observation;

/**
 * The USB devices as the controller's ports: each device beyond a bus's root has a slot while it is there. One whose port's power was cut
 * is out of the kernel's sight and keeps its slot while its hub is there. Looked at when the kernel says that something moved, by
 * {@link #scan}, on any thread; read ten times a second by {@link #observe}.
 */
final class UsbPorts {
    /** Devices that are watched at once; more of them are too many for 7 W. */
    static final int SLOTS = 8;

    /** Data sheets of 2.5-inch disks say 2 to 3 s; the rest is for the kernel's own steps before it. */
    private static final long SPIN_UP_NANOS = 4_000_000_000L;

    /** A hub's ports have power within half a second, and a device has another second to be met; the rest is for a busy plug. */
    private static final long COMES_BACK_NANOS = 5_000_000_000L;

    /** Field of io_ticks in a block device's {@code stat}, in ms. */
    private static final int IO_TICKS = 9;

    private final Usb usb;
    private final Path blocks;
    private final CutPorts cuts;
    private final Slot[] slots = new Slot[SLOTS];

    /** A device in its place. */
    private static final class Slot {
        private Usb.Device device;
        private DeviceNeed need;
        /** From the order to cut the port's power until it is given back. */
        private CutPorts.Cut cut;
        /** The port has no power, and the device is out of sight. */
        private boolean off;
        /** The port has its power again, and the device has not come back yet. */
        private boolean expected;

        private long expectedNanos;
        /** The controller has seen that nobody is here. */
        private boolean seenEmpty = true;

        private KernelValue disk;
        private long lastTicks = KernelValue.NONE;
        private boolean used;
        private long usedNanos;

        private boolean inSight() {
            return device != null && !off && !expected;
        }
    }

    UsbPorts(Usb usb, Path blocks, CutPorts cuts) {
        this.usb = usb;
        this.blocks = blocks;
        this.cuts = cuts;
        for (int i = 0; i < SLOTS; i++) {
            slots[i] = new Slot();
        }
    }

    /** Looks at all devices anew. */
    void scan() {
        List<Usb.Device> found = usb.devices();
        synchronized (this) {
            for (Slot slot : slots) {
                if (slot.device != null && found.stream().noneMatch(slot.device::sameArrival)) {
                    left(slot, found);
                }
            }
            found.stream().filter(device -> device.parent().isPresent()).forEach(this::place);
        }
    }

    private void left(Slot slot, List<Usb.Device> found) {
        if (slot.cut != null && found.stream().anyMatch(slot.cut::on)) {
            outOfSight(slot);
        } else if (!slot.expected) {
            clear(slot);
        }
    }

    private static void outOfSight(Slot slot) {
        closeDisk(slot);
        slot.off = true;
        slot.used = false;
    }

    private static void closeDisk(Slot slot) {
        if (slot.disk != null) {
            slot.disk.close();
        }
        slot.disk = null;
        slot.lastTicks = KernelValue.NONE;
    }

    private void clear(Slot slot) {
        closeDisk(slot);
        if (slot.cut != null) {
            cuts.forget(slot.cut);
        }
        slot.device = null;
        slot.need = null;
        slot.cut = null;
        slot.off = false;
        slot.expected = false;
        slot.used = false;
    }

    private void place(Usb.Device device) {
        Slot free = null;
        for (Slot slot : slots) {
            if (slot.device != null && slot.device.sameArrival(device)) {
                update(slot, device);
                return;
            }
            if (slot.device != null && !slot.inSight() && slot.device.name().equals(device.name())) {
                if (sameDevice(slot.device, device)) {
                    back(slot, device);
                    return;
                }
                clear(slot);
            }
            // Rather one that the controller knows to be empty: else it would take the device for the one before.
            boolean better = free == null || (slot.seenEmpty && !free.seenEmpty);
            free = slot.device == null && better ? slot : free;
        }
        if (free != null) {
            free.need = UsbNeeds.of(device);
            update(free, device);
        }
    }

    /** The device of a port that had no power is in sight again, whoever gave it. */
    private void back(Slot slot, Usb.Device device) {
        if (slot.cut != null) {
            cuts.forget(slot.cut);
        }
        slot.cut = null;
        slot.off = false;
        slot.expected = false;
        update(slot, device);
    }

    private static boolean sameDevice(Usb.Device one, Usb.Device other) {
        return one.vendorId() == other.vendorId()
                && one.productId() == other.productId()
                && one.serial().equals(other.serial());
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
            if (slot.expected && System.nanoTime() - slot.expectedNanos > COMES_BACK_NANOS) {
                clear(slot);
            }
            boolean there = slot.device != null;
            boolean authorised = slot.inSight() && slot.device.authorized();
            slot.seenEmpty = !there;
            seen.present[port] = there;
            seen.powered[port] = there && !slot.off;
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

    /** What the device at a port needs, as the device says now; null when there is none, or it is out of sight. */
    synchronized DeviceNeed need(int port) {
        return slots[port].inSight() ? slots[port].need : null;
    }

    /** The same for a device that may be out of sight, as its port has no power; null when there is none. */
    synchronized DeviceNeed known(int port) {
        return slots[port].need;
    }

    /** Whether the port has no power. */
    synchronized boolean off(int port) {
        return slots[port].off;
    }

    /** Kernel's name of the device at a port; empty when there is none. */
    synchronized String device(int port) {
        return slots[port].device == null ? "" : slots[port].device.name();
    }

    synchronized boolean authorised(int port) {
        return slots[port].inSight() && slots[port].device.authorized();
    }

    private synchronized boolean inSight(int port) {
        return slots[port].inSight();
    }

    /** Lets drivers have the device at a port, or takes it from them, and looks again. Waits 2 s at most. */
    void authorise(int port, boolean allow) {
        String name = device(port);
        if (!inSight(port) || authorised(port) == allow) {
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
     * disconnect the device, which draws on and is out of sight: there it stays, held without a driver. Nothing feels what happens at a
     * port without power: it stays so until {@link #powerBack} or {@link #allPowerBack}. Waits 4 s at most.
     */
    void cut(int port) {
        Usb.Device device;
        synchronized (this) {
            device = slots[port].off ? null : slots[port].device;
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
        Usb.Device there = usb.devices().stream()
                .filter(one -> one.name().equals(hub))
                .findFirst()
                .orElseThrow(() -> new HalException(HalException.Kind.GONE, hub, "the hub has left"));
        CutPorts.Cut cut = new CutPorts.Cut(hub, there.bus(), there.address(), number);
        synchronized (this) {
            slots[port].cut = cut;
            slots[port].expected = false;
        }
        cuts.add(cut);
        try {
            usb.power(hub, number, false);
        } catch (HalException no) {
            if (no.kind() != HalException.Kind.TIMEOUT && no.kind() != HalException.Kind.IO) {
                uncut(cut);
            }
            throw no;
        }
        synchronized (this) {
            outOfSight(slots[port]);
        }
    }

    /**
     * Gives a port that was cut its power back. Its device is then expected for five seconds, and its slot is empty if it does not come: it
     * was unplugged meanwhile. Does nothing for other ports. Waits 4 s at most.
     */
    void powerBack(int port) {
        CutPorts.Cut cut;
        synchronized (this) {
            cut = slots[port].cut;
        }
        if (cut == null) {
            return;
        }
        usb.power(cut.hub(), cut.port(), true);
        cuts.forget(cut);
        synchronized (this) {
            Slot slot = slots[port];
            slot.cut = null;
            slot.expected = slot.off;
            slot.expectedNanos = System.nanoTime();
            slot.off = false;
        }
    }

    /**
     * Gives all ports that were cut their power back, those of an earlier run too, and forgets what was in them: whatever comes is met anew.
     * For the start, the end, and when devices are not held any more. Waits 4 s for each at most.
     *
     * @throws HalException when one of them could not be given it; the others were
     */
    void allPowerBack() {
        HalException failed = null;
        for (CutPorts.Cut cut : cuts.all()) {
            try {
                if (usb.devices().stream().anyMatch(cut::on)) {
                    usb.power(cut.hub(), cut.port(), true);
                }
                uncut(cut);
            } catch (HalException no) {
                failed = no;
            }
        }
        if (failed != null) {
            throw failed;
        }
    }

    private synchronized void uncut(CutPorts.Cut cut) {
        cuts.forget(cut);
        for (Slot slot : slots) {
            if (cut.equals(slot.cut)) {
                slot.cut = null;
                if (slot.off) {
                    clear(slot);
                }
            }
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
