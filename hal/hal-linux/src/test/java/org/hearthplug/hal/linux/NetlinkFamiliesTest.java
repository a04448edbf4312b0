// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import org.hearthplug.hal.Ethernet;
import org.hearthplug.hal.Ethernet.Duplex;
import org.hearthplug.hal.Ethernet.Mode;
import org.hearthplug.hal.Ethernet.Wake;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.HalException.Kind;
import org.hearthplug.hal.Wifi;
import org.hearthplug.hal.Wifi.Security;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ethtool and nl80211 over answers that the test makes, the damaged ones too. */
class NetlinkFamiliesTest {
    /** Answers each question with the same, and keeps the questions. */
    private static final class Script implements NetlinkFamily {
        private final List<byte[]> questions = new ArrayList<>();
        private Attributes.Writer answer = new Attributes.Writer();

        @Override
        public Optional<List<Attributes>> ask(int command, boolean dump, Attributes.Writer body) {
            questions.add(body.toBytes());
            return Optional.of(List.of(parse(answer.toBytes())));
        }

        @Override
        public Optional<NetlinkSocket> listen(String group) {
            return Optional.empty();
        }
    }

    private static Attributes parse(byte[] raw) {
        return Attributes.of(ByteBuffer.wrap(raw).order(ByteOrder.nativeOrder()), 0, raw.length);
    }

    /** Bits 0 to 5 (10 to 1000 Mbit/s) supported, those up to 100 advertised, as the kernel's compact set. */
    private static Script gigabit() {
        Script script = new Script();
        script.answer = new Attributes.Writer()
                .u8(2, 1)
                .nest(
                        3,
                        set -> set.u32(2, 93)
                                .bytes(4, new byte[] {0x0F, 0, 0, 0})
                                .bytes(5, new byte[] {0x3F, 0, 0, 0}))
                .u32(5, 100)
                .u8(6, 1);
        return script;
    }

    @Test
    void linkModesAreNamed() {
        Ethernet.Modes modes = new LinuxEthernet(gigabit()).modes("eth0");
        assertThat(modes.autonegotiation()).isTrue();
        assertThat(modes.mbps()).hasValue(100);
        assertThat(modes.duplex()).contains(Duplex.FULL);
        assertThat(modes.supported()).hasSize(6).endsWith(new Mode(1000, Duplex.FULL));
        assertThat(modes.advertised()).hasSize(4).endsWith(new Mode(100, Duplex.FULL));
    }

    @Test
    void aLimitChangesSpeedsOnlyAndOnlyThoseThatAreThere() {
        Script script = gigabit();
        new LinuxEthernet(script).advertise("eth0", OptionalInt.of(10));
        Attributes asked = parse(script.questions.getLast());
        assertThat(asked.nested(1).text(2)).contains("eth0");
        assertThat(asked.integer(2)).hasValue(1);
        assertThat(asked.nested(3).bytes(4).orElseThrow()).containsExactly(0x03, 0, 0, 0);
        assertThat(asked.nested(3).bytes(5).orElseThrow()).containsExactly(0x3F, 0, 0, 0);
        assertThat(catchThrowableOfType(
                                HalException.class,
                                () -> new LinuxEthernet(script).advertise("eth0", OptionalInt.of(5)))
                        .kind())
                .isEqualTo(Kind.OUT_OF_RANGE);
    }

    @Test
    void wakingIsByTheBitsOfTheKernel() {
        Script script = new Script();
        script.answer = new Attributes.Writer()
                .nest(2, set -> set.bytes(4, new byte[] {0x20, 0, 0, 0}).bytes(5, new byte[] {0x21, 0, 0, 0}));
        Ethernet ethernet = new LinuxEthernet(script);
        assertThat(ethernet.wakeOnLan("eth0"))
                .isEqualTo(new Ethernet.WakeOnLan(Set.of(Wake.PHY, Wake.MAGIC_PACKET), Set.of(Wake.MAGIC_PACKET)));
        assertThat(catchThrowableOfType(HalException.class, () -> ethernet.wakeOnLan("eth0", Set.of(Wake.ARP)))
                        .kind())
                .isEqualTo(Kind.UNSUPPORTED);
    }

    private static Optional<Wifi.Network> heard(String elements, int capability) {
        Attributes.Writer bss = new Attributes.Writer()
                .bytes(1, HexFormat.of().parseHex("0211223344aa"))
                .u32(2, 2437)
                .bytes(5, new byte[] {(byte) capability, 0})
                .bytes(6, HexFormat.of().parseHex(elements))
                .u32(7, -4200)
                .u32(10, 30);
        return ScanResult.read(parse(bss.toBytes()));
    }

    /** SSID "home" is 0004686f6d65; RSN elements with AKM suites 2 (PSK), 8 (SAE), 1 (802.1X). */
    @ParameterizedTest
    @CsvSource({
        "0004686f6d65, 0, OPEN",
        "0004686f6d65, 16, WEP",
        "0004686f6d65dd040050f201, 16, WPA",
        "0004686f6d6530140100000fac040100000fac040100000fac020000, 16, WPA2",
        "0004686f6d6530140100000fac040100000fac040100000fac080000, 16, WPA3",
        "0004686f6d6530180100000fac040100000fac040200000fac02000fac080000, 16, WPA2_WPA3",
        "0004686f6d6530140100000fac040100000fac040100000fac010000, 16, ENTERPRISE"
    })
    void networksByWhatTheyAnnounce(String elements, int capability, Security security) {
        Wifi.Network network = heard(elements, capability).orElseThrow();
        assertThat(network.security()).isEqualTo(security);
        assertThat(network.ssid()).contains("home");
        assertThat(network.bssid()).isEqualTo("02:11:22:33:44:aa");
        assertThat(network.signalDbm()).hasValue(-42);
    }

    @Test
    void damagedElementsAndMessagesAreReadAsFarAsTheyGo() {
        Random random = new Random(29);
        byte[] elements =
                HexFormat.of().parseHex("0004686f6d6530180100000fac040100000fac040200000fac02000fac080000dd040050f201");
        for (int round = 0; round < 20_000; round++) {
            byte[] damaged = java.util.Arrays.copyOf(elements, random.nextInt(elements.length * 2));
            for (int i = random.nextInt(6); i > 0 && damaged.length > 0; i--) {
                damaged[random.nextInt(damaged.length)] = (byte) random.nextInt();
            }
            heard(HexFormat.of().formatHex(damaged), 16);
            parse(damaged).elements();
            GenericNetlink.Answers answers = new GenericNetlink.Answers(2, "fuzz");
            ByteBuffer datagram = ByteBuffer.wrap(damaged).order(ByteOrder.nativeOrder());
            HalException failure = catchThrowableOfType(HalException.class, () -> answers.take(datagram));
            assertThat(failure == null || failure.kind() != null).isTrue();
            NetlinkEvent.of(datagram);
        }
    }

    @Test
    void aStationsSignalIsOneSignedByte() {
        Script script = new Script();
        script.answer = new Attributes.Writer()
                .bytes(6, HexFormat.of().parseHex("020000000100"))
                .nest(
                        21,
                        info -> info.u8(7, 0xD6)
                                .nest(8, rate -> rate.u32(5, 650))
                                .u32(16, 77));
        Path root = Path.of("/");
        LinuxWifi wifi = new LinuxWifi(new KernelFiles(root), script);
        Wifi.Station station = wifi.stations("lo").getFirst();
        assertThat(station.signalDbm()).hasValue(-42);
        assertThat(station.sendKbps()).hasValue(65_000);
        assertThat(station.connected()).hasSeconds(77);
    }

    /** A station that wpa_supplicant associates has no name of its own. */
    @Test
    void aStationsNetworkIsTheOneMarkedAmongWhatWasHeard() {
        Script script = new Script();
        LinuxWifi wifi = new LinuxWifi(new KernelFiles(Path.of("/")), script);
        script.answer = station(1);
        assertThat(wifi.radios().getFirst().ssid()).contains("Home");
        script.answer = station(0);
        assertThat(wifi.radios().getFirst().ssid()).isEmpty();
    }

    private static Attributes.Writer station(int status) {
        return new Attributes.Writer()
                .u32(3, 7)
                .text(4, "wlan0")
                .u32(5, 2)
                .u32(38, 2412)
                .nest(
                        47,
                        bss -> bss.bytes(1, HexFormat.of().parseHex("020000000100"))
                                .bytes(6, HexFormat.of().parseHex("0004486f6d65"))
                                .u32(9, status));
    }

    @Test
    void textFromTheAirHasNoControlCharacters() {
        String escape = HexFormat.of().formatHex("a\u001b[31m".getBytes(StandardCharsets.US_ASCII));
        assertThat(heard("0006" + escape, 0).orElseThrow().ssid()).contains("a[31m");
    }
}
