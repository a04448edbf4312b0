// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import org.hearthplug.hal.linux.HubSwitches.Hub;

/** Questions to USB devices by their nodes, {@code /dev/bus/usb/BBB/DDD} (include/uapi/linux/usbdevice_fs.h). */
final class UsbFs {
    // _IOWR('U', 0, struct usbdevfs_ctrltransfer), where pointers have 64 bits.
    private static final long USBDEVFS_CONTROL = 0xC018_5500L;
    private static final int TRANSFER_BYTES = 24;
    private static final int REQUEST = 1;
    private static final int VALUE = 2;
    private static final int LENGTH = 6;
    private static final int TIMEOUT = 8;
    private static final int DATA = 16;

    /** For the transfer alone; waking the hub comes before it. Callers wait as {@link Bounded} says. */
    private static final int PATIENCE_MILLIS = 1_000;

    // USB 2.0, 11.24.2.5: from the device, of its class, to the device as a whole.
    private static final byte FROM_HUB = (byte) 0xA0;
    private static final byte GET_DESCRIPTOR = 6;

    // As many bytes as the kernel itself asks for: the fixed ones and 31 ports, or a whole one at SuperSpeed.
    private static final int HUB_BYTES = 15;
    private static final int HUB_BYTES_SUPER_SPEED = 12;

    private final Path folder;

    UsbFs(Path folder) {
        this.folder = folder;
    }

    /**
     * The hub's own descriptor, as far as the hub gave it. Opening the node wakes a hub that sleeps; for roots the kernel
     * answers.
     */
    byte[] hubDescriptor(Hub hub) {
        Path node = folder.resolve(String.format(Locale.ROOT, "%03d/%03d", hub.bus(), hub.address()));
        int length = hub.superSpeed() ? HUB_BYTES_SUPER_SPEED : HUB_BYTES;
        try (DeviceFile file = new DeviceFile(hub.name(), node, DeviceFile.READ_WRITE);
                Arena arena = Arena.ofConfined()) {
            MemorySegment data = arena.allocate(length, 8);
            MemorySegment transfer = arena.allocate(TRANSFER_BYTES, 8);
            transfer.set(JAVA_BYTE, 0, FROM_HUB);
            transfer.set(JAVA_BYTE, REQUEST, GET_DESCRIPTOR);
            transfer.set(JAVA_SHORT, VALUE, (short) (hub.descriptorType() << 8));
            transfer.set(JAVA_SHORT, LENGTH, (short) length);
            transfer.set(JAVA_INT, TIMEOUT, PATIENCE_MILLIS);
            transfer.set(ADDRESS, DATA, data);
            int got = file.ioctl("asking for the hub's descriptor", USBDEVFS_CONTROL, transfer);
            return Arrays.copyOf(data.toArray(JAVA_BYTE), Math.clamp(got, 0, length));
        }
    }
}
