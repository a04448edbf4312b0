// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.serial;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
    private static final Path NODES = Path.of("/dev");
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

    /** Waits until there are so many adapters: their numbers depend on when the kernel has let go of those before. */
    private static List<Path> await(int count) throws IOException {
        long began = System.nanoTime();
        try {
            while (true) {
                List<Path> there = new ArrayList<>();
                try (DirectoryStream<Path> nodes = Files.newDirectoryStream(NODES, "ttyUSB*")) {
                    nodes.forEach(there::add);
                }
                if (there.size() == count) {
                    return there;
                }
                assertThat(System.nanoTime() - began)
                        .as("%s, not %d", there, count)
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
        private final Path near;
        private final InputStream in;
        private final OutputStream out;
        private boolean pulled;

        Adapters() throws IOException {
            please("plug serial");
            // Whichever is the one: each is the other's end.
            List<Path> both = await(2);
            near = both.getFirst();
            Path far = both.getLast();
            raw(far);
            in = Files.newInputStream(far);
            out = Files.newOutputStream(far);
        }

        private static void raw(Path far) throws IOException {
            Process stty = new ProcessBuilder("stty", "-F", far.toString(), "raw", "-echo", "-crtscts", "clocal")
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
            return near.toString();
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
                await(0);
            }
        }
    }
}
