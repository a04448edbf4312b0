// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.hardware;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hearthplug.hal.Gpio;
import org.hearthplug.hal.SerialPorts;
import org.hearthplug.hal.Usb;
import org.hearthplug.hal.contract.ScriptedHardware;
import org.hearthplug.runtime.platform.HardwareMessages;
import org.hearthplug.runtime.platform.HardwareMessages.Fact;
import org.hearthplug.runtime.platform.HardwareMessages.Part;
import org.hearthplug.runtime.platform.HardwareMessages.PartsReply;
import org.hearthplug.runtime.varlink.AccessPolicy;
import org.hearthplug.runtime.varlink.ServiceInfo;
import org.hearthplug.runtime.varlink.VarlinkClient;
import org.hearthplug.runtime.varlink.VarlinkServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** All hardware in one list: over scripted parts, through the socket, and as {@code hearth hw} prints it. */
@Timeout(120)
class HardwareServiceTest {
    private final ScriptedHardware hardware = new ScriptedHardware();

    private static Map<String, Part> parts(PartsReply reply) {
        return HwCommand.byName(reply);
    }

    private static Optional<String> fact(Part part, String name) {
        return part.facts().stream()
                .filter(fact -> fact.name().equals(name))
                .map(Fact::value)
                .findFirst();
    }

    @Test
    void eachKindIsToldWithItsFacts() {
        PartsReply reply = new HardwareParts(hardware, new Providers()).read();
        assertThat(reply.missing()).isEmpty();
        assertThat(reply.parts().stream().map(Part::kind))
                .contains("board", "usb", "disk", "ethernet", "wifi", "watchdog", "clock", "random", "sensor");
        Part watchdog = parts(reply).get("watchdog watchdog0");
        assertThat(fact(watchdog, "state")).contains("not armed");
        try (var armed = hardware.watchdogs().arm("watchdog0", Duration.ofSeconds(90))) {
            Part now =
                    parts(new HardwareParts(hardware, new Providers()).read()).get("watchdog watchdog0");
            assertThat(fact(now, "state")).contains("armed");
            assertThat(fact(now, "waits")).contains("90 s");
            armed.feed();
        }
        assertThat(parts(reply)).hasSameSizeAs(reply.parts());
    }

    @Test
    void aDiskSaysHowItIsAndOneThatSleepsIsLeftAsleep() {
        Part disk = parts(new HardwareParts(hardware, new Providers()).read()).get("disk sda");
        assertThat(fact(disk, "health")).contains("good");
        assertThat(fact(disk, "temperature")).contains("31 °C");
        assertThat(fact(disk, "powered")).contains("1234 h");
        hardware.diskControl().rest("sda", Optional.of(Duration.ofSeconds(60)));
        Part asleep = parts(new HardwareParts(hardware, new Providers()).read()).get("disk sda");
        assertThat(fact(asleep, "health")).contains("asleep");
        assertThat(fact(asleep, "temperature")).isEmpty();
    }

    @Test
    void aHubSaysHowItSwitchesThePowerOfItsPorts() {
        Map<String, Part> parts = parts(new HardwareParts(hardware, new Providers()).read());
        assertThat(fact(parts.get("usb usb1"), "port-power")).contains("each");
        assertThat(fact(parts.get("usb 1-1"), "port-power")).as("a stick").isEmpty();
    }

    @Test
    void linesAndSerialPortsAreToldWhereTheImageHasTheirLibraries() {
        Providers none = new Providers() {
            @Override
            public Optional<Gpio> gpio() {
                return Optional.empty();
            }

            @Override
            public Optional<SerialPorts> serial() {
                return Optional.empty();
            }
        };
        assertThat(new HardwareParts(hardware, none).read().parts())
                .extracting(Part::kind)
                .doesNotContain("gpio", "serial");
        Part chip =
                parts(new HardwareParts(hardware, new ScriptedLines()).read()).get("gpio gpiochip0");
        assertThat(fact(chip, "lines")).contains("8");
        // Those that the image has are found; what they find depends on the machine.
        assertThat(new Providers().gpio()).isPresent();
        assertThat(new Providers().serial()).isPresent();
    }

    @Test
    void whatDoesNotAnswerIsNamedAndTheRestIsThere() {
        hardware.failing.add("usb");
        hardware.failing.add("wifi");
        PartsReply reply = new HardwareParts(hardware, new Providers()).read();
        assertThat(reply.missing()).containsExactlyInAnyOrder("usb", "wifi");
        assertThat(reply.parts().stream().map(Part::kind))
                .contains("board", "disk")
                .doesNotContain("usb");
    }

    @Test
    void theCommandAsksOverTheSocket() throws Exception {
        Path folder = Files.createTempDirectory("hw");
        Path socket = folder.resolve("s");
        VarlinkServer server = new VarlinkServer(
                new VarlinkServer.Endpoint(socket, null),
                new ServiceInfo("Hearth", "test", "0", "https://hearthplug.org/"),
                AccessPolicy.byUser(System.getProperty("user.name"), Map.of()),
                VarlinkServer.Limits.DEFAULT,
                List.of(new HardwareService(hardware, new Providers()).describe()));
        server.start();
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (VarlinkClient client = new VarlinkClient(socket, 1 << 20)) {
            HwCommand command = new HwCommand(new PrintStream(printed, true, StandardCharsets.UTF_8), client);
            assertThat(command.run()).isZero();
            assertThat(printed.toString(StandardCharsets.UTF_8))
                    .contains("watchdog0")
                    .contains("usb\n");
            printed.reset();
            assertThat(command.run("--json")).isZero();
            PartsReply reply = HardwareMessages.PARTS_REPLY.fromJson(printed.toString(StandardCharsets.UTF_8));
            assertThat(reply.parts()).isNotEmpty();
            assertThat(command.run("--nonsense")).isEqualTo(2);
        } finally {
            server.close();
            Files.deleteIfExists(socket);
            Files.delete(folder);
        }
    }

    @Test
    void aPersonReadsASentenceWhereAProgramReadsAWord() {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        HwCommand command = new HwCommand(new PrintStream(printed, true, StandardCharsets.UTF_8), null);
        Part disk = new Part("disk", "sda", null, "a disk", List.of(new Fact("health", "failing")));
        command.tell(new java.util.HashMap<>(), HwCommand.byName(new PartsReply(List.of(disk), List.of())));
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("health: it expects to fail soon: copy");
        printed.reset();
        for (Usb.Switching switching : Usb.Switching.values()) {
            Part hub = new Part(
                    "usb", "1-1", null, "a hub", List.of(new Fact("port-power", HardwareParts.word(switching))));
            command.tell(new java.util.HashMap<>(), HwCommand.byName(new PartsReply(List.of(hub), List.of())));
        }
        assertThat(printed.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "+ usb 1-1  a hub  port-power: each port's power can be switched",
                        "+ usb 1-1  a hub  port-power: all ports' power is switched together",
                        "+ usb 1-1  a hub  port-power: stays on: it cannot be switched",
                        "+ usb 1-1  a hub  port-power: it does not tell whether it can be switched");
    }

    @Test
    void comingGoingAndChangingArePrinted() {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        HwCommand command = new HwCommand(new PrintStream(printed, true, StandardCharsets.UTF_8), null);
        Part stick = new Part("usb", "1-1", null, "a stick", List.of(new Fact("speed", "480 Mbit/s")));
        Part cable = new Part("ethernet", "eth0", null, "eth0", List.of(new Fact("state", "carrier")));
        Part loose = new Part("ethernet", "eth0", null, "eth0", List.of(new Fact("state", "no carrier")));
        Part clock = new Part("clock", "rtc0", null, "rtc", List.of(new Fact("time", "1")));
        Part later = new Part("clock", "rtc0", null, "rtc", List.of(new Fact("time", "2")));
        Map<String, Part> known = HwCommand.byName(new PartsReply(List.of(cable, clock), List.of()));
        command.tell(known, HwCommand.byName(new PartsReply(List.of(loose, later, stick), List.of())));
        command.tell(known, HwCommand.byName(new PartsReply(List.of(loose, later), List.of())));
        assertThat(printed.toString(StandardCharsets.UTF_8).lines())
                .containsExactly(
                        "~ ethernet eth0  state: no carrier",
                        "+ usb 1-1  a stick  speed: 480 Mbit/s",
                        "- usb 1-1  a stick  speed: 480 Mbit/s");
    }
}
