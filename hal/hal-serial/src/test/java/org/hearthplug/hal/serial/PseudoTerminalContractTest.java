// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.serial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.HalException.Kind;
import org.hearthplug.hal.SerialPorts;
import org.hearthplug.hal.SerialPorts.Connection;
import org.hearthplug.hal.SerialPorts.Settings;
import org.hearthplug.hal.contract.SerialContract;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The contract over the kernel's pseudo-terminals, whose other side socat holds. */
@Timeout(120)
class PseudoTerminalContractTest implements SerialContract {
    private final SerialPorts ports = new JSerialPorts();

    @Override
    public SerialPorts serialPorts() {
        return ports;
    }

    @Override
    public Wire wire() throws IOException {
        return new Socat();
    }

    @Test
    void whoDoesNotReadHoldsNobodyUp() throws IOException {
        try (Wire wire = wire()) {
            Connection port = ports.open(wire.port(), Settings.of(9600));
            // Far more than a terminal and a pipe buffer.
            byte[] much = new byte[4 << 20];
            HalException failure =
                    catchThrowableOfType(HalException.class, () -> port.write(much, Duration.ofMillis(300)));
            assertThat(failure.kind()).isEqualTo(Kind.TIMEOUT);
            assertThat(failure.retryable()).isTrue();
        }
    }

    /** A pseudo-terminal whose master side is socat's standard input and output. */
    private static final class Socat implements Wire {
        private final Process process;
        private final String port;

        Socat() throws IOException {
            process = new ProcessBuilder("socat", "-d", "-d", "-", "pty,raw,echo=0").start();
            port = path(process.getErrorStream());
        }

        private static String path(InputStream errors) throws IOException {
            BufferedReader lines = new BufferedReader(new InputStreamReader(errors, StandardCharsets.UTF_8));
            String found = null;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.contains("PTY is ")) {
                    found = line.substring(line.indexOf("/dev/")).strip();
                }
                if (line.contains("starting data transfer loop")) {
                    break;
                }
            }
            return found;
        }

        @Override
        public String port() {
            return port;
        }

        @Override
        public InputStream fromPort() {
            return process.getInputStream();
        }

        @Override
        public OutputStream toPort() {
            return process.getOutputStream();
        }

        @Override
        public void pull() {
            process.destroyForcibly();
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }
}
