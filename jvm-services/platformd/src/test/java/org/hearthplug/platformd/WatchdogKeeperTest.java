// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import org.hearthplug.hal.contract.ScriptedHardware;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Over a scripted watchdog and a socket that answers, is silent, or is not there. */
@Timeout(120)
class WatchdogKeeperTest {
    private static final long LONG_SECONDS = 60;
    private static final Duration MINUTES = Duration.ofMinutes(2);
    private static final Duration SOON = Duration.ofMillis(10);

    private final ScriptedHardware hardware = new ScriptedHardware();
    private final CountDownLatch givenUp = new CountDownLatch(1);
    private final CountDownLatch asked = new CountDownLatch(1);
    private final List<SocketChannel> lines = new ArrayList<>();
    private Path directory;
    private Path socket;
    private ServerSocketChannel server;
    private WatchdogKeeper keeper;

    @BeforeEach
    void makeDirectory() throws IOException {
        directory = Files.createTempDirectory("wk");
        socket = directory.resolve("s");
    }

    @AfterEach
    void close() throws Exception {
        if (keeper != null) {
            keeper.stop();
        }
        if (server != null) {
            server.close();
        }
        Files.deleteIfExists(socket);
        Files.deleteIfExists(directory);
    }

    private void serve(boolean answering) throws IOException {
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(socket));
        Thread.ofPlatform().daemon().start(() -> {
            try {
                while (true) {
                    SocketChannel line = server.accept();
                    if (answering) {
                        line.read(ByteBuffer.allocate(64));
                        line.write(ByteBuffer.wrap(new byte[] {'{'}));
                        line.close();
                    } else {
                        lines.add(line);
                    }
                    asked.countDown();
                }
            } catch (IOException closed) {
                // The test is over.
            }
        });
    }

    private void keep(Duration timeout) {
        keeper = new WatchdogKeeper(hardware.watchdogs(), socket, timeout, SOON, givenUp::countDown);
        keeper.start();
    }

    private static void await(BooleanSupplier condition) throws InterruptedException {
        long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONG_SECONDS);
        while (!condition.getAsBoolean() && System.nanoTime() < deadlineNanos) {
            Thread.sleep(5);
        }
        assertThat(condition.getAsBoolean()).isTrue();
    }

    @Test
    void itIsFedWhileThereAreAnswersAndDisarmedAtTheEnd() throws Exception {
        serve(true);
        keep(MINUTES);
        await(() -> hardware.guards.done.stream().filter("feed"::equals).count() >= 3);
        keeper.stop();
        assertThat(hardware.guards.done.getFirst()).isEqualTo("arm");
        assertThat(hardware.guards.done.getLast()).isEqualTo("disarm");
        assertThat(hardware.watchdogs().list().getFirst().armed()).isFalse();
    }

    @Test
    void oneWhoseDriverTakesNoTimeIsFedAsItsOwnWants() throws Exception {
        serve(true);
        hardware.guards.ownTimeout = Optional.of(Duration.ofMillis(60));
        // At the keeper's own pause so many feedings would take longer than is waited for.
        keeper = new WatchdogKeeper(hardware.watchdogs(), socket, MINUTES, Duration.ofSeconds(1), givenUp::countDown);
        keeper.start();
        await(() -> hardware.guards.done.stream().filter("feed"::equals).count() >= 70);
    }

    @Test
    void silenceIsNotFed() throws Exception {
        serve(false);
        keep(MINUTES);
        assertThat(asked.await(LONG_SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(hardware.guards.done).containsExactly("arm");
        assertThat(hardware.watchdogs().list().getFirst().timeout()).isEqualTo(MINUTES);
        keeper.stop();
        assertThat(hardware.guards.done).containsExactly("arm", "disarm");
    }

    @Test
    void whereNobodyListensPlatformdStartsAgain() throws Exception {
        keep(MINUTES);
        assertThat(givenUp.await(LONG_SECONDS, TimeUnit.SECONDS)).isTrue();
        keeper.stop();
        assertThat(hardware.guards.done).containsExactly("arm", "disarm");
    }

    @Test
    void whoWantsNoneHasNone() throws Exception {
        serve(true);
        keep(Duration.ZERO);
        keeper.stop();
        assertThat(hardware.guards.done).isEmpty();
    }

    @Test
    void aWatchdogThatIsInUseIsLeftAlone() throws Exception {
        serve(true);
        try (var other = hardware.watchdogs().arm("watchdog0", MINUTES)) {
            keep(MINUTES);
            keeper.stop();
            other.feed();
        }
        assertThat(hardware.guards.done).containsExactly("arm", "feed", "disarm");
    }
}
