// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.Network.Address;

/** Addresses of all interfaces by rtnetlink(7). One dump at a time; one socket, from the first dump on. */
final class RouteNetlink {
    private static final int HEADER_BYTES = 16;
    private static final int NLMSG_ERROR = 2;
    private static final int NLMSG_DONE = 3;
    private static final int RTM_NEWADDR = 20;
    private static final int RTM_GETADDR = 22;
    private static final int NLM_F_REQUEST = 1;
    private static final int NLM_F_DUMP = 0x300;

    // struct ifaddrmsg: family, prefix length, flags, scope, interface index; then attributes.
    private static final int IFADDRMSG_BYTES = 8;
    private static final int IFA_ADDRESS = 1;
    private static final int IFA_LOCAL = 2;

    /** The kernel packs a dump into datagrams of at most 32 KiB when the reader offers that much. */
    private static final int DATAGRAM_BYTES = 32 * 1024;

    private static final Duration LIMIT = Duration.ofSeconds(1);
    private static final int MAX_ADDRESSES = 1024;

    /** Kept from one dump to the next: opening and closing costs more than the dump. */
    private NetlinkSocket socket;

    private int sequence;

    /**
     * Asks the kernel for all addresses, by interface index.
     *
     * @throws HalException when it refuses or does not answer within a second
     */
    synchronized Map<Integer, List<Address>> addresses() {
        if (socket == null) {
            socket = new NetlinkSocket(NetlinkSocket.ROUTE, 0, DATAGRAM_BYTES, 4 * DATAGRAM_BYTES);
        }
        boolean whole = false;
        try {
            Map<Integer, List<Address>> found = dump();
            whole = true;
            return found;
        } finally {
            if (!whole) {
                // Nobody knows what still comes on it.
                socket.close();
                socket = null;
            }
        }
    }

    private Map<Integer, List<Address>> dump() {
        sequence++;
        socket.send(request(sequence));
        Addresses found = new Addresses(sequence);
        long deadlineNanos = System.nanoTime() + LIMIT.toNanos();
        while (!found.done) {
            NetlinkSocket.Outcome outcome =
                    socket.receive(Duration.ofNanos(Math.max(0, deadlineNanos - System.nanoTime())));
            if (outcome != NetlinkSocket.Outcome.MESSAGE) {
                throw new HalException(HalException.Kind.TIMEOUT, "rtnetlink", "the dump ended with " + outcome);
            }
            found.take(socket.message());
        }
        return found.byInterface;
    }

    private static byte[] request(int sequence) {
        int length = HEADER_BYTES + IFADDRMSG_BYTES;
        return ByteBuffer.allocate(length)
                .order(ByteOrder.nativeOrder())
                .putInt(length)
                .putShort((short) RTM_GETADDR)
                .putShort((short) (NLM_F_REQUEST | NLM_F_DUMP))
                .putInt(sequence)
                .array();
    }

    /** A dump as it comes in. */
    static final class Addresses {
        private final int sequence;
        final Map<Integer, List<Address>> byInterface = new HashMap<>();
        boolean done;
        private int count;

        Addresses(int sequence) {
            this.sequence = sequence;
        }

        /** Takes one datagram: messages one after the other, each aligned to four bytes. */
        void take(ByteBuffer datagram) {
            int at = 0;
            while (!done && at + HEADER_BYTES <= datagram.limit()) {
                int length = datagram.getInt(at);
                if (length < HEADER_BYTES || length > datagram.limit() - at) {
                    throw new HalException(HalException.Kind.MALFORMED, "rtnetlink", "a message of length " + length);
                }
                if (datagram.getInt(at + 8) == sequence) {
                    message(datagram, at, length);
                }
                at += aligned(length);
            }
        }

        private void message(ByteBuffer datagram, int at, int length) {
            switch (datagram.getShort(at + 4)) {
                case NLMSG_DONE -> done = true;
                case NLMSG_ERROR -> {
                    int errno = length >= HEADER_BYTES + 4 ? -datagram.getInt(at + HEADER_BYTES) : 0;
                    throw Errno.exception("rtnetlink", errno, "RTM_GETADDR");
                }
                case RTM_NEWADDR -> address(datagram, at + HEADER_BYTES, at + length);
                default -> {
                    // Not asked for.
                }
            }
        }

        private void address(ByteBuffer datagram, int from, int end) {
            if (end - from < IFADDRMSG_BYTES || count >= MAX_ADDRESSES) {
                return;
            }
            int prefixBits = Byte.toUnsignedInt(datagram.get(from + 1));
            int index = datagram.getInt(from + 4);
            byte[] found = null;
            int at = from + IFADDRMSG_BYTES;
            while (at + 4 <= end) {
                int length = Short.toUnsignedInt(datagram.getShort(at));
                int type = Short.toUnsignedInt(datagram.getShort(at + 2));
                if (length < 4 || length > end - at) {
                    break;
                }
                // On a point-to-point link IFA_ADDRESS is the other side and IFA_LOCAL ours.
                if (type == IFA_LOCAL || type == IFA_ADDRESS && found == null) {
                    found = new byte[length - 4];
                    datagram.get(at + 4, found);
                }
                at += aligned(length);
            }
            add(index, found, prefixBits);
        }

        private void add(int index, byte[] raw, int prefixBits) {
            if (raw == null || raw.length != 4 && raw.length != 16 || prefixBits > raw.length * 8) {
                return;
            }
            try {
                count++;
                byInterface
                        .computeIfAbsent(index, any -> new ArrayList<>())
                        .add(new Address(text(InetAddress.getByAddress(raw)), prefixBits));
            } catch (UnknownHostException impossible) {
                throw new IllegalStateException(impossible);
            }
        }

        private static int aligned(int length) {
            return (length + 3) & ~3;
        }
    }

    /** IPv6 as RFC 5952 writes it: the longest run of zeros is left out. */
    static String text(InetAddress address) {
        byte[] raw = address.getAddress();
        if (raw.length == 4) {
            return address.getHostAddress();
        }
        ByteBuffer groups = ByteBuffer.wrap(raw);
        int bestFrom = -1;
        int bestLength = 1;
        for (int i = 0; i < 8; i++) {
            int run = 0;
            while (i + run < 8 && groups.getShort((i + run) * 2) == 0) {
                run++;
            }
            if (run > bestLength) {
                bestFrom = i;
                bestLength = run;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 8; i++) {
            if (i == bestFrom) {
                text.append("::");
                i += bestLength - 1;
            } else {
                text.append(text.isEmpty() || text.charAt(text.length() - 1) == ':' ? "" : ":")
                        .append(Integer.toHexString(Short.toUnsignedInt(groups.getShort(i * 2))));
            }
        }
        return text.toString();
    }
}
