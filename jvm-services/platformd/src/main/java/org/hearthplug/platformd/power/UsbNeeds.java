// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.power;

import java.util.Locale;
import org.hearthplug.hal.Usb;
import org.hearthplug.power.policy.DeviceNeed;

/** What a USB device is expected to draw, from its descriptors. */
final class UsbNeeds {
    /** A storage device that asks for so much may be a disk that spins; a stick asks for 100 to 300 mA. */
    private static final int DISK_MILLIAMPS = 450;

    private static final int MAX_NAME = 48;

    private UsbNeeds() {}

    static DeviceNeed of(Usb.Device device) {
        String name = name(device);
        int milliamps = device.maxPowerMilliamps();
        return switch (device.kind()) {
            case STORAGE ->
                DeviceNeed.declared(
                        name,
                        milliamps >= DISK_MILLIAMPS ? DeviceNeed.Kind.DISK : DeviceNeed.Kind.STICK,
                        Math.max(milliamps, 100));
            case SERIAL -> DeviceNeed.declared(name, DeviceNeed.Kind.SERIAL, milliamps);
            case OTHER -> DeviceNeed.declared(name, DeviceNeed.Kind.OTHER, milliamps);
            // A class that is understood keeps to what it declares.
            default -> {
                double declared = Math.max(DeviceNeed.UNIT_LOAD_WATTS, milliamps * 0.005);
                yield new DeviceNeed(name, DeviceNeed.Kind.OTHER, declared, declared, declared, 0, true);
            }
        };
    }

    private static String name(Usb.Device device) {
        String product = device.product().orElse("");
        String maker = device.manufacturer().orElse("");
        String whole = product.startsWith(maker) ? product : (maker + " " + product);
        String words = whole.strip();
        if (words.isEmpty()) {
            return String.format(Locale.ROOT, "USB %04x:%04x", device.vendorId(), device.productId());
        }
        return words.length() <= MAX_NAME ? words : words.substring(0, MAX_NAME);
    }
}
