// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hearthplug.hal.Usb.Function;

/**
 * What a device says of itself: its device descriptor and the first configuration (USB 2.0, 9.6.1 to 9.6.5), as the
 * kernel keeps them in {@code descriptors}. Devices lie here; lengths are believed only as far as there are bytes.
 *
 * @param release {@code bcdUSB}, the specification it follows
 * @param deviceClass {@code bDeviceClass}
 * @param configured true when there is a configuration
 * @param maxPowerUnits {@code bMaxPower} of the first configuration, in the units of its speed
 * @param functions first alternate setting of each interface, without drivers
 */
record UsbDescriptors(int release, int deviceClass, boolean configured, int maxPowerUnits, List<Function> functions) {
    private static final int DEVICE = 1;
    private static final int CONFIGURATION = 2;
    private static final int INTERFACE = 4;
    private static final int DEVICE_BYTES = 18;
    private static final int CONFIGURATION_BYTES = 9;
    private static final int INTERFACE_BYTES = 9;

    /** {@code USB_MAXINTERFACES} of the kernel. */
    private static final int MAX_FUNCTIONS = 32;

    /** Reads them; empty when there is not even a device descriptor. */
    static Optional<UsbDescriptors> parse(byte[] raw) {
        if (raw.length < DEVICE_BYTES || u8(raw, 0) < DEVICE_BYTES || u8(raw, 1) != DEVICE) {
            return Optional.empty();
        }
        int release = u8(raw, 2) | u8(raw, 3) << 8;
        int at = u8(raw, 0);
        if (at + CONFIGURATION_BYTES > raw.length || u8(raw, at + 1) != CONFIGURATION) {
            return Optional.of(new UsbDescriptors(release, u8(raw, 4), false, 0, List.of()));
        }
        int total = u8(raw, at + 2) | u8(raw, at + 3) << 8;
        int end = Math.min(raw.length, at + total);
        int power = u8(raw, at + 8);
        return Optional.of(new UsbDescriptors(release, u8(raw, 4), true, power, functions(raw, at, end)));
    }

    private static List<Function> functions(byte[] raw, int from, int end) {
        List<Function> functions = new ArrayList<>();
        int at = from;
        while (at + 2 <= end && functions.size() < MAX_FUNCTIONS) {
            int length = u8(raw, at);
            if (length < 2) {
                break;
            }
            boolean whole = length >= INTERFACE_BYTES && at + INTERFACE_BYTES <= end;
            // bAlternateSetting 0: the others describe the same interface again.
            if (u8(raw, at + 1) == INTERFACE && whole && u8(raw, at + 3) == 0) {
                functions.add(new Function(
                        u8(raw, at + 2), u8(raw, at + 5), u8(raw, at + 6), u8(raw, at + 7), Optional.empty()));
            }
            at += length;
        }
        return functions;
    }

    private static int u8(byte[] raw, int at) {
        return Byte.toUnsignedInt(raw[at]);
    }
}
