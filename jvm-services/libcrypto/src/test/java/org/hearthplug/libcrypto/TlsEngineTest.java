// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.libcrypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import org.hearthplug.libcrypto.Engines.Kind;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What our engine does beyond an engine's contract: several records in a call, and memory that is given back. */
@Timeout(120)
class TlsEngineTest {
    private static final int CROWD = 1000;

    /** A connection takes ten times that; what the JVM's own compiler takes while it warms up is in the figure too. */
    private static final long LEAK_BYTES = 1024;

    @BeforeAll
    static void libraryIsThere() {
        assumeTrue(Engines.libraryIsThere(), "this machine has no libssl.so.3");
        assertThat(Kind.LIBSSL.there()).isTrue();
    }

    private static Wire connected(String version) throws SSLException {
        Wire wire = new Wire(Engines.client(version, "h2"), Kind.LIBSSL.server(), null);
        assertThat(wire.handshake()).isTrue();
        return wire;
    }

    /** Moves so much that the buffers have grown. */
    private static Wire busy(String version) throws SSLException {
        Wire wire = connected(version);
        assertThat(wire.server.engine.getSession().getPacketBufferSize()).isLessThan(24 * 1024);
        wire.client.wrap(new byte[TlsEngine.PLAIN_BYTES], wire.server);
        wire.read(wire.server, wire.client);
        assertThat(wire.server.engine.getSession().getPacketBufferSize()).isEqualTo(TlsEngine.PACKET_BYTES);
        wire.server.delivered.reset();
        return wire;
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void makesAndTakesFourRecordsInOneCall(String version) throws Exception {
        Wire wire = busy(version);
        byte[] data = new byte[TlsEngine.PLAIN_BYTES];
        new Random(4).nextBytes(data);
        assertThat(wire.server.wrap(data, wire.client)).isEqualTo(1);
        assertThat(wire.server.last.bytesConsumed()).isEqualTo(TlsEngine.PLAIN_BYTES);
        wire.read(wire.client, wire.server);
        assertThat(wire.client.delivered.toByteArray()).isEqualTo(data);

        wire.client.wrap(data, wire.server);
        SSLEngineResult result = wire.server.unwrap(99_999);
        // The JDK's records are a little shorter than they might be.
        assertThat(result.bytesProduced()).isGreaterThan(TlsEngine.PLAIN_BYTES - 200);
        wire.read(wire.server, wire.client);
        assertThat(wire.server.delivered.toByteArray()).isEqualTo(data);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void aFullRecordFitsTheSmallBuffers(String version) throws Exception {
        Wire wire = connected(version);
        wire.server.wrap(new byte[TlsEngine.RECORD_BYTES], wire.client);
        SSLEngine client = wire.client.engine;
        ByteBuffer target = ByteBuffer.allocate(client.getSession().getApplicationBufferSize());
        assertThat(client.unwrap(ByteBuffer.wrap(wire.client.coming), target).bytesProduced())
                .isEqualTo(TlsEngine.RECORD_BYTES);
        wire.client.wrap(new byte[TlsEngine.RECORD_BYTES], wire.server);
        for (int i = 0; i < 2 && wire.server.coming.length > 0; i++) {
            wire.server.unwrap(99_999);
        }
        assertThat(wire.server.delivered.size()).isEqualTo(TlsEngine.RECORD_BYTES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void whatWasWholeIsDeliveredBeforeAFailureBehindIt(String version) throws Exception {
        Wire wire = busy(version);
        wire.client.wrap(new byte[] {1, 2, 3}, wire.server);
        wire.client.wrap(new byte[] {4, 5, 6}, wire.server);
        wire.server.coming[wire.server.coming.length - 1] ^= 1;
        assertThat(wire.server.unwrap(99_999).bytesProduced()).isEqualTo(3);
        assertThat(wire.server.coming).as("the reason to call again").isNotEmpty();
        assertThat(wire.server.engine.getHandshakeStatus()).isEqualTo(HandshakeStatus.NOT_HANDSHAKING);
        assertThatThrownBy(() -> wire.server.unwrap(99_999)).isInstanceOf(SSLException.class);
        assertThat(wire.server.engine.getHandshakeStatus()).isEqualTo(HandshakeStatus.NEED_WRAP);
        wire.server.wrap(new byte[0], wire.client);
        assertThat(wire.server.last.getStatus()).isEqualTo(Status.CLOSED);
        assertThatThrownBy(() -> wire.read(wire.client, wire.server))
                .isInstanceOf(SSLException.class)
                .hasMessageContaining("bad_record_mac");
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void recordsAfterTheFarewellAreNotRead(String version) throws Exception {
        Wire wire = busy(version);
        wire.client.wrap(new byte[] {1, 2, 3}, wire.server);
        wire.client.engine.closeOutbound();
        wire.client.wrap(new byte[0], wire.server);
        assertThat(wire.server.unwrap(99_999).bytesProduced()).isEqualTo(3);
        assertThat(wire.server.coming).isNotEmpty();
        assertThat(wire.server.unwrap(99_999).getStatus()).isEqualTo(Status.CLOSED);
        assertThat(wire.server.coming).isEmpty();
    }

    /** Jetty keeps a buffer for as long as something is in it: the piece that would keep it small is taken over, once, and its record comes whole. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.3", "TLSv1.2"})
    void aPieceOfARecordDoesNotKeepTheBufferSmall(String version) throws Exception {
        for (int piece : new int[] {1, 4, 5, 6, 700}) {
            Wire wire = connected(version);
            wire.client.wrap(new byte[TlsEngine.PLAIN_BYTES], wire.server);
            wire.read(wire.server, wire.client);
            wire.client.wrap(new byte[] {1, 2, 3}, wire.server);
            int first = wire.server.coming.length;
            wire.client.wrap(new byte[1000], wire.server);
            byte[] coming = wire.server.coming;
            SSLEngine server = wire.server.engine;
            ByteBuffer room = ByteBuffer.allocateDirect(TlsEngine.PLAIN_BYTES);

            ByteBuffer small = ByteBuffer.wrap(Arrays.copyOf(coming, first + piece));
            SSLEngineResult result = server.unwrap(small, room);
            assertThat(small.hasRemaining()).isFalse();
            assertThat(result.bytesConsumed()).isEqualTo(first + piece);
            assertThat(result.bytesProduced()).isEqualTo(3);

            ByteBuffer large = ByteBuffer.allocateDirect(TlsEngine.PACKET_BYTES);
            large.put(coming, first + piece, coming.length - first - piece - 1).flip();
            result = server.unwrap(large, room);
            assertThat(result.getStatus()).isEqualTo(Status.BUFFER_UNDERFLOW);
            assertThat(large.position()).isZero();
            large.limit(large.limit() + 1).put(large.limit() - 1, coming[coming.length - 1]);
            assertThat(server.unwrap(large, ByteBuffer.allocate(10)).getStatus())
                    .isEqualTo(Status.BUFFER_OVERFLOW);
            result = server.unwrap(large, room);
            assertThat(result.bytesProduced()).isEqualTo(1000);
            assertThat(large.hasRemaining()).isFalse();
        }
    }

    @Test
    void nobodyNegotiatesAnew() throws Exception {
        Wire wire = connected("TLSv1.2");
        wire.client.engine.beginHandshake();
        wire.client.wrap(new byte[0], wire.server);
        wire.server.unwrap(99_999);
        assertThat(wire.server.engine.getHandshakeStatus())
                .as("so Jetty ends the connection")
                .isEqualTo(HandshakeStatus.NEED_WRAP);
        assertThatThrownBy(() -> {
                    wire.server.wrap(new byte[0], wire.client);
                    wire.read(wire.client, wire.server);
                })
                .isInstanceOf(SSLException.class);
    }

    @Test
    void noSessionOutlivesItsConnection() throws Exception {
        for (String version : TlsServer.VERSIONS) {
            byte[] before = null;
            for (int i = 0; i < 3; i++) {
                Wire wire = connected(version);
                assertThat(wire.server.engine.getSession().getId()).isEmpty();
                wire.read(wire.client, wire.server);
                byte[] id = wire.client.engine.getSession().getId();
                assertThat(id).isNotEqualTo(before);
                before = id.length == 0 ? null : id;
            }
        }
    }

    @Test
    void aRenewedCertificateShowsByItself() throws Exception {
        X509Certificate old = Engines.CERTIFICATE.get();
        Wire before = connected("TLSv1.3");
        try {
            Engines.CERTIFICATE.set(Engines.certificate(Engines.KEY, "renewed"));
            Wire after = connected("TLSv1.3");
            assertThat(after.client.engine.getSession().getPeerCertificates())
                    .containsExactly(Engines.CERTIFICATE.get());
            assertThat(after.server.engine.getSession().getLocalCertificates())
                    .containsExactly(Engines.CERTIFICATE.get());
            before.client.wrap(new byte[100], before.server);
            before.read(before.server, before.client);
            assertThat(before.server.delivered.size()).isEqualTo(100);
            assertThat(before.server.engine.getSession().getLocalCertificates()).containsExactly(old);
        } finally {
            Engines.CERTIFICATE.set(old);
        }
    }

    @Test
    void wantsAKeyThatIsTheCertificates() {
        TlsSettings other = Engines.settings(Engines.key().getPrivate());
        assertThat(TlsServer.context(other)).isEmpty();
        TlsSettings unknown = new TlsSettings(
                Engines.KEY.getPrivate(),
                Engines.CERTIFICATE::get,
                List.of("TLS_RSA_WITH_AES_128_CBC_SHA"),
                List.of("h2"));
        assertThat(TlsServer.context(unknown)).isEmpty();
        assertThat(TlsServer.context(Engines.settings(Engines.KEY.getPrivate())))
                .isPresent();
    }

    @Test
    void isAServersEngineAndNoOther() {
        SSLEngine engine = Kind.LIBSSL.server();
        assertThatThrownBy(() -> engine.setUseClientMode(true)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> engine.setNeedClientAuth(true)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> engine.setEnabledProtocols(new String[] {"TLSv1.1"}))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> engine.setEnabledCipherSuites(new String[] {"TLS_AES_128_GCM_SHA256"}))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /** A client of TLS 1.1, whose greeting is made by hand, for the JDK's has none: it is told why. */
    @Test
    void olderVersionsAreRefused() throws Exception {
        SSLEngine server = Kind.LIBSSL.server();
        byte[] greeting = new byte[5 + 4 + 2 + 32 + 1 + 2 + 2 + 2];
        ByteBuffer.wrap(greeting)
                .put(new byte[] {0x16, 3, 1, 0, (byte) (greeting.length - 5)})
                .put(new byte[] {1, 0, 0, (byte) (greeting.length - 9), 3, 2})
                .put(new byte[32])
                .put(new byte[] {0, 0, 2, (byte) 0xC0, 0x09, 1, 0});
        assertThatThrownBy(() -> server.unwrap(ByteBuffer.wrap(greeting), ByteBuffer.allocate(99_999)))
                .isInstanceOf(SSLException.class);
        ByteBuffer alert = ByteBuffer.allocate(99_999);
        server.wrap(ByteBuffer.allocate(0), alert);
        assertThat(alert.get(0)).isEqualTo((byte) 0x15);
        assertThat(alert.get(6)).as("protocol_version").isEqualTo((byte) 70);
    }

    /** Opened, left at every stage of a connection, and freed: nothing stays, neither in count nor, once the JVM has warmed up, in the process's memory. */
    @Test
    void aThousandAbortedConnectionsLeaveNothing() throws Throwable {
        int before = TlsConnection.live();
        long grown = Long.MAX_VALUE;
        for (int round = 0; round < 8 && grown > CROWD * LEAK_BYTES; round++) {
            long start = settledBytes();
            for (int i = 0; i < CROWD; i++) {
                abort(i);
            }
            assertThat(TlsConnection.live()).isLessThanOrEqualTo(before);
            grown = settledBytes() - start;
        }
        assertThat(grown).as("bytes more after a thousand connections").isLessThan(CROWD * LEAK_BYTES);
    }

    private static void abort(int stage) throws Exception {
        SSLEngine server = Kind.LIBSSL.server();
        Wire wire = new Wire(Engines.client(stage % 2 == 0 ? "TLSv1.3" : "TLSv1.2", "h2"), server, null);
        switch (stage % 5) {
            case 0 -> server.beginHandshake();
            case 1 -> {
                wire.client.engine.beginHandshake();
                wire.client.wrap(new byte[0], wire.server);
                wire.server.unwrap(99_999);
            }
            case 2 -> {
                wire.server.coming = new byte[] {0x16, 3, 1, 0, 4, 9, 0, 0, 0};
                assertThatThrownBy(() -> wire.server.unwrap(99)).isInstanceOf(SSLException.class);
                return; // Freed by its failure.
            }
            case 3 -> {
                assertThat(wire.handshake()).isTrue();
                wire.server.wrap(new byte[50_000], wire.client);
            }
            default -> {
                assertThat(wire.handshake()).isTrue();
                wire.server.engine.closeOutbound();
                wire.server.wrap(new byte[0], wire.client);
                wire.client.engine.closeOutbound();
                wire.client.wrap(new byte[0], wire.server);
                wire.read(wire.server, wire.client);
                return; // Freed by its end.
            }
        }
        ((TlsEngine) server).close();
        assertThat(server.wrap(ByteBuffer.allocate(1), ByteBuffer.allocate(99_999))
                        .getStatus())
                .isEqualTo(Status.CLOSED);
    }

    @Test
    void whatNobodyClosesGoesWithTheGarbage() throws Exception {
        int before = TlsConnection.live();
        for (int i = 0; i < 50; i++) {
            Kind.LIBSSL.server().beginHandshake();
        }
        assertThat(TlsConnection.live()).isGreaterThan(before);
        for (int i = 0; i < 200 && TlsConnection.live() > before; i++) {
            System.gc();
            Thread.sleep(20);
        }
        assertThat(TlsConnection.live()).isLessThanOrEqualTo(before);
    }

    /** The test's own buffers go with the garbage, some time after it. */
    private static long settledBytes() throws Throwable {
        long least = Long.MAX_VALUE;
        for (int i = 0; i < 10; i++) {
            System.gc();
            Thread.sleep(30);
            least = Math.min(least, nativeBytes());
        }
        return least;
    }

    /** Bytes in use of what the process has by malloc, as glibc counts them: see mallinfo(3). */
    @SuppressWarnings("restricted") // Calls C.
    private static long nativeBytes() throws Throwable {
        MemoryLayout numbers = MemoryLayout.structLayout(MemoryLayout.sequenceLayout(10, ValueLayout.JAVA_LONG));
        MethodHandle mallinfo = Linker.nativeLinker()
                .downcallHandle(
                        Linker.nativeLinker().defaultLookup().findOrThrow("mallinfo2"), FunctionDescriptor.of(numbers));
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment answer = (MemorySegment) mallinfo.invoke((SegmentAllocator) arena);
            return answer.getAtIndex(ValueLayout.JAVA_LONG, 4) + answer.getAtIndex(ValueLayout.JAVA_LONG, 7);
        }
    }
}
