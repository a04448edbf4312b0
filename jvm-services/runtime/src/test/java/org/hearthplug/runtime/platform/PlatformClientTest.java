// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.runtime.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.hearthplug.runtime.platform.PlatformMessages.Update;
import org.hearthplug.runtime.varlink.ServiceInfo;
import org.hearthplug.runtime.varlink.VarlinkCall;
import org.hearthplug.runtime.varlink.VarlinkException;
import org.hearthplug.runtime.varlink.VarlinkInterface;
import org.hearthplug.runtime.varlink.VarlinkServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PlatformClientTest {
    private static final Snapshot SNAPSHOT = new Snapshot(
            "a plug",
            false,
            1,
            "b",
            "h",
            new Snapshot.Versions("", "", "", "", ""),
            new Snapshot.Cpu(1, 1, 0, null, null, null, null, null),
            null,
            new Snapshot.Memory(1, 1, 0, 0),
            null,
            null,
            null);
    private static final DeviceEvent EVENT = new DeviceEvent(7, "add", "usb", "1-1", "usb_device");

    private Path directory;
    private Path socket;
    private VarlinkServer server;
    private PlatformClient client;
    private final BlockingQueue<Object> heard = new LinkedBlockingQueue<>();

    private final PlatformListener listener = new PlatformListener() {
        @Override
        public void connected(boolean connected) {
            heard.add(connected);
        }

        @Override
        public void snapshot(Snapshot snapshot) {
            heard.add(snapshot);
        }

        @Override
        public void event(DeviceEvent event) {
            heard.add(event);
        }
    };

    @BeforeEach
    void directory() throws IOException {
        directory = Files.createTempDirectory("pc");
        socket = directory.resolve("p.sock");
        client = new PlatformClient(socket);
    }

    @AfterEach
    void clean() throws IOException {
        client.close();
        if (server != null) {
            server.close();
        }
        Files.delete(directory);
    }

    private void serve() throws IOException {
        server = new VarlinkServer(
                new VarlinkServer.Endpoint(socket, null),
                new ServiceInfo("", "", "", ""),
                (peer, method) -> true,
                VarlinkServer.Limits.DEFAULT,
                List.of(new VarlinkInterface(
                        PlatformMessages.INTERFACE,
                        "",
                        Map.of(
                                "GetSnapshot",
                                call -> call.reply(PlatformMessages.UPDATE.toJson(new Update(SNAPSHOT, null))),
                                "Monitor",
                                PlatformClientTest::monitor))));
        server.start();
    }

    private static void monitor(VarlinkCall call) throws IOException, InterruptedException {
        assertThat(call.parameters(PlatformMessages.MONITOR_REQUEST).intervalMillis())
                .isEqualTo(1000);
        call.replyContinues(PlatformMessages.UPDATE.toJson(new Update(SNAPSHOT, null)));
        call.replyContinues(PlatformMessages.UPDATE.toJson(new Update(null, EVENT)));
        Thread.sleep(Duration.ofMinutes(10));
    }

    private Object next() throws InterruptedException {
        return heard.poll(30, TimeUnit.SECONDS);
    }

    @Test
    void aSnapshotIsAskedFor() throws IOException {
        serve();
        assertThat(client.snapshot(Duration.ofSeconds(20))).isEqualTo(SNAPSHOT);
    }

    @Test
    void withoutPlatformdTheFailureIsTyped() {
        VarlinkException failed =
                catchThrowableOfType(VarlinkException.class, () -> client.snapshot(Duration.ofSeconds(20)));
        assertThat(failed.kind()).isEqualTo(VarlinkException.Kind.UNREACHABLE);
    }

    @Test
    void aWatchSurvivesAPlatformdThatComesLateAndDies() throws Exception {
        try (PlatformClient.Watch watch = client.watch(Duration.ofSeconds(1), listener)) {
            assertThat(watch).isNotNull();
            assertThat(next()).isEqualTo(false);
            serve();
            assertThat(next()).isEqualTo(true);
            assertThat(next()).isEqualTo(SNAPSHOT);
            assertThat(next()).isEqualTo(EVENT);
            server.close();
            assertThat(next()).isEqualTo(false);
            serve();
            assertThat(next()).isEqualTo(true);
            assertThat(next()).isEqualTo(SNAPSHOT);
        }
    }
}
