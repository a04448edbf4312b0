// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import org.hearthplug.hal.Usb.Switching;

/**
 * What a hub's descriptor says of its power (USB 2.0, 11.23.2.1; USB 3.2, 10.15.2.1). One that does not add up tells
 * nothing.
 */
final class HubDescriptor {
    static final int TYPE = 0x29;
    static final int TYPE_SUPER_SPEED = 0x2A;

    /** Before the bits for each port, of which there are as many as there are ports. */
    private static final int FIXED_BYTES = 7;

    private static final int CHARACTERISTICS = 3;

    // wHubCharacteristics, bits 1 and 0. Bit 1 is for hubs that do not switch, whatever bit 0 says.
    private static final int SWITCHES_EACH = 1;
    private static final int SWITCHES_NONE = 2;

    private HubDescriptor() {}

    /** Reads it, as far as there are bytes; it must be of the type that was asked for. */
    static Switching switching(byte[] raw, int type) {
        boolean whole = raw.length >= FIXED_BYTES && Byte.toUnsignedInt(raw[0]) >= FIXED_BYTES;
        if (!whole || raw[1] != type) {
            return Switching.NOT_TOLD;
        }
        int said = raw[CHARACTERISTICS];
        if ((said & SWITCHES_NONE) != 0) {
            return Switching.NONE;
        }
        return (said & SWITCHES_EACH) != 0 ? Switching.EACH : Switching.TOGETHER;
    }
}
