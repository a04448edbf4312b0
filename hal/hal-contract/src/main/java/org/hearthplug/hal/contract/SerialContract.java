// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.HalException.Kind;
import org.hearthplug.hal.SerialPorts;
import org.hearthplug.hal.SerialPorts.Connection;
import org.hearthplug.hal.SerialPorts.Settings;
import org.junit.jupiter.api.Test;

/** {@link SerialPorts}, over a port whose other side the test holds. */
public interface SerialContract {
    /** The adapter under test. */
    SerialPorts serialPorts();

    /** Makes a port and its other side. */
    Wire wire() throws IOException;

    /** A port, and what is at the other end of its cable. */
    interface Wire extends Closeable {
        /** The port's name. */
        String port();

        /** What comes out of the port. */
        InputStream fromPort();

        /** What goes into it. */
        OutputStream toPort();

        /** Takes the device away. */
        void pull() throws IOException;
    }

    /** Patience with a slow machine; nothing here takes so long. */
    Duration LONG = Duration.ofSeconds(20);

    @Test
    default void bytesGoBothWays() throws IOException {
        try (Wire wire = wire();
                Connection port = serialPorts().open(wire.port(), Settings.of(115_200))) {
            byte[] sent = new byte[256];
            for (int i = 0; i < sent.length; i++) {
                sent[i] = (byte) i;
            }
            port.write(sent, LONG);
            assertThat(wire.fromPort().readNBytes(sent.length)).isEqualTo(sent);
            wire.toPort().write(sent);
            wire.toPort().flush();
            assertThat(readAll(port, sent.length)).isEqualTo(sent);
        }
    }

    /** Reads until that many bytes are there. */
    private static byte[] readAll(Connection port, int count) {
        byte[] all = new byte[count];
        int have = 0;
        while (have < count) {
            byte[] some = new byte[count - have];
            int got = port.read(some, LONG);
            assertThat(got).as("bytes after %d", have).isPositive();
            System.arraycopy(some, 0, all, have, got);
            have += got;
        }
        return all;
    }

    @Test
    default void nothingToReadIsNoError() throws IOException {
        try (Wire wire = wire();
                Connection port = serialPorts().open(wire.port(), Settings.of(9600))) {
            assertThat(port.read(new byte[8], Duration.ofMillis(50))).isZero();
            assertThat(port.read(new byte[8], Duration.ZERO)).isZero();
            wire.toPort().write("x".getBytes(StandardCharsets.US_ASCII));
            wire.toPort().flush();
            assertThat(readAll(port, 1)).containsExactly('x');
        }
    }

    @Test
    default void randomBytesArriveUnchanged() throws IOException {
        try (Wire wire = wire();
                Connection port = serialPorts().open(wire.port(), Settings.of(115_200))) {
            Random random = new Random(17);
            for (int round = 0; round < 20; round++) {
                byte[] bytes = new byte[1 + random.nextInt(500)];
                random.nextBytes(bytes);
                wire.toPort().write(bytes);
                wire.toPort().flush();
                assertThat(readAll(port, bytes.length)).isEqualTo(bytes);
            }
        }
    }

    @Test
    default void aPortThatIsNotThereIsGone() {
        for (String name : new String[] {"/dev/ttyNoSuch9", "/dev/../etc/passwd", "/etc/passwd", ""}) {
            HalException failure =
                    catchThrowableOfType(HalException.class, () -> serialPorts().open(name, Settings.of(9600)));
            assertThat(failure.kind()).as(name).isEqualTo(Kind.GONE);
        }
    }

    @Test
    default void settingsOutOfRangeAreRefused() throws IOException {
        try (Wire wire = wire()) {
            Settings fast = Settings.of(1_000_000_000);
            HalException failure =
                    catchThrowableOfType(HalException.class, () -> serialPorts().open(wire.port(), fast));
            assertThat(failure.kind()).isEqualTo(Kind.OUT_OF_RANGE);
        }
    }

    @Test
    default void aClosedPortIsGoneAndMayBeClosedAgain() throws IOException {
        try (Wire wire = wire()) {
            Connection port = serialPorts().open(wire.port(), Settings.of(9600));
            port.close();
            port.close();
            assertThat(catchThrowableOfType(HalException.class, () -> port.read(new byte[1], LONG))
                            .kind())
                    .isEqualTo(Kind.GONE);
            assertThat(catchThrowableOfType(HalException.class, () -> port.write(new byte[1], LONG))
                            .kind())
                    .isEqualTo(Kind.GONE);
        }
    }

    @Test
    default void whatIsPulledWhileItIsReadIsGone() throws Exception {
        Wire wire = wire();
        Connection port = serialPorts().open(wire.port(), Settings.of(9600));
        CompletableFuture<Kind> ended = CompletableFuture.supplyAsync(() -> catchThrowableOfType(
                        HalException.class, () -> port.read(new byte[1], Duration.ofMinutes(10)))
                .kind());
        wire.pull();
        assertThat(ended.get(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo(Kind.GONE);
        port.close();
    }

    @Test
    default void aListedPortHasAPath() {
        assertThat(serialPorts().ports())
                .allSatisfy(port -> assertThat(port.name()).startsWith("/dev/"));
    }
}
