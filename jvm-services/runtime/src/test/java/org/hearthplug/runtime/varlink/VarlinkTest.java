// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.runtime.varlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class VarlinkTest {
    /** Often, for a connection that ends late is hit only now and then. */
    private static final int RESTARTS = 100;

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final String ME = System.getProperty("user.name");

    private Path directory;
    private Path socket;
    private VarlinkServer server;
    private VarlinkClient client;
    private final CountDownLatch onewaySeen = new CountDownLatch(1);
    private volatile Peer lastPeer;

    @BeforeEach
    void start() throws IOException {
        directory = Files.createTempDirectory("vl");
        socket = directory.resolve("t.sock");
        client = new VarlinkClient(socket, 64 * 1024);
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        if (server != null) {
            server.close();
        }
        Files.deleteIfExists(socket);
        Files.delete(directory);
    }

    private void serve(AccessPolicy policy, VarlinkServer.Limits limits) throws IOException {
        VarlinkInterface echo = new VarlinkInterface(
                "org.example.Echo",
                "interface org.example.Echo\nmethod Echo() -> ()\n",
                Map.of(
                        "Echo",
                                call -> {
                                    lastPeer = call.peer();
                                    call.reply(Raw.echo(call));
                                },
                        "Count", VarlinkTest::count,
                        "Note",
                                call -> {
                                    onewaySeen.countDown();
                                    call.reply(null);
                                },
                        "Hang", call -> Thread.sleep(Duration.ofMinutes(5)),
                        "Bug",
                                call -> {
                                    throw new IllegalStateException("a bug that the test made");
                                }));
        server = new VarlinkServer(
                new VarlinkServer.Endpoint(socket, null),
                new ServiceInfo("Example", "Echo", "1", "https://example.org/"),
                policy,
                limits,
                List.of(echo));
        server.start();
    }

    private static void count(VarlinkCall call) throws IOException {
        for (int i = 1; i < 5; i++) {
            call.replyContinues("{\"n\":" + i + "}");
        }
        call.reply("{\"n\":5}");
    }

    private void serve() throws IOException {
        serve((peer, method) -> true, VarlinkServer.Limits.DEFAULT);
    }

    @Test
    void aCallIsAnsweredAndTheCallerKnown() throws IOException {
        serve();
        assertThat(client.call("org.example.Echo.Echo", "{\"a\":[1,{\"b\":\"ü\\u0000\"}]}", LIMIT))
                .isEqualTo("{\"a\":[1,{\"b\":\"ü\\u0000\"}]}");
        assertThat(lastPeer.user()).isEqualTo(ME);
    }

    @Test
    void theServiceDescribesItself() throws IOException {
        serve();
        assertThat(client.call("org.varlink.service.GetInfo", null, LIMIT))
                .isEqualTo(
                        "{\"vendor\":\"Example\",\"product\":\"Echo\",\"version\":\"1\",\"url\":\"https://example.org/\","
                                + "\"interfaces\":[\"org.example.Echo\",\"org.varlink.service\"]}");
        assertThat(client.call(
                        "org.varlink.service.GetInterfaceDescription", "{\"interface\":\"org.example.Echo\"}", LIMIT))
                .isEqualTo("{\"description\":\"interface org.example.Echo\\nmethod Echo() -> ()\\n\"}");
        assertThat(client.call(
                        "org.varlink.service.GetInterfaceDescription",
                        "{\"interface\":\"org.varlink.service\"}",
                        LIMIT))
                .contains("error ExpectedMore ()");
    }

    @Test
    void whatIsNotThereIsNamed() throws IOException {
        serve();
        assertThat(errorOf("org.example.Echo.Nothing", null))
                .isEqualTo("org.varlink.service.MethodNotFound {\"method\":\"org.example.Echo.Nothing\"}");
        assertThat(errorOf("org.example.Other.Echo", null))
                .isEqualTo("org.varlink.service.InterfaceNotFound {\"interface\":\"org.example.Other\"}");
        assertThat(errorOf("nodots", null)).startsWith("org.varlink.service.InterfaceNotFound");
        assertThat(errorOf("org.varlink.service.GetInterfaceDescription", "{\"interface\":\"x.\\\"y\"}"))
                .isEqualTo("org.varlink.service.InterfaceNotFound {\"interface\":\"x.\\\"y\"}");
        assertThat(errorOf("org.varlink.service.GetInterfaceDescription", "{}"))
                .isEqualTo("org.varlink.service.InvalidParameter {\"parameter\":\"interface\"}");
        assertThat(errorOf("org.example.Echo.Count", null)).isEqualTo("org.varlink.service.ExpectedMore");
    }

    private String errorOf(String method, String parameters) {
        return catchThrowableOfType(VarlinkException.class, () -> client.call(method, parameters, LIMIT))
                .getMessage();
    }

    @Test
    void moreGivesManyRepliesInOrder() throws IOException {
        serve();
        List<String> replies = new ArrayList<>();
        client.stream("org.example.Echo.Count", null, LIMIT, replies::add);
        assertThat(replies).containsExactly("{\"n\":1}", "{\"n\":2}", "{\"n\":3}", "{\"n\":4}", "{\"n\":5}");
    }

    @Test
    void aStreamEndsWhenTheHandlerHasEnough() throws IOException {
        serve();
        List<String> replies = new ArrayList<>();
        client.stream("org.example.Echo.Count", null, LIMIT, reply -> {
            replies.add(reply);
            return replies.size() < 2;
        });
        assertThat(replies).hasSize(2);
    }

    @Test
    void onewayIsCarriedOutWithoutReply() throws Exception {
        serve();
        try (SocketChannel raw = connect()) {
            send(raw, "{\"method\":\"org.example.Echo.Note\",\"oneway\":true}\0");
            send(raw, "{\"method\":\"org.example.Echo.Nothing\",\"oneway\":true}\0");
            send(raw, "{\"method\":\"org.example.Echo.Echo\",\"parameters\":{\"after\":1}}\0");
            assertThat(receive(raw)).isEqualTo("{\"parameters\":{\"after\":1}}");
        }
        assertThat(onewaySeen.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void pipelinedCallsAreAnsweredInOrder() throws IOException {
        serve();
        try (SocketChannel raw = connect()) {
            StringBuilder calls = new StringBuilder();
            for (int i = 0; i < 500; i++) {
                calls.append("{\"method\":\"org.example.Echo.Echo\",\"parameters\":{\"n\":")
                        .append(i)
                        .append("}}\0");
            }
            Thread sender = Thread.startVirtualThread(() -> send(raw, calls.toString()));
            FrameReader frames = new FrameReader(raw, 65536);
            for (int i = 0; i < 500; i++) {
                assertThat(new String(frames.next(() -> {}), StandardCharsets.UTF_8))
                        .isEqualTo("{\"parameters\":{\"n\":" + i + "}}");
            }
            assertThat(sender).isNotNull();
        }
    }

    @Test
    void onlyWhomThePolicyNamesIsHeard() throws IOException {
        serve(
                AccessPolicy.byUser("nobody-at-all", Map.of(ME, Set.of("org.example.Echo.Count"))),
                VarlinkServer.Limits.DEFAULT);
        assertThat(errorOf("org.example.Echo.Echo", null)).isEqualTo("org.varlink.service.PermissionDenied");
        assertThat(errorOf("org.example.Echo.NotThere", null)).isEqualTo("org.varlink.service.PermissionDenied");
        assertThat(errorOf("org.example.Echo.Count", null)).isEqualTo("org.varlink.service.ExpectedMore");
        assertThat(client.call("org.varlink.service.GetInfo", null, LIMIT)).contains("Echo");
    }

    @Test
    void aStrangerGetsNoDescriptionEither() throws IOException {
        serve(AccessPolicy.byUser("nobody-at-all", Map.of()), VarlinkServer.Limits.DEFAULT);
        assertThat(errorOf("org.varlink.service.GetInfo", null)).isEqualTo("org.varlink.service.PermissionDenied");
    }

    @Test
    void theSocketIsForItsOwnerOnly() throws IOException {
        serve();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket)))
                .isEqualTo("rw-------");
        try (var files = Files.list(directory)) {
            assertThat(files).containsExactly(socket);
        }
    }

    @Test
    void aDeadlineEndsACallAndTheNextOneWorks() throws IOException {
        serve();
        VarlinkException late = catchThrowableOfType(
                VarlinkException.class, () -> client.call("org.example.Echo.Hang", null, Duration.ofMillis(50)));
        assertThat(late.kind()).isEqualTo(VarlinkException.Kind.TIMED_OUT);
        assertThat(client.call("org.example.Echo.Echo", "{}", LIMIT)).isEqualTo("{}");
    }

    @Test
    void nobodyListening() {
        VarlinkException failed = catchThrowableOfType(VarlinkException.class, () -> client.call("a.b.C", null, LIMIT));
        assertThat(failed.kind()).isEqualTo(VarlinkException.Kind.UNREACHABLE);
    }

    @Test
    void aRestartedServerIsFoundAgain() throws IOException {
        serve();
        for (int n = 0; n < RESTARTS; n++) {
            assertThat(client.call("org.example.Echo.Echo", "{\"n\":" + n + "}", LIMIT))
                    .isEqualTo("{\"n\":" + n + "}");
            server.close();
            serve();
        }
    }

    @Test
    void aBugInAMethodCostsTheConnectionNotTheServer() throws IOException {
        serve();
        VarlinkException failed =
                catchThrowableOfType(VarlinkException.class, () -> client.call("org.example.Echo.Bug", null, LIMIT));
        assertThat(failed.kind()).isEqualTo(VarlinkException.Kind.UNREACHABLE);
        assertThat(client.call("org.example.Echo.Echo", "{}", LIMIT)).isEqualTo("{}");
    }

    @Test
    void connectionsAreBoundedAndGivenBack() throws Exception {
        VarlinkServer.Limits few = new VarlinkServer.Limits(
                8, 3, 4096, Duration.ofMinutes(1), Duration.ofSeconds(10), Duration.ofSeconds(10));
        serve((peer, method) -> true, few);
        List<SocketChannel> held = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            held.add(connect());
            roundTrip(held.get(i));
        }
        try (SocketChannel tooMany = connect()) {
            assertThat(tooMany.read(ByteBuffer.allocate(1))).isEqualTo(-1);
        }
        for (SocketChannel one : held) {
            one.close();
        }
        awaitNoConnections();
        roundTrip(connect());
    }

    private void awaitNoConnections() {
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (server.connectionCount() > 0) {
            assertThat(System.nanoTime()).as("connections are given back").isLessThan(deadline);
            Thread.onSpinWait();
        }
    }

    @Test
    void aMessageTooLongEndsTheConnection() throws IOException {
        serve(
                (peer, method) -> true,
                new VarlinkServer.Limits(
                        8, 8, 1000, Duration.ofMinutes(1), Duration.ofSeconds(10), Duration.ofSeconds(10)));
        try (SocketChannel raw = connect()) {
            roundTrip(raw);
            send(raw, "{\"method\":\"" + "x".repeat(1000));
            assertThat(readToEnd(raw)).isEmpty();
        }
        try (SocketChannel raw = connect()) {
            roundTrip(raw);
        }
    }

    @Test
    void aMessageThatStallsEndsTheConnection() throws IOException {
        serve(
                (peer, method) -> true,
                new VarlinkServer.Limits(
                        8, 8, 1000, Duration.ofMinutes(5), Duration.ofMillis(50), Duration.ofSeconds(10)));
        try (SocketChannel raw = connect()) {
            send(raw, "{\"method\":");
            assertThat(readToEnd(raw)).isEmpty();
        }
    }

    @Test
    void anIdleConnectionIsClosed() throws IOException {
        serve(
                (peer, method) -> true,
                new VarlinkServer.Limits(
                        8, 8, 1000, Duration.ofMillis(50), Duration.ofSeconds(5), Duration.ofSeconds(10)));
        try (SocketChannel raw = connect()) {
            assertThat(readToEnd(raw)).isEmpty();
        }
    }

    private void roundTrip(SocketChannel raw) throws IOException {
        send(raw, "{\"method\":\"org.example.Echo.Echo\"}\0");
        assertThat(receive(raw)).isEqualTo("{\"parameters\":{}}");
    }

    private SocketChannel connect() throws IOException {
        SocketChannel raw = SocketChannel.open(StandardProtocolFamily.UNIX);
        raw.connect(UnixDomainSocketAddress.of(socket));
        return raw;
    }

    private static void send(SocketChannel raw, String text) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                raw.write(bytes);
            }
        } catch (IOException broken) {
            throw new java.io.UncheckedIOException(broken);
        }
    }

    private static String receive(SocketChannel raw) throws IOException {
        return new String(new FrameReader(raw, 65536).next(() -> {}), StandardCharsets.UTF_8);
    }

    private static String readToEnd(SocketChannel raw) {
        StringBuilder all = new StringBuilder();
        ByteBuffer buffer = ByteBuffer.allocate(1000);
        try {
            while (raw.read(buffer) >= 0) {
                all.append(new String(buffer.array(), 0, buffer.position(), StandardCharsets.UTF_8));
                buffer.clear();
            }
        } catch (IOException reset) {
            // A reset is an end too.
        }
        return all.toString();
    }
}
