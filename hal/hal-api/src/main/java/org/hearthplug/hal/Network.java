// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Network interfaces. */
public interface Network {
    /** Lists interfaces in the order of their names. Does not block on hardware. */
    List<Link> links();

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
}
