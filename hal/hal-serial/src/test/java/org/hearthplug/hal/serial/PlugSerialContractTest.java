// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.serial;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.hearthplug.hal.SerialPorts;
import org.hearthplug.hal.contract.Hand;
import org.hearthplug.hal.contract.SerialContract;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;

/** The contract over USB adapters in the plug: two of FTDI's, whose cables a hand has joined. */
@Timeout(600)
@EnabledIf("org.hearthplug.hal.contract.InPlug#isHere")
class PlugSerialContractTest implements SerialContract {
    private static final Path NEAR = Path.of("/dev/ttyUSB0");
    private static final Path FAR = Path.of("/dev/ttyUSB1");
    private static final long PATIENT_NANOS = TimeUnit.MINUTES.toNanos(4);

    private final SerialPorts ports = new JSerialPorts();

    @Override
    public SerialPorts serialPorts() {
        return ports;
    }

    @Override
    public Wire wire() throws IOException {
        return new Adapters();
    }

    private static void await(Path device, boolean there) throws IOException {
        long began = System.nanoTime();
        try {
            while (Files.exists(device) != there) {
                assertThat(System.nanoTime() - began)
                        .as("%s: %s", device, there)
                        .isLessThan(PATIENT_NANOS);
                Thread.sleep(50);
            }
        } catch (InterruptedException stop) {
            throw new InterruptedIOException();
        }
    }

    private static void please(String wish) throws IOException {
        try {
            Hand.please(wish);
        } catch (InterruptedException stop) {
            throw new InterruptedIOException();
        }
    }

    /** The far adapter without any line discipline of the terminal's. */
    private static final class Adapters implements Wire {
        private final InputStream in;
        private final OutputStream out;
        private boolean pulled;

        Adapters() throws IOException {
            please("plug serial");
            await(NEAR, true);
            await(FAR, true);
            raw();
            in = Files.newInputStream(FAR);
            out = Files.newOutputStream(FAR);
        }

        private static void raw() throws IOException {
            Process stty = new ProcessBuilder("stty", "-F", FAR.toString(), "raw", "-echo", "-crtscts", "clocal")
                    .inheritIO()
                    .start();
            try {
                assertThat(stty.waitFor()).isZero();
            } catch (InterruptedException stop) {
                throw new InterruptedIOException();
            }
        }

        @Override
        public String port() {
            return NEAR.toString();
        }

        @Override
        public InputStream fromPort() {
            return in;
        }

        @Override
        public OutputStream toPort() {
            return out;
        }

        @Override
        public void pull() throws IOException {
            close();
        }

        @Override
        public void close() throws IOException {
            if (!pulled) {
                pulled = true;
                please("pull serial");
                in.close();
                out.close();
                await(NEAR, false);
                await(FAR, false);
            }
        }
    }
}
