// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.libcrypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.hearthplug.libcrypto.Engines.Kind;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What Jetty relies on, of the JDK's engine and of ours; the clients are the JDK's. */
@Timeout(120)
class EngineContractTest {
    private static final int ROUNDS = 150;

    static Stream<Arguments> servers() {
        return Stream.of(Kind.values())
                .filter(kind -> kind.there() || Engines.libraryIsThere())
                .flatMap(kind -> Stream.of("TLSv1.3", "TLSv1.2").map(version -> Arguments.of(kind, version)));
    }

    private static Wire connected(Kind kind, String version, Random random) throws SSLException {
        Wire wire = new Wire(Engines.client(version, "h2", "http/1.1"), kind.server(), random);
        assertThat(wire.handshake()).isTrue();
        return wire;
    }

    @ParameterizedTest
    @MethodSource("servers")
    void tellsWhatWasAgreedOn(Kind kind, String version) throws Exception {
        SSLEngine server = kind.server();
        assertThat(server.getHandshakeStatus()).isEqualTo(HandshakeStatus.NOT_HANDSHAKING);
        assertThat(server.getSession().isValid()).isFalse();
        assertThat(server.getSession().getCipherSuite()).isEqualTo("SSL_NULL_WITH_NULL_NULL");
        assertThat(server.getApplicationProtocol()).isNull();
        Wire wire = new Wire(Engines.client(version, "http/1.1", "h2"), server, null);
        assertThat(wire.handshake()).isTrue();
        assertThat(server.getHandshakeStatus()).isEqualTo(HandshakeStatus.NOT_HANDSHAKING);
        assertThat(server.getSession().isValid()).isTrue();
        assertThat(server.getSession().getProtocol()).isEqualTo(version);
        assertThat(server.getSession().getCipherSuite())
                .isEqualTo(Engines.SUITES.get(version.equals("TLSv1.3") ? 0 : 1))
                .isEqualTo(wire.client.engine.getSession().getCipherSuite());
        assertThat(server.getApplicationProtocol())
                .isEqualTo("h2")
                .isEqualTo(wire.client.engine.getApplicationProtocol());
        assertThat(server.getSession().getLocalCertificates()).containsExactly(Engines.CERTIFICATE.get());
        assertThat(wire.client.engine.getSession().getPeerCertificates()).containsExactly(Engines.CERTIFICATE.get());
        assertThatThrownBy(() -> server.getSession().getPeerCertificates())
                .isInstanceOf(SSLPeerUnverifiedException.class);
        assertThat(server.getPeerHost()).isEqualTo("192.0.2.1");
        assertThat(server.getSession().getPeerPort()).isEqualTo(4711);
        server.getSession().putValue("a", 1);
        assertThat(server.getSession().getValue("a")).isEqualTo(1);
        assertThat(server.getSession().getValueNames()).containsExactly("a");
        server.getSession().removeValue("a");
        assertThat(server.getSession().getValue("a")).isNull();
    }

    @ParameterizedTest
    @MethodSource("servers")
    void speaksEachSuite(Kind kind, String version) throws Exception {
        for (String suite : Engines.SUITES) {
            if (suite.contains("ECDHE") == version.equals("TLSv1.2")) {
                SSLEngine client = Engines.client(version);
                client.setEnabledCipherSuites(new String[] {suite});
                Wire wire = new Wire(client, kind.server(), null);
                assertThat(wire.handshake()).isTrue();
                assertThat(wire.server.engine.getSession().getCipherSuite()).isEqualTo(suite);
                wire.client.wrap(new byte[] {1, 2, 3}, wire.server);
                wire.read(wire.server, wire.client);
                assertThat(wire.server.delivered.toByteArray()).containsExactly(1, 2, 3);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void prefersAsTheServerDoes(Kind kind, String version) throws Exception {
        SSLEngine client = Engines.client(version);
        client.setEnabledCipherSuites(Engines.SUITES.reversed().toArray(String[]::new));
        SSLEngine server = kind.server();
        Wire wire = new Wire(client, server, null);
        assertThat(wire.handshake()).isTrue();
        assertThat(server.getSession().getCipherSuite())
                .isEqualTo(Engines.SUITES.get(version.equals("TLSv1.3") ? 0 : 1));
    }

    @ParameterizedTest
    @MethodSource("servers")
    void findsAProtocolInCommonOrRefuses(Kind kind, String version) throws Exception {
        Wire one = new Wire(Engines.client(version, "spdy/3", "http/1.1"), kind.server(), null);
        assertThat(one.handshake()).isTrue();
        assertThat(one.server.engine.getApplicationProtocol()).isEqualTo("http/1.1");

        Wire silent = new Wire(Engines.client(version), kind.server(), null);
        assertThat(silent.handshake()).isTrue();
        assertThat(silent.server.engine.getApplicationProtocol()).isEmpty();

        Wire other = new Wire(Engines.client(version, "gopher"), kind.server(), null);
        assertThatThrownBy(other::handshake).isInstanceOf(SSLException.class);
        assertEndedAfterFailure(other);
    }

    @ParameterizedTest
    @MethodSource("servers")
    void carriesDataBothWaysInBuffersOfAllShapes(Kind kind, String version) throws Exception {
        Random random = new Random(65);
        for (int connection = 0; connection < 4; connection++) {
            Wire wire = connected(kind, version, random);
            byte[] up = {};
            byte[] down = {};
            for (int round = 0; round < ROUNDS; round++) {
                byte[] more = new byte[random.nextInt(10) == 0 ? random.nextInt(200_000) : random.nextInt(300)];
                random.nextBytes(more);
                if (random.nextBoolean()) {
                    wire.client.wrap(more, wire.server);
                    up = Wire.joined(up, more);
                } else {
                    wire.server.wrap(more, wire.client);
                    down = Wire.joined(down, more);
                }
                if (random.nextInt(3) == 0) {
                    wire.read(wire.server, wire.client);
                    wire.read(wire.client, wire.server);
                }
            }
            for (int i = 0; i < 3; i++) {
                wire.read(wire.server, wire.client);
                wire.read(wire.client, wire.server);
            }
            assertThat(wire.server.delivered.toByteArray()).isEqualTo(up);
            assertThat(wire.client.delivered.toByteArray()).isEqualTo(down);
        }
    }

    @ParameterizedTest
    @MethodSource("servers")
    void theClientClosesFirst(Kind kind, String version) throws Exception {
        Wire wire = connected(kind, version, null);
        wire.client.wrap(new byte[100], wire.server);
        wire.client.engine.closeOutbound();
        wire.client.wrap(new byte[0], wire.server);
        assertThat(wire.server.unwrap(99_999).bytesProduced()).isEqualTo(100);
        assertThat(wire.server.engine.isInboundDone()).isFalse();
        assertThat(wire.server.unwrap(99_999).getStatus()).isEqualTo(Status.CLOSED);
        assertThat(wire.server.engine.isInboundDone()).isTrue();
        if (version.equals("TLSv1.3")) { // Its directions end one by one.
            wire.server.wrap(new byte[50], wire.client);
            wire.read(wire.client, wire.server);
            assertThat(wire.client.delivered.size()).isEqualTo(50);
        }
        wire.server.engine.closeOutbound();
        wire.server.wrap(new byte[0], wire.client);
        assertThat(wire.server.last.getStatus()).isEqualTo(Status.CLOSED);
        wire.read(wire.client, wire.server);
        assertThat(wire.client.engine.isInboundDone()).isTrue();
        assertOver(wire.server.engine);
    }

    @ParameterizedTest
    @MethodSource("servers")
    void theServerClosesFirst(Kind kind, String version) throws Exception {
        Wire wire = connected(kind, version, null);
        wire.server.wrap(new byte[100], wire.client);
        wire.server.engine.closeOutbound();
        assertThat(wire.server.engine.isOutboundDone()).isFalse();
        assertThat(wire.server.engine.getHandshakeStatus()).isEqualTo(HandshakeStatus.NEED_WRAP);
        wire.server.wrap(new byte[0], wire.client);
        assertThat(wire.server.last.getStatus()).isEqualTo(Status.CLOSED);
        assertThat(wire.server.engine.isOutboundDone()).isTrue();
        wire.read(wire.client, wire.server);
        assertThat(wire.client.delivered.size()).isEqualTo(100);
        wire.client.engine.closeOutbound();
        wire.client.wrap(new byte[0], wire.server);
        assertThat(wire.server.unwrap(99_999).getStatus()).isEqualTo(Status.CLOSED);
        assertOver(wire.server.engine);
    }

    @ParameterizedTest
    @MethodSource("servers")
    void aClientThatJustGoesIsToldApart(Kind kind, String version) throws Exception {
        Wire wire = connected(kind, version, null);
        assertThatThrownBy(wire.server.engine::closeInbound).isInstanceOf(SSLException.class);
        assertThat(wire.server.engine.isInboundDone()).isTrue();
        wire.server.engine.closeOutbound();
        wire.server.wrap(new byte[0], wire.client);
        assertOver(wire.server.engine);
    }

    @ParameterizedTest
    @MethodSource("servers")
    void closesBeforeAnythingWasSaid(Kind kind, String version) throws Exception {
        SSLEngine fresh = kind.server();
        fresh.closeInbound();
        fresh.closeOutbound();
        fresh.wrap(ByteBuffer.allocate(0), ByteBuffer.allocate(99_999));
        assertOver(fresh);

        Wire wire = new Wire(Engines.client(version), kind.server(), null);
        wire.client.engine.beginHandshake();
        wire.client.wrap(new byte[0], wire.server);
        wire.server.unwrap(20);
        wire.server.engine.closeOutbound();
        while (!wire.server.engine.isOutboundDone()) {
            wire.server.wrap(new byte[0], wire.client);
        }
        assertThat(wire.server.engine.isOutboundDone()).isTrue();
    }

    private static void assertOver(SSLEngine engine) throws SSLException {
        assertThat(engine.isInboundDone()).isTrue();
        assertThat(engine.isOutboundDone()).isTrue();
        assertThat(engine.getHandshakeStatus()).isEqualTo(HandshakeStatus.NOT_HANDSHAKING);
        ByteBuffer room = ByteBuffer.allocate(99_999);
        assertThat(engine.wrap(ByteBuffer.allocate(10), room).getStatus()).isEqualTo(Status.CLOSED);
        assertThat(engine.unwrap(ByteBuffer.allocate(10), room).getStatus()).isEqualTo(Status.CLOSED);
        assertThat(room.position()).isZero();
        engine.closeOutbound();
        engine.closeInbound();
    }

    /** An alert may wait to be sent; then nothing goes any more. */
    private static void assertEndedAfterFailure(Wire wire) throws SSLException {
        for (int i = 0; i < 5 && !wire.server.engine.isOutboundDone(); i++) {
            wire.server.wrap(new byte[0], wire.client);
        }
        assertThat(wire.server.engine.isOutboundDone()).isTrue();
        ByteBuffer room = ByteBuffer.allocate(99_999);
        assertThat(wire.server.engine.wrap(ByteBuffer.allocate(10), room).getStatus())
                .isEqualTo(Status.CLOSED);
        assertThat(room.position()).isZero();
    }

    @ParameterizedTest
    @MethodSource("servers")
    void wholeRecordsOnly(Kind kind, String version) throws Exception {
        Wire wire = connected(kind, version, null);
        wire.client.wrap(new byte[500], wire.server);
        byte[] record = wire.server.coming;
        ByteBuffer target = ByteBuffer.allocate(wire.server.engine.getSession().getApplicationBufferSize());
        for (int bytes : new int[] {0, 1, 4, 5, 6, 100, record.length - 1}) {
            ByteBuffer part = ByteBuffer.wrap(record, 0, bytes);
            var result = wire.server.engine.unwrap(part, target);
            assertThat(result.getStatus()).isEqualTo(Status.BUFFER_UNDERFLOW);
            assertThat(part.position()).isZero();
            assertThat(target.position()).isZero();
        }
        assertThat(wire.server.unwrap(record.length).bytesProduced()).isEqualTo(500);
    }

    @ParameterizedTest
    @MethodSource("servers")
    void tinyTargetsChangeNothing(Kind kind, String version) throws Exception {
        Wire wire = connected(kind, version, null);
        ByteBuffer data = ByteBuffer.allocate(300);
        var wrapped = wire.server.engine.wrap(data, ByteBuffer.allocate(10));
        assertThat(wrapped.getStatus()).isEqualTo(Status.BUFFER_OVERFLOW);
        assertThat(data.position()).isZero();
        wire.server.wrap(new byte[300], wire.client);
        wire.client.wrap(new byte[700], wire.server);
        ByteBuffer source = ByteBuffer.wrap(wire.server.coming);
        for (int room : new int[] {0, 1, 600}) {
            var unwrapped = wire.server.engine.unwrap(source, ByteBuffer.allocateDirect(room));
            assertThat(unwrapped.getStatus()).isEqualTo(Status.BUFFER_OVERFLOW);
            assertThat(source.position()).isZero();
        }
        assertThat(wire.server.unwrap(99_999).bytesProduced()).isEqualTo(700);
        wire.read(wire.client, wire.server);
        assertThat(wire.client.delivered.size()).isEqualTo(300);
    }

    @ParameterizedTest
    @MethodSource("servers")
    void refusesBuffersThatCannotBe(Kind kind, String version) throws Exception {
        Wire wire = connected(kind, version, null);
        SSLEngine engine = wire.server.engine;
        ByteBuffer room = ByteBuffer.allocate(99_999);
        assertThatThrownBy(() -> engine.wrap(ByteBuffer.allocate(1), room.asReadOnlyBuffer()))
                .isInstanceOf(ReadOnlyBufferException.class);
        assertThatThrownBy(() -> engine.unwrap(ByteBuffer.allocate(1), room.asReadOnlyBuffer()))
                .isInstanceOf(ReadOnlyBufferException.class);
        assertThatThrownBy(() -> engine.wrap(new ByteBuffer[] {null}, room))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> engine.unwrap(ByteBuffer.allocate(1), new ByteBuffer[] {null}))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> engine.wrap(new ByteBuffer[1], 0, 2, room))
                .isInstanceOf(IndexOutOfBoundsException.class);
    }

    @ParameterizedTest
    @MethodSource("servers")
    void whatIsNotTlsIsRefused(Kind kind, String version) throws Exception {
        for (String greeting :
                List.of("GET / HTTP/1.1\r\nHost: x\r\n\r\n", "SSH-2.0-OpenSSH_10.0\r\n", "\0\0\0\0\0\0\0\0")) {
            Wire wire = new Wire(Engines.client(version), kind.server(), null);
            wire.server.coming = greeting.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1);
            assertThatThrownBy(() -> {
                        wire.server.engine.beginHandshake();
                        for (int i = 0; i < 5; i++) {
                            wire.server.unwrap(99_999);
                            runTasks(wire.server.engine);
                        }
                    })
                    .isInstanceOf(SSLException.class);
            assertEndedAfterFailure(wire);
        }
    }

    private static void runTasks(SSLEngine engine) {
        for (Runnable task; (task = engine.getDelegatedTask()) != null; ) {
            task.run();
        }
    }

    /** One bit of what the client sends is flipped, anywhere: no handshake ends well by it, and no byte is delivered that was not sent. */
    @ParameterizedTest
    @MethodSource("servers")
    void flippedBitsAreFound(Kind kind, String version) throws Exception {
        Random random = new Random(20261129);
        int refused = 0;
        for (int round = 0; round < 120; round++) {
            Wire wire = connected(kind, version, null);
            byte[] first = bytes(random, 1 + random.nextInt(3000));
            byte[] second = bytes(random, 1 + random.nextInt(30_000));
            wire.client.wrap(first, wire.server);
            int whole = wire.server.coming.length;
            wire.client.wrap(second, wire.server);
            int at = whole + random.nextInt(wire.server.coming.length - whole);
            wire.server.coming[at] ^= (byte) (1 << random.nextInt(8));
            try {
                wire.read(wire.server, wire.client);
            } catch (SSLException expected) {
                refused++;
                assertEndedAfterFailure(wire);
            }
            byte[] sent = Wire.joined(first, second);
            byte[] got = wire.server.delivered.toByteArray();
            assertThat(got.length).isBetween(first.length, sent.length - 1);
            assertThat(got).isEqualTo(Arrays.copyOf(sent, got.length));
        }
        assertThat(refused).as("a length that grew waits for more").isGreaterThan(100);
    }

    private static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /** A greeting with bits flipped, bytes missing or doubled: the engine answers or refuses, and no more than that happens. */
    @ParameterizedTest
    @MethodSource("servers")
    void spoiltGreetingsDoNoHarm(Kind kind, String version) throws Exception {
        Random random = new Random(1129);
        for (int round = 0; round < 300; round++) {
            Wire wire = new Wire(Engines.client(version, "h2"), kind.server(), random);
            wire.client.engine.beginHandshake();
            wire.client.wrap(new byte[0], wire.server);
            wire.server.coming = spoilt(random, wire.server.coming);
            wire.server.engine.beginHandshake();
            try {
                for (int i = 0; i < 20; i++) {
                    runTasks(wire.server.engine);
                    if (wire.server.engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP) {
                        wire.server.wrap(new byte[0], wire.client);
                    } else {
                        wire.server.unwrap(99_999);
                    }
                }
            } catch (SSLException refused) {
                assertEndedAfterFailure(wire);
            }
            assertThat(wire.server.finished).isFalse();
            assertThat(wire.server.delivered.size()).isZero();
        }
    }

    private static byte[] spoilt(Random random, byte[] bytes) {
        byte[] other = bytes.clone();
        for (int i = random.nextInt(3); i >= 0; i--) {
            int at = random.nextInt(other.length);
            switch (random.nextInt(3)) {
                case 0 -> other[at] ^= (byte) (1 << random.nextInt(8));
                case 1 ->
                    other = Wire.joined(Arrays.copyOf(other, at), Arrays.copyOfRange(other, at + 1, other.length));
                default ->
                    other = Wire.joined(Arrays.copyOf(other, at + 1), Arrays.copyOfRange(other, at, other.length));
            }
        }
        return other;
    }

    /** Several threads at once, as Jetty's reader, writer and idle timer may be: each call is whole, and an end is an end. */
    @ParameterizedTest
    @MethodSource("servers")
    void manyThreadsMayCall(Kind kind, String version) throws Exception {
        for (int round = 0; round < 20; round++) {
            Wire wire = connected(kind, version, null);
            SSLEngine engine = wire.server.engine;
            wire.client.wrap(new byte[40_000], wire.server);
            byte[] coming = wire.server.coming;
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<?>> all = new ArrayList<>();
                for (int i = 0; i < 4; i++) {
                    all.add(threads.submit(() -> {
                        ByteBuffer room = ByteBuffer.allocateDirect(99_999);
                        for (int n = 0; n < 50; n++) {
                            engine.wrap(ByteBuffer.allocate(5000), room.clear());
                        }
                        return null;
                    }));
                }
                all.add(threads.submit(() -> {
                    ByteBuffer source = ByteBuffer.wrap(coming);
                    ByteBuffer room = ByteBuffer.allocateDirect(99_999);
                    for (int n = 0; n < 50; n++) {
                        engine.unwrap(source, room.clear());
                    }
                    return null;
                }));
                all.add(threads.submit(() -> {
                    Thread.sleep(1);
                    engine.closeOutbound();
                    if (engine instanceof AutoCloseable ours) {
                        ours.close();
                    }
                    return null;
                }));
                for (Future<?> one : all) {
                    one.get();
                }
            }
            engine.wrap(ByteBuffer.allocate(0), ByteBuffer.allocate(99_999));
            assertThat(engine.isOutboundDone()).isTrue();
        }
    }

    /** In TLS 1.3 the JDK's client changes its key so and asks the server for the same. */
    @ParameterizedTest
    @MethodSource("servers")
    void keysMayChange(Kind kind, String version) throws Exception {
        assumeTrue(version.equals("TLSv1.3"));
        Wire wire = connected(kind, version, new Random(7));
        for (int i = 0; i < 10; i++) {
            wire.client.engine.beginHandshake();
            wire.client.wrap(new byte[0], wire.server);
            wire.client.wrap(new byte[1000], wire.server);
            wire.read(wire.server, wire.client);
            wire.server.wrap(new byte[2000], wire.client);
            wire.read(wire.client, wire.server);
        }
        assertThat(wire.server.delivered.size()).isEqualTo(10_000);
        assertThat(wire.client.delivered.size()).isEqualTo(20_000);
    }
}
