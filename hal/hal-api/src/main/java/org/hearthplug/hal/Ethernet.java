// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * What Ethernet interfaces negotiate. Each operation waits 2 s at most; changing what is advertised makes the link
 * negotiate again, which interrupts it for 1 to 4 s.
 *
 * <p>Each operation fails with GONE when no such interface is there, UNSUPPORTED when its driver does not offer it, DENIED
 * without the right, TIMEOUT when the driver does not answer.
 */
public interface Ethernet {
    /** What the link runs at, and what each side offers. */
    Modes modes(String link);

    /**
     * Limits the speed that is advertised to the other side.
     *
     * @param maxMbps highest speed, in megabits a second; empty: all that the hardware can
     * @throws HalException OUT_OF_RANGE when the hardware has no speed so low
     */
    void advertise(String link, OptionalInt maxMbps);

    /** Flow control by pause frames. */
    Pause pause(String link);

    /** Sets flow control; with {@code negotiated}, the other side has a say. */
    void pause(String link, Pause wanted);

    /** Energy-efficient Ethernet (IEEE 802.3az): the link sleeps between packets. */
    EnergyEfficient energyEfficient(String link);

    /** Offers energy-efficient Ethernet to the other side, or does not. */
    void energyEfficient(String link, boolean on);

    /** What wakes the machine. */
    WakeOnLan wakeOnLan(String link);

    /**
     * Chooses what wakes the machine; none: nothing does.
     *
     * @throws HalException UNSUPPORTED for what is not among {@link WakeOnLan#supported}
     */
    void wakeOnLan(String link, Set<Wake> on);

    /** Duplex. */
    enum Duplex {
        HALF,
        FULL
    }

    /**
     * A speed with its duplex.
     *
     * @param mbps megabits a second
     * @param duplex both ways at once, or not
     */
    record Mode(int mbps, Duplex duplex) {}

    /**
     * Modes of a link. Only those of the speeds 10 Mbit/s to 10 Gbit/s are listed, each once, ascending.
     *
     * @param autonegotiation true when the sides agree on a speed
     * @param mbps speed now, if there is a carrier and the driver tells
     * @param duplex duplex now, likewise
     * @param supported what the hardware can
     * @param advertised what it offers to the other side
     * @param partner what the other side offers, if it has told
     */
    record Modes(
            boolean autonegotiation,
            OptionalInt mbps,
            Optional<Duplex> duplex,
            List<Mode> supported,
            List<Mode> advertised,
            List<Mode> partner) {
        public Modes {
            supported = List.copyOf(supported);
            advertised = List.copyOf(advertised);
            partner = List.copyOf(partner);
        }
    }

    /**
     * Flow control.
     *
     * @param negotiated agreed with the other side
     * @param receive pause frames are obeyed
     * @param send pause frames are sent
     */
    record Pause(boolean negotiated, boolean receive, boolean send) {}

    /**
     * Energy-efficient Ethernet.
     *
     * @param enabled offered
     * @param active both sides agreed
     * @param advertised modes it is offered in
     * @param partner modes the other side offers it in
     */
    record EnergyEfficient(boolean enabled, boolean active, List<Mode> advertised, List<Mode> partner) {
        public EnergyEfficient {
            advertised = List.copyOf(advertised);
            partner = List.copyOf(partner);
        }
    }

    /** What can wake a machine, in the order of the kernel's bits. */
    enum Wake {
        PHY,
        UNICAST,
        MULTICAST,
        BROADCAST,
        ARP,
        MAGIC_PACKET,
        MAGIC_PACKET_WITH_PASSWORD,
        FILTER
    }

    /**
     * Waking.
     *
     * @param supported what the hardware can
     * @param on what wakes it now
     */
    record WakeOnLan(Set<Wake> supported, Set<Wake> on) {
        public WakeOnLan {
            supported = Set.copyOf(supported);
            on = Set.copyOf(on);
        }
    }
}
