// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hearthplug.hal.Network.Address;

/**
 * The main table's routes; {@code struct rtmsg}: family, lengths of destination and source, tos, table, protocol, scope, type, flags. Only
 * those that lead somewhere over one interface; what the kernel keeps for itself (its own addresses, broadcasts, what it has learned for one
 * destination) and ways over several interfaces at once are left out.
 */
final class RouteTable extends RouteDump {
    private static final int RTM_GETROUTE = 26;
    private static final int RTMSG_BYTES = 12;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int RT_TABLE_MAIN = 254;
    private static final int RTN_UNICAST = 1;
    private static final int RTM_F_CLONED = 0x200;
    private static final int RTNH_F_LINKDOWN = 16;
    private static final int RTA_DST = 1;
    private static final int RTA_OIF = 4;
    private static final int RTA_GATEWAY = 5;
    private static final int RTA_PRIORITY = 6;
    private static final int RTA_TABLE = 15;

    /**
     * One route.
     *
     * @param index number of the interface
     * @param metric the lower goes first, 0 to 4294967295
     * @param usable false while its interface has no carrier
     */
    record Entry(Address destination, Optional<String> gateway, int index, long metric, boolean usable) {}

    final List<Entry> entries = new ArrayList<>();
    private int addressBytes;
    private int prefixBits;
    private int table;
    private boolean leadsSomewhere;
    private boolean usable;
    private byte[] destination;
    private byte[] gateway;
    private int index;
    private long metric;

    RouteTable(int sequence) {
        super(sequence, RTM_GETROUTE, RTMSG_BYTES);
    }

    @Override
    void begin(ByteBuffer datagram, int at) {
        int family = datagram.get(at);
        addressBytes = family == AF_INET ? 4 : family == AF_INET6 ? 16 : 0;
        prefixBits = Byte.toUnsignedInt(datagram.get(at + 1));
        table = Byte.toUnsignedInt(datagram.get(at + 4));
        int flags = datagram.getInt(at + 8);
        leadsSomewhere = datagram.get(at + 7) == RTN_UNICAST && (flags & RTM_F_CLONED) == 0;
        usable = (flags & RTNH_F_LINKDOWN) == 0;
        destination = new byte[addressBytes];
        gateway = null;
        index = 0;
        metric = 0;
    }

    @Override
    void attribute(int type, byte[] value) {
        switch (type) {
            case RTA_DST -> destination = value;
            case RTA_GATEWAY -> gateway = value;
            case RTA_OIF -> index = number(value);
            case RTA_PRIORITY -> metric = Integer.toUnsignedLong(number(value));
            case RTA_TABLE -> table = number(value);
            default -> {
                // Not told.
            }
        }
    }

    private static int number(byte[] value) {
        return value.length == 4
                ? ByteBuffer.wrap(value).order(ByteOrder.nativeOrder()).getInt()
                : 0;
    }

    @Override
    void end() {
        if (!leadsSomewhere || table != RT_TABLE_MAIN || index <= 0 || destination.length != addressBytes) {
            return;
        }
        Optional<String> next = gateway == null
                ? Optional.empty()
                : address(gateway, gateway.length * 8).map(Address::text);
        address(destination, prefixBits).ifPresent(where -> entries.add(new Entry(where, next, index, metric, usable)));
    }
}
