// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that want the plug for themselves: everybody else is served, and memory stays where it was. */
class HostileClientsTest {
    private static final int CROWD = 500;
    private static final int GUESTS = 24;
    private static final int LARGE = 24 << 20;

    @TempDir
    Path folder;

    @Test
    void fiveHundredAtOnceAreServedOrSentAway() throws Exception {
        try (TestPlug plug = TestPlug.claimed(folder);
                ExecutorService crowd = Executors.newVirtualThreadPerTaskExecutor()) {
            int threads = ManagementFactory.getThreadMXBean().getThreadCount();
            AtomicInteger served = new AtomicInteger();
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < CROWD; i++) {
                all.add(crowd.submit(() -> {
                    try (SSLSocket socket = plug.socket()) {
                        ask(socket, "/api/v1/setup", "");
                        served.addAndGet(
                                BadInputTest.Raw.read(socket.getInputStream()).status() == 200 ? 1 : 0);
                    } catch (IOException sentAway) {
                        // A closed connection is the answer of a plug that has no room.
                    }
                    return null;
                }));
            }
            assertThat(plug.put("/api/v1/files/meanwhile", "x").statusCode()).isEqualTo(201);
            for (Future<?> one : all) {
                one.get();
            }
            assertThat(served.get()).as("of %d clients were served", CROWD).isGreaterThan(CROWD / 4);
            assertThat(ManagementFactory.getThreadMXBean().getThreadCount()).isLessThanOrEqualTo(threads + 24);
            assertThat(plug.get("/api/v1/session").statusCode()).isEqualTo(200);
        }
    }

    /** Guests with a link take a byte now and then; the owner gets and stores files as ever, and there is an end to how many such guests there are. */
    @Test
    void whoReadsAByteAtATimeKeepsNobodyOut() throws Exception {
        try (TestPlug plug = TestPlug.claimed(folder)) {
            plug.put("/api/v1/files/small", "x");
            Files.write(plug.files().resolve("film.bin"), new byte[LARGE]);
            HttpResponse<String> link = plug.post("/api/v1/shares", "{\"path\":\"/film.bin\",\"mode\":\"read\"}");
            String address = "/api/v1/shared/" + TestPlug.field(link, "token") + "/files/film.bin";
            List<SSLSocket> slow = new ArrayList<>();
            try {
                for (int i = 0; i < GUESTS; i++) {
                    SSLSocket socket = narrow(plug);
                    slow.add(socket);
                    ask(socket, address, "");
                    assertThat(socket.getInputStream().read()).isEqualTo('H');
                }
                assertThat(plug.get("/api/v1/files/film.bin", "Range", "bytes=5-9")
                                .statusCode())
                        .isEqualTo(206);
                assertThat(plug.put("/api/v1/files/other", "x").statusCode()).isEqualTo(201);
                for (SSLSocket socket : slow) {
                    assertThat(socket.getInputStream().read()).isGreaterThan(0);
                }
                String owner = plug.session;
                plug.session = null;
                assertThat(plug.get(address).statusCode())
                        .as("one guest too many")
                        .isEqualTo(503);
                plug.session = owner;
            } finally {
                for (SSLSocket socket : slow) {
                    socket.close();
                }
            }
            BadInputTest.Raw.await(() -> {
                try {
                    return plug.get(address, "Range", "bytes=0-0").statusCode() == 206;
                } catch (InterruptedException e) {
                    throw new IOException(e);
                }
            });
        }
    }

    /** One address does not hold all requests. */
    @Test
    void whoSendsHundredsOfFormsAndEndsNoneKeepsNobodyElseOut() throws Exception {
        TestPlug plug = new TestPlug(folder);
        plug.maxConnections = CROWD;
        plug.idleTimeout = Duration.ofMinutes(10);
        plug.start();
        List<SSLSocket> slow = new ArrayList<>();
        try (plug) {
            plug.claim();
            for (int i = 0; i <= Front.MAX_EACH; i++) {
                SSLSocket socket = from("127.0.0.2", plug);
                slow.add(socket);
                beginForm(socket);
            }
            // Requests begin in any order: it is one of them that is told.
            assertThat(firstAnswer(slow)).as("one too many of one address").isEqualTo(503);
            assertThat(plug.get("/api/v1/setup").statusCode())
                    .as("somebody else")
                    .isEqualTo(200);
        } finally {
            for (SSLSocket socket : slow) {
                socket.close();
            }
        }
    }

    /** A byte now and then is no way to hold a request for ever. */
    @Test
    void aFormHasAnEnd() throws Exception {
        TestPlug plug = new TestPlug(folder);
        plug.idleTimeout = Duration.ofSeconds(4);
        plug.start();
        try (plug) {
            plug.claim();
            try (SSLSocket socket = from("127.0.0.1", plug)) {
                beginForm(socket);
                socket.setSoTimeout(500);
                int answered = 0;
                for (int i = 0; i < 60 && answered == 0; i++) {
                    socket.getOutputStream().write(' ');
                    answered = statusOrNone(socket);
                }
                assertThat(answered).isEqualTo(408);
            }
        }
    }

    private static void beginForm(SSLSocket socket) throws IOException {
        socket.getOutputStream()
                .write(("POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nX-Hearth: 1\r\n"
                                + "Content-Type: application/json\r\nContent-Length: 90\r\n\r\n{")
                        .getBytes(StandardCharsets.US_ASCII));
    }

    private static int firstAnswer(List<SSLSocket> sockets) throws IOException {
        for (int i = 0; ; i = (i + 1) % sockets.size()) {
            sockets.get(i).setSoTimeout(1);
            int status = statusOrNone(sockets.get(i));
            if (status != 0) {
                return status;
            }
        }
    }

    private static int status(SSLSocket socket) throws IOException {
        return BadInputTest.Raw.read(socket.getInputStream()).status();
    }

    private static int statusOrNone(SSLSocket socket) throws IOException {
        try {
            return status(socket);
        } catch (SocketTimeoutException nothingYet) {
            return 0;
        }
    }

    private static SSLSocket from(String address, TestPlug plug) throws Exception {
        SSLSocket socket = (SSLSocket) plug.tls().getSocketFactory().createSocket();
        socket.setSoTimeout(20_000);
        socket.bind(new InetSocketAddress(address, 0));
        socket.connect(new InetSocketAddress("127.0.0.1", plug.web.httpsPort()));
        return socket;
    }

    /** Locks that nobody releases: there is an end to them, they end by themselves (DavLocksTest), and files without a lock are stored as ever. */
    @Test
    void locksThatAreNeverReleasedHaveAnEnd() throws Exception {
        try (TestPlug plug = TestPlug.claimed(folder)) {
            plug.put("/api/v1/files/shared.txt", "x");
            String password = TestPlug.field(plug.post("/api/v1/app-passwords", "{\"label\":\"laptop\"}"), "password");
            String basic = "Basic "
                    + Base64.getEncoder().encodeToString(("Anna:" + password).getBytes(StandardCharsets.UTF_8));
            int last = 0;
            for (int i = 0; i <= 1024 && last != 503; i++) {
                last = plug.send(plug.request(
                                        "LOCK",
                                        "/dav/shared.txt",
                                        java.net.http.HttpRequest.BodyPublishers.ofString(
                                                "<D:lockinfo xmlns:D='DAV:'><D:lockscope><D:shared/></D:lockscope>"
                                                        + "<D:locktype><D:write/></D:locktype></D:lockinfo>"))
                                .setHeader("Authorization", basic)
                                .setHeader("Timeout", "Infinite"))
                        .statusCode();
            }
            assertThat(last).isEqualTo(503);
            assertThat(plug.put("/api/v1/files/unlocked", "x").statusCode()).isEqualTo(201);
        }
    }

    /** A connection whose end takes little on its own account: what the guest does not read, the plug keeps. */
    private static SSLSocket narrow(TestPlug plug) throws Exception {
        SSLSocket socket = (SSLSocket) plug.tls().getSocketFactory().createSocket();
        socket.setReceiveBufferSize(16 * 1024);
        socket.setSoTimeout(20_000);
        socket.connect(new InetSocketAddress("127.0.0.1", plug.web.httpsPort()));
        return socket;
    }

    private static void ask(SSLSocket socket, String path, String headers) throws IOException {
        socket.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
    }
}
