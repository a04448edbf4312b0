// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import java.util.List;
import java.util.Set;
import org.hearthplug.hal.Usb.Function;
import org.hearthplug.hal.Usb.Kind;

/** What a device is for. Class codes are those of usb.org's "Defined Class Codes". */
final class UsbKinds {
    private static final int AUDIO = 0x01;
    private static final int COMMUNICATIONS = 0x02;
    private static final int INPUT = 0x03;
    private static final int PRINTER = 0x07;
    private static final int STORAGE = 0x08;
    private static final int HUB = 0x09;
    private static final int VIDEO = 0x0E;
    private static final int WIRELESS = 0xE0;
    private static final int MISCELLANEOUS = 0xEF;
    private static final int VENDOR = 0xFF;

    // Communications subclasses (CDC 1.2, table 4): abstract control model, Ethernet, network control, mobile
    // broadband.
    private static final int CDC_ACM = 0x02;
    private static final Set<Integer> CDC_NETWORK = Set.of(0x06, 0x0D, 0x0E);

    /** Serial adapters have no class of their own: their makers' numbers tell them (FTDI, WCH, Silicon Labs, Prolific). */
    private static final Set<Integer> SERIAL_VENDORS = Set.of(0x0403, 0x1A86, 0x10C4, 0x067B);

    private UsbKinds() {}

    static Kind of(int vendorId, int deviceClass, List<Function> functions) {
        if (deviceClass == HUB) {
            return Kind.HUB;
        }
        for (Function function : functions) {
            Kind kind = of(vendorId, function);
            if (kind != Kind.OTHER) {
                return kind;
            }
        }
        return Kind.OTHER;
    }

    private static Kind of(int vendorId, Function function) {
        return switch (function.classCode()) {
            case STORAGE -> Kind.STORAGE;
            case HUB -> Kind.HUB;
            case AUDIO -> Kind.AUDIO;
            case INPUT -> Kind.INPUT;
            case VIDEO -> Kind.VIDEO;
            case PRINTER -> Kind.PRINTER;
            case COMMUNICATIONS -> communications(function);
            // RNDIS: wireless, radio, protocol 3; or miscellaneous, 4, 1 for the newer ones.
            case WIRELESS -> function.subclass() == 1 && function.protocol() == 3 ? Kind.NETWORK : Kind.OTHER;
            case MISCELLANEOUS -> function.subclass() == 4 && function.protocol() == 1 ? Kind.NETWORK : Kind.OTHER;
            case VENDOR -> SERIAL_VENDORS.contains(vendorId) ? Kind.SERIAL : Kind.OTHER;
            default -> Kind.OTHER;
        };
    }

    private static Kind communications(Function function) {
        if (CDC_NETWORK.contains(function.subclass())) {
            return Kind.NETWORK;
        }
        // Protocol 0xFF on an abstract control model is RNDIS once more.
        boolean rndis = function.subclass() == CDC_ACM && function.protocol() == VENDOR;
        return rndis ? Kind.NETWORK : function.subclass() == CDC_ACM ? Kind.SERIAL : Kind.OTHER;
    }
}
