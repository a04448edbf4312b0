// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.Network.Address;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RouteNetlinkTest {
    private static final int SEQUENCE = 42;

    @Test
    void thisMachinesAddressesAreThoseThatJavaKnows() throws Exception {
        Map<Integer, List<Address>> found = new RouteNetlink().addresses();
        for (NetworkInterface one : NetworkInterface.networkInterfaces().toList()) {
            List<String> expected = one.getInterfaceAddresses().stream()
                    .map(a -> RouteDump.text(a.getAddress()) + "/" + a.getNetworkPrefixLength())
                    .sorted()
                    .toList();
            assertThat(found.getOrDefault(one.getIndex(), List.of()).stream()
                            .map(Object::toString)
                            .sorted()
                            .toList())
                    .as(one.getName())
                    .isEqualTo(expected);
        }
    }

    @Test
    void ourSideOfAPointToPointLinkIsTold() throws UnknownHostException {
        ByteBuffer dump = message(20, 40);
        dump.put((byte) 2).put((byte) 32).putShort((short) 0).putInt(7);
        attribute(dump, 1, "10.9.9.9");
        attribute(dump, 2, "10.0.0.1");
        RouteNetlink.Addresses addresses = take(dump);
        assertThat(addresses.byInterface).isEqualTo(Map.of(7, List.of(new Address("10.0.0.1", 32))));
        assertThat(addresses.done).isFalse();
    }

    @Test
    void aRefusalIsTyped() {
        ByteBuffer error = message(2, 20).putInt(-1);
        assertThatThrownBy(() -> take(error))
                .isInstanceOfSatisfying(
                        HalException.class, e -> assertThat(e.kind()).isEqualTo(HalException.Kind.DENIED));
    }

    @Test
    void anotherCallersAnswerIsNotTaken() throws UnknownHostException {
        ByteBuffer dump = message(3, 20).putInt(0);
        dump.putInt(8, SEQUENCE + 1);
        assertThat(take(dump).done).isFalse();
    }

    @Test
    void brokenDumpsAreRefusedOrReadInPart() throws UnknownHostException {
        ByteBuffer dump = message(20, 40);
        dump.put((byte) 2).put((byte) 24).putShort((short) 0).putInt(2);
        attribute(dump, 1, "10.0.2.15");
        attribute(dump, 2, "10.0.2.15");
        Random random = new Random(11);
        int read = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] broken = Arrays.copyOf(dump.array(), random.nextInt(dump.capacity() * 2));
            for (int i = random.nextInt(4); i > 0 && broken.length > 0; i--) {
                broken[random.nextInt(broken.length)] = (byte) random.nextInt(64);
            }
            RouteNetlink.Addresses addresses = new RouteNetlink.Addresses(SEQUENCE);
            try {
                addresses.take(ByteBuffer.wrap(broken).order(ByteOrder.nativeOrder()));
                read += addresses.byInterface.size();
            } catch (HalException refused) {
                assertThat(refused.kind()).isNotNull();
            }
        }
        assertThat(read).isGreaterThan(1_000);
    }

    @Test
    void aRouteIsWhereToOverWhatAndHow() throws UnknownHostException {
        ByteBuffer dump = route(2, 16, 254, 1, 0);
        attribute(dump, 1, "10.9.0.0");
        attribute(dump, 5, "10.0.2.2");
        number(dump, 4, 7);
        number(dump, 6, -1);
        assertThat(table(dump).entries)
                .containsExactly(new RouteTable.Entry(
                        new Address("10.9.0.0", 16), Optional.of("10.0.2.2"), 7, 4_294_967_295L, true));
    }

    @Test
    void theDefaultRouteOfAnInterfaceWithoutCarrierIsNotUsable() throws UnknownHostException {
        ByteBuffer dump = route(10, 0, 254, 1, 16);
        attribute(dump, 5, "fe80::1");
        number(dump, 4, 3);
        assertThat(table(dump).entries)
                .containsExactly(new RouteTable.Entry(new Address("::", 0), Optional.of("fe80::1"), 3, 0, false));
    }

    /** The table of local addresses, a broadcast, a cached one, and one over several interfaces. */
    @Test
    void whatTheKernelKeepsForItselfIsNoRoute() {
        assertThat(table(number(route(2, 32, 255, 1, 0), 4, 1)).entries).isEmpty();
        assertThat(table(number(route(2, 32, 254, 3, 0), 4, 1)).entries).isEmpty();
        assertThat(table(number(route(2, 32, 254, 1, 0x200), 4, 1)).entries).isEmpty();
        assertThat(table(route(2, 0, 254, 1, 0)).entries).isEmpty();
        // A table above 255 is told in an attribute.
        assertThat(table(number(number(route(2, 0, 254, 1, 0), 4, 1), 15, 1000)).entries)
                .isEmpty();
    }

    @Test
    void brokenRoutesAreRefusedOrReadInPart() throws UnknownHostException {
        ByteBuffer dump = route(2, 16, 254, 1, 0);
        attribute(dump, 1, "10.9.0.0");
        attribute(dump, 5, "10.0.2.2");
        number(dump, 4, 7);
        Random random = new Random(12);
        int read = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] broken = Arrays.copyOf(dump.array(), random.nextInt(dump.capacity() * 2));
            for (int i = random.nextInt(4); i > 0 && broken.length > 0; i--) {
                broken[random.nextInt(broken.length)] = (byte) random.nextInt(64);
            }
            RouteTable table = new RouteTable(SEQUENCE);
            try {
                table.take(ByteBuffer.wrap(broken).order(ByteOrder.nativeOrder()));
                read += table.entries.size();
            } catch (HalException refused) {
                assertThat(refused.kind()).isNotNull();
            }
        }
        assertThat(read).isGreaterThan(1_000);
    }

    /** Room for the attributes behind it; what is not filled reads as an attribute of length 0, which ends a message. */
    private static ByteBuffer route(int family, int prefixBits, int table, int type, int flags) {
        return message(24, 76)
                .put((byte) family)
                .put((byte) prefixBits)
                .putShort((short) 0)
                .put((byte) table)
                .putShort((short) 0)
                .put((byte) type)
                .putInt(flags);
    }

    private static ByteBuffer number(ByteBuffer into, int type, int value) {
        return into.putShort((short) 8).putShort((short) type).putInt(value);
    }

    private static RouteTable table(ByteBuffer datagram) {
        RouteTable table = new RouteTable(SEQUENCE);
        table.take(datagram);
        return table;
    }

    // RFC 5952, 4: examples and rules.
    @ParameterizedTest
    @CsvSource({
        "2001:db8:0:0:1:0:0:1, 2001:db8::1:0:0:1",
        "2001:0db8:0000:0000:0000:0000:0002:0001, 2001:db8::2:1",
        "2001:db8:0:1:1:1:1:1, 2001:db8:0:1:1:1:1:1",
        "0:0:0:0:0:0:0:1, ::1",
        "0:0:0:0:0:0:0:0, ::",
        "fe80:0:0:0:0:0:0:0, fe80::",
        "2001:0:0:1:0:0:0:1, 2001:0:0:1::1",
        "192.0.2.1, 192.0.2.1"
    })
    void addressesAreWrittenAsRfc5952Says(String in, String out) throws UnknownHostException {
        assertThat(RouteDump.text(InetAddress.getByName(in))).isEqualTo(out);
    }

    private static RouteNetlink.Addresses take(ByteBuffer datagram) {
        RouteNetlink.Addresses addresses = new RouteNetlink.Addresses(SEQUENCE);
        addresses.take(datagram);
        return addresses;
    }

    private static ByteBuffer message(int type, int length) {
        return ByteBuffer.allocate(length)
                .order(ByteOrder.nativeOrder())
                .putInt(length)
                .putShort((short) type)
                .putShort((short) 2)
                .putInt(SEQUENCE)
                .putInt(0);
    }

    private static void attribute(ByteBuffer into, int type, String address) throws UnknownHostException {
        byte[] raw = InetAddress.getByName(address).getAddress();
        into.putShort((short) (4 + raw.length)).putShort((short) type).put(raw);
    }
}
