// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.bench.instrument;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The drivers, byte for byte: over pseudo-terminals as serial ports, over TCP, and over a program that stands for ssh. */
@Timeout(300)
class InstrumentsTest {
    private static final UnaryOperator<String> METER = message -> switch (message) {
        case "*IDN?" -> "HEARTH,Simulated meter,0001,1.0";
        case "SYST:ERR?" -> "0,\"No error\"";
        case "MEAS:POW?" -> "6.9250E+00";
        case ":NUM:VAL?" -> "230.1,0.041,5.25,9.91E37";
        case "MEAS:TEMP?" -> "+4.15000E+01";
        case "MEAS:VOLT?" -> "5.01";
        case "MEAS:CURR?" -> "1.20";
        default -> "";
    };

    @TempDir
    Path folder;

    private static SimulatedScpi on(PseudoTerminal terminal, UnaryOperator<String> answers) {
        return SimulatedScpi.at(terminal.heard(), terminal.says(), answers, terminal);
    }

    @Test
    void aMeterAtASerialPortIsAskedAndUnderstood() throws Exception {
        PseudoTerminal terminal = new PseudoTerminal();
        try (SimulatedScpi instrument = on(terminal, METER);
                PowerMeter meter = PowerMeter.scpi(
                        new Scpi(Wire.open("serial:" + terminal.device() + "@115200")), "MEAS:POW?", 1)) {
            assertThat(meter.identity()).isEqualTo("HEARTH,Simulated meter,0001,1.0");
            assertThat(meter.watts()).isEqualTo(6.925);
            assertThat(instrument.heard()).containsExactly("*IDN?", "MEAS:POW?");
        }
    }

    @Test
    void oneNumberOfManyAndTheWordForNone() throws Exception {
        ServerSocket port = SimulatedScpi.port();
        try (SimulatedScpi instrument = SimulatedScpi.at(port, METER);
                Scpi scpi = new Scpi(Wire.open("tcp:127.0.0.1:" + port.getLocalPort()))) {
            assertThat(scpi.number(":NUM:VAL?", 3)).isEqualTo(5.25);
            assertThatThrownBy(() -> scpi.number(":NUM:VAL?", 4))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("no value");
            assertThatThrownBy(() -> scpi.number(":NUM:VAL?", 5))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("no number 5");
            assertThat(instrument.heard()).hasSize(3);
        }
    }

    @Test
    void supplyAndLoadAreSetInVoltsAndAmperesAndAskedWhetherTheyUnderstood() throws Exception {
        PseudoTerminal terminal = new PseudoTerminal();
        try (SimulatedScpi instrument = on(terminal, METER);
                Supply supply = Supply.supply(new Scpi(Wire.open("serial:" + terminal.device())))) {
            supply.volt(5.1);
            supply.ampere(3);
            supply.on(true);
            assertThat(supply.measuredVolt() * supply.measuredAmpere()).isBetween(6.0, 6.02);
            assertThat(instrument.heard())
                    .containsExactly(
                            "*IDN?",
                            "VOLT 5.1000",
                            "SYST:ERR?",
                            "CURR 3.0000",
                            "SYST:ERR?",
                            "OUTP ON",
                            "SYST:ERR?",
                            "MEAS:VOLT?",
                            "MEAS:CURR?");
        }
        PseudoTerminal other = new PseudoTerminal();
        try (SimulatedScpi instrument = on(other, METER);
                Supply load = Supply.load(new Scpi(Wire.open("serial:" + other.device())))) {
            load.ampere(0.9);
            load.on(false);
            assertThat(instrument.heard()).containsExactly("*IDN?", "CURR 0.9000", "SYST:ERR?", "INP OFF", "SYST:ERR?");
        }
    }

    @Test
    void whatAnInstrumentDoesNotUnderstandIsNotTakenForDone() throws Exception {
        ServerSocket port = SimulatedScpi.port();
        UnaryOperator<String> stubborn =
                message -> message.equals("SYST:ERR?") ? "-222,\"Data out of range\"" : METER.apply(message);
        try (SimulatedScpi instrument = SimulatedScpi.at(port, stubborn);
                Supply supply = Supply.supply(new Scpi(Wire.open("tcp:127.0.0.1:" + port.getLocalPort())))) {
            assertThatThrownBy(() -> supply.volt(60))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("Data out of range");
            assertThat(instrument.heard()).contains("VOLT 60.0000");
        }
    }

    @Test
    void anInstrumentThatSaysNothingIsToldOf() throws Exception {
        PseudoTerminal terminal = new PseudoTerminal();
        try (SimulatedScpi mute = on(terminal, message -> "");
                Scpi scpi = new Scpi(Wire.open("serial:" + terminal.device()), Duration.ofMillis(200))) {
            assertThatThrownBy(() -> scpi.ask("*IDN?"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("in vain for an answer to *IDN?");
            assertThat(mute.heard()).containsExactly("*IDN?");
        }
    }

    @Test
    void aRelayBoardGetsItsFourBytes() throws Exception {
        try (PseudoTerminal terminal = new PseudoTerminal();
                Relay relay = Relay.lcus(Wire.open("serial:" + terminal.device()), 2)) {
            relay.on(true);
            relay.on(false);
            assertThat(terminal.heard().readNBytes(8)).containsExactly(0xA0, 0x02, 0x01, 0xA3, 0xA0, 0x02, 0x00, 0xA2);
        }
    }

    @Test
    void aSwitchUnitClosesAndOpens() throws Exception {
        ServerSocket port = SimulatedScpi.port();
        try (SimulatedScpi instrument = SimulatedScpi.at(port, METER);
                Relay relay = Relay.scpi(new Scpi(Wire.open("tcp:127.0.0.1:" + port.getLocalPort())), 101)) {
            relay.on(true);
            relay.on(false);
            assertThat(instrument.heard())
                    .containsExactly("*IDN?", "ROUT:CLOS (@101)", "SYST:ERR?", "ROUT:OPEN (@101)", "SYST:ERR?");
        }
    }

    @Test
    void withoutARelayAPersonIsAskedAndWithoutAPersonItIsSaid() throws Exception {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
        try (Relay hand = Relay.hand(new Person(out, new BufferedReader(new StringReader("\n"))), "the disk")) {
            hand.on(true);
            assertThat(said.toString(StandardCharsets.UTF_8)).isEqualTo("Please plug in the disk. Then press Enter. ");
            assertThatThrownBy(() -> hand.on(false))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("nobody is at the bench");
        }
    }

    @Test
    void thermometersThatAreAskedAndSuchThatTalk() throws Exception {
        ServerSocket port = SimulatedScpi.port();
        try (SimulatedScpi instrument = SimulatedScpi.at(port, METER);
                Thermometer asked = Thermometer.scpi(new Scpi(Wire.open("tcp:127.0.0.1:" + port.getLocalPort())))) {
            assertThat(asked.celsius()).isEqualTo(41.5);
            assertThat(instrument.heard()).containsExactly("MEAS:TEMP?");
        }
        try (PseudoTerminal terminal = new PseudoTerminal();
                Talker talker = new Talker(terminal, "T=-3.75 C\r\n");
                Thermometer talks = Thermometer.text(Wire.open("serial:" + terminal.device()))) {
            assertThat(talks.celsius()).isEqualTo(-3.75);
            assertThat(talker.thread.isAlive()).isTrue();
        }
    }

    @Test
    void anInstrumentAtAnotherComputerIsReachedThroughSsh() throws Exception {
        // Stands for ssh: takes the same arguments and runs the command on this computer.
        Path ssh = folder.resolve("ssh");
        Files.writeString(ssh, "#!/bin/sh\n[ \"$1\" = -T ] && [ \"$2\" = bench@attic ] || exit 9\nexec sh -c \"$3\"\n");
        Files.setPosixFilePermissions(ssh, PosixFilePermissions.fromString("rwx------"));
        PseudoTerminal terminal = new PseudoTerminal();
        System.setProperty("hearth.bench.ssh", ssh.toString());
        try (SimulatedScpi instrument = on(terminal, METER);
                Scpi scpi =
                        new Scpi(Wire.open("ssh:bench@attic:" + terminal.device() + "@9600"), Duration.ofSeconds(60))) {
            assertThat(scpi.number("MEAS:POW?", 1)).isEqualTo(6.925);
            assertThat(instrument.heard()).containsExactly("MEAS:POW?");
        } finally {
            System.clearProperty("hearth.bench.ssh");
        }
    }

    @Test
    void addressesThatAreNone() {
        for (String wrong : new String[] {"/dev/ttyUSB0", "usb:1", "tcp:host", "ssh:host"}) {
            assertThatThrownBy(() -> Wire.open(wrong)).as(wrong).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> Wire.open("ssh:host:/dev/x;reboot")).isInstanceOf(IllegalArgumentException.class);
    }

    /** Prints the same line again and again, until it is closed. */
    private static final class Talker implements AutoCloseable {
        private final Thread thread;

        Talker(PseudoTerminal terminal, String line) {
            thread = Thread.ofPlatform().daemon().start(() -> {
                try {
                    while (!Thread.interrupted()) {
                        terminal.says().write(line.getBytes(StandardCharsets.US_ASCII));
                        terminal.says().flush();
                        Thread.sleep(20);
                    }
                } catch (IOException | InterruptedException end) {
                    // It talks no more.
                }
            });
        }

        @Override
        public void close() {
            thread.interrupt();
        }
    }
}
