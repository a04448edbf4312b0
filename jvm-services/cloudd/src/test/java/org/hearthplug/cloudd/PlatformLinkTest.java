// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.cloudd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.hearthplug.runtime.platform.DisksMessages;
import org.hearthplug.runtime.varlink.ServiceInfo;
import org.hearthplug.runtime.varlink.VarlinkCall;
import org.hearthplug.runtime.varlink.VarlinkInterface;
import org.hearthplug.runtime.varlink.VarlinkServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class PlatformLinkTest {
    private static final Duration LONG = Duration.ofSeconds(100);

    @TempDir
    Path folder;

    private final CountDownLatch formatting = new CountDownLatch(1);
    private final CountDownLatch listed = new CountDownLatch(1);

    private void prepare(VarlinkCall call) throws IOException, InterruptedException {
        formatting.countDown();
        call.reply("{\"afterTheList\":" + listed.await(20, TimeUnit.SECONDS) + "}");
    }

    @Test
    void disksAreListedWhileOneIsFormatted() throws Exception {
        Path socket = folder.resolve("s");
        VarlinkServer server = new VarlinkServer(
                new VarlinkServer.Endpoint(socket, null),
                new ServiceInfo("", "", "", ""),
                (peer, method) -> true,
                VarlinkServer.Limits.DEFAULT,
                List.of(new VarlinkInterface(
                        DisksMessages.INTERFACE,
                        DisksMessages.description(),
                        Map.of("List", call -> call.reply("{\"disks\":[]}"), "Prepare", this::prepare))));
        try (server;
                PlatformLink link = new PlatformLink(socket, folder);
                ExecutorService other = Executors.newVirtualThreadPerTaskExecutor()) {
            server.start();
            Future<String> prepared = other.submit(() -> link.disks(DisksMessages.PREPARE, "{}", LONG));
            assertThat(formatting.await(50, TimeUnit.SECONDS)).isTrue();
            assertThat(link.disks(DisksMessages.LIST, null, LONG)).isEqualTo("{\"disks\":[]}");
            listed.countDown();
            assertThat(prepared.get()).isEqualTo("{\"afterTheList\":true}");
        }
    }
}
