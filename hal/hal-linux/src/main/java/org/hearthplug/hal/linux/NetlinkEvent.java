// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import java.nio.ByteBuffer;

/**
 * The first message of an event of generic netlink.
 *
 * @param command what happened, 0 when the datagram is too short for one
 * @param attributes to what
 */
record NetlinkEvent(int command, Attributes attributes) {
    private static final int HEADER_BYTES = 20;

    static NetlinkEvent of(ByteBuffer datagram) {
        if (datagram.limit() < HEADER_BYTES) {
            return new NetlinkEvent(0, Attributes.of(datagram, 0, 0));
        }
        int length = Math.clamp(datagram.getInt(0), HEADER_BYTES, datagram.limit());
        return new NetlinkEvent(Byte.toUnsignedInt(datagram.get(16)), Attributes.of(datagram, HEADER_BYTES, length));
    }
}
