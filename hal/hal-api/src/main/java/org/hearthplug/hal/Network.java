// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Network interfaces and the ways out over them. Nothing here waits for hardware; the kernel is given a second to answer.
 *
 * <p>Each operation fails with TIMEOUT when the kernel does not answer, MALFORMED when its answer makes no sense, DENIED when it refuses.
 */
public interface Network {
    /** Lists interfaces in the order of their names, 256 at most. */
    List<Link> links();

    /**
     * Lists the routes of the kernel's main table, v4 and v6, the lowest metric first, 1,024 at most: those that lead somewhere over one
     * interface, not the kernel's own for its addresses and broadcasts.
     */
    List<Route> routes();

    /** What an interface is. */
    enum Kind {
        ETHERNET,
        WIFI,
        LOOPBACK,
        /** Made by software: bridges, tunnels, dummies. */
        OTHER
    }

    /**
     * One interface.
     *
     * @param name the kernel's name, {@code eth0}
     * @param index the kernel's number
     * @param kind what it is
     * @param mac hardware address, lower case with colons; absent when it has none
     * @param up true when it was switched on
     * @param carrier true when the other side of the link is there
     * @param speedMbps negotiated speed in megabits a second, when there is one
     * @param mtuBytes largest packet
     * @param addresses addresses in the kernel's order
     * @param statistics counters since the interface appeared
     */
    record Link(
            String name,
            int index,
            Kind kind,
            Optional<String> mac,
            boolean up,
            boolean carrier,
            OptionalInt speedMbps,
            int mtuBytes,
            List<Address> addresses,
            Statistics statistics) {
        public Link {
            addresses = List.copyOf(addresses);
        }
    }

    /**
     * An address of an interface.
     *
     * @param text the address, {@code 10.0.2.15} or {@code fe80::1}
     * @param prefixBits length of the network's prefix
     */
    record Address(String text, int prefixBits) {
        @Override
        public String toString() {
            return text + "/" + prefixBits;
        }
    }

    /**
     * Counters since the interface appeared.
     *
     * @param rxBytes bytes received
     * @param txBytes bytes sent
     * @param rxErrors packets received broken
     * @param txErrors packets that could not be sent
     */
    record Statistics(long rxBytes, long txBytes, long rxErrors, long txErrors) {}

    /**
     * Where packets for some addresses go.
     *
     * @param destination the network; {@code 0.0.0.0/0} or {@code ::/0} is everywhere else, the default route
     * @param gateway the router that takes them; absent when the destination is on the link itself
     * @param link name of the interface
     * @param metric of two ways to the same destination the lower is taken, 0 to 4294967295
     * @param usable false while the interface has no carrier
     */
    record Route(Address destination, Optional<String> gateway, String link, long metric, boolean usable) {
        /** True for the way to everywhere that has no other. */
        public boolean isDefault() {
            return destination.prefixBits() == 0;
        }
    }
}
