// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Many clients that do nothing: everybody else is served, and memory stays where it was. */
class CrowdTest {
    private static final int CROWD = 1000;

    @TempDir
    Path folder;

    @Test
    void aThousandIdleConnectionsKeepNobodyOut() throws Exception {
        try (TestPlug plug = new TestPlug(folder)) {
            plug.maxConnections = 64;
            plug.start();
            plug.claim();
            int threads = ManagementFactory.getThreadMXBean().getThreadCount();
            List<Socket> crowd = new ArrayList<>();
            try {
                for (int i = 0; i < CROWD; i++) {
                    crowd.add(new Socket("127.0.0.1", plug.web.httpsPort()));
                    if (i % 250 == 249) {
                        assertThat(plug.put("/api/v1/files/f" + i, "x").statusCode())
                                .isEqualTo(201);
                    }
                }
                assertThat(plug.web.openConnections()).isLessThanOrEqualTo(64);
                assertThat(ManagementFactory.getThreadMXBean().getThreadCount()).isLessThanOrEqualTo(threads + 12);
            } finally {
                for (Socket socket : crowd) {
                    socket.close();
                }
            }
            assertThat(plug.get("/api/v1/session").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void idleTlsConnectionsGiveWayToo() throws Exception {
        try (TestPlug plug = new TestPlug(folder)) {
            plug.maxConnections = 16;
            plug.start();
            plug.claim();
            List<SSLSocket> crowd = new ArrayList<>();
            try {
                for (int i = 0; i < 40; i++) {
                    SSLSocket socket = plug.socket();
                    socket.startHandshake();
                    crowd.add(socket);
                }
                assertThat(plug.web.openConnections()).isLessThanOrEqualTo(16);
                SSLSocket latest = crowd.getLast();
                latest.getOutputStream()
                        .write("GET /api/v1/setup HTTP/1.1\r\nHost: localhost\r\n\r\n"
                                .getBytes(StandardCharsets.US_ASCII));
                assertThat(BadInputTest.Raw.read(latest.getInputStream()).status())
                        .isEqualTo(200);
            } finally {
                for (SSLSocket socket : crowd) {
                    socket.close();
                }
            }
        }
    }

    @Test
    void whoSaysNothingForTheIdleTimeoutIsSentAway() throws Exception {
        try (TestPlug plug = new TestPlug(folder)) {
            plug.idleTimeout = java.time.Duration.ofMillis(300);
            plug.start();
            try (Socket silent = new Socket("127.0.0.1", plug.web.httpsPort())) {
                silent.setSoTimeout(20_000);
                assertThat(silent.getInputStream().read()).isEqualTo(-1);
            }
        }
    }

    @Test
    void anUploadThatStallsIsEndedAndLeavesNothing() throws Exception {
        try (TestPlug plug = new TestPlug(folder)) {
            plug.idleTimeout = java.time.Duration.ofMillis(800);
            plug.start();
            plug.claim();
            try (SSLSocket stalled = plug.socket()) {
                stalled.getOutputStream()
                        .write(("PUT /api/v1/files/stalled HTTP/1.1\r\nHost: localhost\r\nX-Hearth: 1\r\nCookie: "
                                        + plug.session + "\r\nContent-Length: 1000\r\n\r\nhalf")
                                .getBytes(StandardCharsets.US_ASCII));
                BadInputTest.Raw answer = BadInputTest.Raw.read(stalled.getInputStream());
                assertThat(answer.status()).isIn(400, 408);
            }
            assertThat(plug.files().resolve("stalled")).doesNotExist();
            assertThat(folder.resolve("files/.hearth/uploads")).isEmptyDirectory();
        }
    }
}
