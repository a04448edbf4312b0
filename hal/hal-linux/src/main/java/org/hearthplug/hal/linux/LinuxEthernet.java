// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.hearthplug.hal.Ethernet;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.HalException.Kind;

/** Ethtool's netlink (Documentation/networking/ethtool-netlink.rst; include/uapi/linux/ethtool_netlink.h, ethtool.h). */
final class LinuxEthernet implements Ethernet {
    private static final int LINKMODES_GET = 4;
    private static final int LINKMODES_SET = 5;
    private static final int WOL_GET = 9;
    private static final int WOL_SET = 10;
    private static final int PAUSE_GET = 21;
    private static final int PAUSE_SET = 22;
    private static final int EEE_GET = 23;
    private static final int EEE_SET = 24;

    private static final int HEADER = 1;
    private static final int HEADER_DEV_NAME = 2;
    private static final int HEADER_FLAGS = 3;
    private static final int FLAG_COMPACT_BITSETS = 1;

    private static final int LINKMODES_AUTONEG = 2;
    private static final int LINKMODES_OURS = 3;
    private static final int LINKMODES_PEER = 4;
    private static final int LINKMODES_SPEED = 5;
    private static final int LINKMODES_DUPLEX = 6;
    private static final int WOL_MODES = 2;
    private static final int PAUSE_AUTONEG = 2;
    private static final int PAUSE_RX = 3;
    private static final int PAUSE_TX = 4;
    private static final int EEE_MODES_OURS = 2;
    private static final int EEE_MODES_PEER = 3;
    private static final int EEE_ACTIVE = 4;
    private static final int EEE_ENABLED = 5;

    /** IFNAMSIZ without its NUL, and what the kernel lets into a name. */
    private static final Pattern NAME = Pattern.compile("[^/:\\s\\p{Cntrl}]{1,15}");

    /** Bits of {@code enum ethtool_link_mode_bit_indices} up to 10 Gbit/s. */
    private static final Map<Integer, Mode> MODES = modes();

    private static Map<Integer, Mode> modes() {
        Map<Integer, Mode> modes = new TreeMap<>();
        add(modes, 10, Duplex.HALF, 0);
        add(modes, 10, Duplex.FULL, 1, 92);
        add(modes, 100, Duplex.HALF, 2, 90);
        add(modes, 100, Duplex.FULL, 3, 67, 91);
        add(modes, 1000, Duplex.HALF, 4);
        add(modes, 1000, Duplex.FULL, 5, 17, 41, 68);
        add(modes, 2500, Duplex.FULL, 15, 47);
        add(modes, 5000, Duplex.FULL, 48);
        add(modes, 10_000, Duplex.FULL, 12, 18, 19, 42, 43, 44, 45, 46);
        return Map.copyOf(modes);
    }

    private static void add(Map<Integer, Mode> modes, int mbps, Duplex duplex, int... bits) {
        for (int bit : bits) {
            modes.put(bit, new Mode(mbps, duplex));
        }
    }

    private final NetlinkFamily ethtool;

    LinuxEthernet(NetlinkFamily ethtool) {
        this.ethtool = ethtool;
    }

    @Override
    public Modes modes(String link) {
        Attributes said = get(link, LINKMODES_GET);
        Bitset ours = Bitset.of(said.nested(LINKMODES_OURS));
        int mbps = said.integer(LINKMODES_SPEED).orElse(-1);
        return new Modes(
                said.flag(LINKMODES_AUTONEG),
                mbps > 0 ? OptionalInt.of(mbps) : OptionalInt.empty(),
                switch (said.integer(LINKMODES_DUPLEX).orElse(-1)) {
                    case 0 -> Optional.of(Duplex.HALF);
                    case 1 -> Optional.of(Duplex.FULL);
                    default -> Optional.empty();
                },
                named(ours.mask()),
                named(ours.value()),
                named(Bitset.of(said.nested(LINKMODES_PEER)).value()));
    }

    private static List<Mode> named(byte[] bits) {
        return MODES.keySet().stream()
                .filter(bit -> Bitset.has(bits, bit))
                .map(MODES::get)
                .distinct()
                .sorted(Comparator.comparingInt(Mode::mbps).thenComparing(Mode::duplex))
                .toList();
    }

    @Override
    public void advertise(String link, OptionalInt maxMbps) {
        Bitset ours = Bitset.of(get(link, LINKMODES_GET).nested(LINKMODES_OURS));
        List<Integer> can = MODES.keySet().stream()
                .filter(bit -> Bitset.has(ours.mask(), bit))
                .toList();
        if (can.isEmpty()) {
            throw new HalException(Kind.UNSUPPORTED, link, "its driver offers no choice of speeds");
        }
        List<Integer> wanted = can.stream()
                .filter(bit -> MODES.get(bit).mbps() <= maxMbps.orElse(Integer.MAX_VALUE))
                .toList();
        if (wanted.isEmpty()) {
            throw new HalException(Kind.OUT_OF_RANGE, link, "it has no speed of " + maxMbps.orElse(0) + " or below");
        }
        set(
                link,
                LINKMODES_SET,
                body -> body.u8(LINKMODES_AUTONEG, 1).nest(LINKMODES_OURS, bits -> Bitset.write(bits, wanted, can)));
    }

    @Override
    public Pause pause(String link) {
        Attributes said = get(link, PAUSE_GET);
        return new Pause(said.flag(PAUSE_AUTONEG), said.flag(PAUSE_RX), said.flag(PAUSE_TX));
    }

    @Override
    public void pause(String link, Pause wanted) {
        set(
                link,
                PAUSE_SET,
                body -> body.u8(PAUSE_AUTONEG, wanted.negotiated() ? 1 : 0)
                        .u8(PAUSE_RX, wanted.receive() ? 1 : 0)
                        .u8(PAUSE_TX, wanted.send() ? 1 : 0));
    }

    @Override
    public EnergyEfficient energyEfficient(String link) {
        Attributes said = get(link, EEE_GET);
        return new EnergyEfficient(
                said.flag(EEE_ENABLED),
                said.flag(EEE_ACTIVE),
                named(Bitset.of(said.nested(EEE_MODES_OURS)).value()),
                named(Bitset.of(said.nested(EEE_MODES_PEER)).value()));
    }

    @Override
    public void energyEfficient(String link, boolean on) {
        set(link, EEE_SET, body -> body.u8(EEE_ENABLED, on ? 1 : 0));
    }

    @Override
    public WakeOnLan wakeOnLan(String link) {
        Bitset modes = Bitset.of(get(link, WOL_GET).nested(WOL_MODES));
        return new WakeOnLan(wakes(modes.mask()), wakes(modes.value()));
    }

    private static Set<Wake> wakes(byte[] bits) {
        Set<Wake> wakes = EnumSet.noneOf(Wake.class);
        for (Wake wake : Wake.values()) {
            if (Bitset.has(bits, wake.ordinal())) {
                wakes.add(wake);
            }
        }
        return wakes;
    }

    @Override
    public void wakeOnLan(String link, Set<Wake> on) {
        Set<Wake> can = wakeOnLan(link).supported();
        if (!can.containsAll(on)) {
            throw new HalException(Kind.UNSUPPORTED, link, "it wakes by " + can + " only");
        }
        if (can.isEmpty()) {
            return;
        }
        List<Integer> wanted = on.stream().map(Wake::ordinal).toList();
        List<Integer> all = can.stream().map(Wake::ordinal).toList();
        set(link, WOL_SET, body -> body.nest(WOL_MODES, bits -> Bitset.write(bits, wanted, all)));
    }

    private Attributes get(String link, int command) {
        List<Attributes> answers = ask(link, command, body -> {});
        if (answers.isEmpty()) {
            throw new HalException(Kind.UNSUPPORTED, link, "its driver says nothing");
        }
        return answers.getFirst();
    }

    private void set(String link, int command, Consumer<Attributes.Writer> values) {
        ask(link, command, values);
    }

    private List<Attributes> ask(String link, int command, Consumer<Attributes.Writer> values) {
        if (!NAME.matcher(link).matches()) {
            throw new HalException(Kind.GONE, Text.clean(link), "there is no such interface");
        }
        Attributes.Writer body = new Attributes.Writer()
                .nest(HEADER, header -> header.text(HEADER_DEV_NAME, link).u32(HEADER_FLAGS, FLAG_COMPACT_BITSETS));
        values.accept(body);
        try {
            // A driver may hold this up under the kernel's lock, which no socket option shortens.
            return Bounded.call(link, () -> ethtool.ask(command, false, body))
                    .orElseThrow(() -> new HalException(Kind.UNSUPPORTED, link, "the kernel lacks ethtool's netlink"));
        } catch (HalException failure) {
            throw new HalException(
                    failure.kind(),
                    link,
                    failure.errno().orElse(0),
                    "ethtool command " + command + ": " + failure.getMessage(),
                    failure);
        }
    }

    /**
     * The kernel's compact bit set: 32-bit words in the machine's order.
     *
     * @param value bits that are on
     * @param mask bits that can be on
     */
    private record Bitset(byte[] value, byte[] mask) {
        private static final int SIZE = 2;
        private static final int VALUE = 4;
        private static final int MASK = 5;
        private static final int MAX_BITS = 128;

        static Bitset of(Attributes said) {
            return new Bitset(
                    said.bytes(VALUE).orElse(new byte[0]), said.bytes(MASK).orElse(new byte[0]));
        }

        // Both of our processors are little-endian, so words of four bytes and bytes number bits alike.
        static boolean has(byte[] bits, int bit) {
            return bit / 8 < bits.length && (bits[bit / 8] >> bit % 8 & 1) != 0;
        }

        static void write(Attributes.Writer into, List<Integer> on, List<Integer> changed) {
            List<Integer> both = new ArrayList<>(changed);
            both.addAll(on);
            int words = both.stream().mapToInt(bit -> bit / 32 + 1).max().orElse(1);
            into.u32(SIZE, Math.min(words * 32, MAX_BITS))
                    .bytes(VALUE, bits(on, words * 4))
                    .bytes(MASK, bits(changed, words * 4));
        }

        private static byte[] bits(List<Integer> set, int length) {
            byte[] bits = new byte[length];
            set.forEach(bit -> bits[bit / 8] |= (byte) (1 << bit % 8));
            return bits;
        }
    }
}
