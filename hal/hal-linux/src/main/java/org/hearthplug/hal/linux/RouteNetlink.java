// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.Network.Address;

/** Addresses and routes of all interfaces by rtnetlink(7). One dump at a time; one socket, from the first dump on. */
final class RouteNetlink {
    private static final int NLM_F_REQUEST = 1;
    private static final int NLM_F_DUMP = 0x300;

    /** The kernel packs a dump into datagrams of at most 32 KiB when the reader offers that much. */
    private static final int DATAGRAM_BYTES = 32 * 1024;

    private static final Duration LIMIT = Duration.ofSeconds(1);

    /** Kept from one dump to the next: opening and closing costs more than the dump. */
    private NetlinkSocket socket;

    private int sequence;

    /**
     * Asks the kernel for all addresses, by interface index.
     *
     * @throws HalException when it refuses or does not answer within a second
     */
    synchronized Map<Integer, List<Address>> addresses() {
        Addresses found = new Addresses(++sequence);
        dump(found);
        return found.byInterface;
    }

    /**
     * Asks the kernel for the routes of its main table.
     *
     * @throws HalException when it refuses or does not answer within a second
     */
    synchronized List<RouteTable.Entry> routes() {
        RouteTable found = new RouteTable(++sequence);
        dump(found);
        return found.entries;
    }

    private void dump(RouteDump answer) {
        if (socket == null) {
            socket = new NetlinkSocket(NetlinkSocket.ROUTE, 0, DATAGRAM_BYTES, 4 * DATAGRAM_BYTES);
        }
        boolean whole = false;
        try {
            socket.send(request(answer));
            long deadlineNanos = System.nanoTime() + LIMIT.toNanos();
            while (!answer.done) {
                NetlinkSocket.Outcome outcome =
                        socket.receive(Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime())));
                if (outcome != NetlinkSocket.Outcome.MESSAGE) {
                    throw new HalException(HalException.Kind.TIMEOUT, "rtnetlink", "the dump ended with " + outcome);
                }
                answer.take(socket.message());
            }
            whole = true;
        } finally {
            if (!whole) {
                // Nobody knows what still comes on it.
                socket.close();
                socket = null;
            }
        }
    }

    private static byte[] request(RouteDump answer) {
        return ByteBuffer.allocate(answer.requestBytes())
                .order(ByteOrder.nativeOrder())
                .putInt(answer.requestBytes())
                .putShort((short) answer.question)
                .putShort((short) (NLM_F_REQUEST | NLM_F_DUMP))
                .putInt(answer.sequence())
                .array();
    }

    /** Addresses; {@code struct ifaddrmsg}: family, prefix length, flags, scope, interface index. */
    static final class Addresses extends RouteDump {
        private static final int RTM_GETADDR = 22;
        private static final int IFADDRMSG_BYTES = 8;
        private static final int IFA_ADDRESS = 1;
        private static final int IFA_LOCAL = 2;

        final Map<Integer, List<Address>> byInterface = new HashMap<>();
        private int prefixBits;
        private int index;
        private byte[] found;

        Addresses(int sequence) {
            super(sequence, RTM_GETADDR, IFADDRMSG_BYTES);
        }

        @Override
        void begin(ByteBuffer datagram, int at) {
            prefixBits = Byte.toUnsignedInt(datagram.get(at + 1));
            index = datagram.getInt(at + 4);
            found = null;
        }

        @Override
        void attribute(int type, byte[] value) {
            // On a point-to-point link IFA_ADDRESS is the other side and IFA_LOCAL ours.
            if (type == IFA_LOCAL || type == IFA_ADDRESS && found == null) {
                found = value;
            }
        }

        @Override
        void end() {
            address(found, prefixBits)
                    .ifPresent(address -> byInterface
                            .computeIfAbsent(index, any -> new ArrayList<>())
                            .add(address));
        }
    }
}
