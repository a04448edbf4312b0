// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.sftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.cipher.BuiltinCiphers;
import org.apache.sshd.common.cipher.Cipher;
import org.apache.sshd.common.kex.KexProposalOption;
import org.apache.sshd.core.CoreModuleProperties;
import org.hearthplug.storage.Space;
import org.hearthplug.storage.Storage;
import org.hearthplug.storage.StorageConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bytes over the network, both ways, whoever is slow. The client is MINA's, whose ciphers are Java's, with requests of our own. */
@Timeout(180)
class TransferTest {
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final int CREATE = 2 | 8 | 16;

    @TempDir
    Path folder;

    private final Random random = new Random(7);
    private SftpDoor door;
    private SshClient client;

    @BeforeEach
    void open() throws Exception {
        Storage storage = Storage.open(StorageConfig.defaults(folder.resolve("files"), InstantSource.system()));
        Space space = storage.space("anna");
        door = new SftpDoor(false);
        door.open("127.0.0.1", 0, folder, new Anna(space));
        Files.createDirectories(folder.resolve("files/anna"));
        client = SshClient.setUpDefaultClient();
        client.setServerKeyVerifier((session, address, key) -> true);
        client.start();
    }

    @AfterEach
    void close() {
        client.stop();
        door.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"aes128-gcm@openssh.com", "aes256-gcm@openssh.com", "chacha20-poly1305@openssh.com", "aes128-ctr"
            })
    void whatGoesUpComesDownWhileKeysAreExchangedAgainAndAgain(String cipher) throws Exception {
        client.setCipherFactories(List.<NamedFactory<Cipher>>of(BuiltinCiphers.fromFactoryName(cipher)));
        CoreModuleProperties.REKEY_BYTES_LIMIT.set(client, 700_000L);
        byte[] content = bytes(9_000_011);
        try (Talk talk = talk()) {
            assertThat(talk.session.getNegotiatedKexParameter(KexProposalOption.S2CENC))
                    .isEqualTo(cipher);
            byte[] first = talk.session.getSessionId();
            byte[] handle = talk.open("big", CREATE);
            CompletableFuture<Void> asking = CompletableFuture.runAsync(() -> {
                for (int at = 0, length; at < content.length; at += length) {
                    length = Math.min(content.length - at, 1 + random.nextInt(200_000));
                    talk.write(handle, at, content, at, length);
                }
            });
            talk.answers(asking, (type, answer) -> assertThat(answer.getInt()).isZero());
            talk.closeHandle(handle);
            assertThat(Files.readAllBytes(folder.resolve("files/anna/big"))).isEqualTo(content);
            assertThat(talk.download("big", content.length, 32_768)).isEqualTo(content);
            assertThat(talk.download("big", content.length, 255_000)).isEqualTo(content);
            assertThat(talk.exchanges()).as("key exchanges").isGreaterThan(10);
            assertThat(talk.session.getSessionId()).isEqualTo(first);
        }
    }

    @Test
    void manyWishesForNewKeysInTheMidstOfADownloadHarmNothing() throws Exception {
        byte[] content = bytes(6_000_000);
        Files.write(folder.resolve("files/anna/f"), content);
        try (Talk talk = talk()) {
            CompletableFuture<Void> exchanging = CompletableFuture.runAsync(() -> {
                for (int i = 0; i < 10; i++) {
                    try {
                        talk.session.reExchangeKeys().verify(DEADLINE);
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                }
            });
            for (int i = 0; i < 4 || !exchanging.isDone(); i++) {
                assertThat(talk.download("f", content.length, 50_000)).isEqualTo(content);
            }
            exchanging.get();
        }
    }

    @Test
    void piecesOfAnySizeFromAnywhereAreTheFiles() throws Exception {
        byte[] content = bytes(700_001);
        Files.write(folder.resolve("files/anna/f"), content);
        try (Talk talk = talk()) {
            byte[] handle = talk.open("f", 1);
            Map<Integer, int[]> asked = new HashMap<>();
            for (int i = 0; i < 400; i++) {
                int at = random.nextInt(content.length + 1000);
                int length = random.nextInt(i % 7 == 0 ? 300_000 : 5_000);
                asked.put(talk.read(handle, at, length), new int[] {at, length});
            }
            while (!asked.isEmpty()) {
                talk.answer((type, id, answer) -> {
                    int[] piece = asked.remove(id);
                    int there = Math.min(Math.min(piece[1], 256 * 1024), content.length - piece[0]);
                    if (piece[1] > 0 && there <= 0) {
                        assertThat(type).isEqualTo(Types.STATUS);
                        assertThat(answer.getInt()).isEqualTo(Types.EOF);
                        return;
                    }
                    assertThat(type).isEqualTo(Types.DATA);
                    assertThat(answer.getInt()).isEqualTo(Math.max(there, 0)).isEqualTo(answer.remaining());
                    byte[] read = new byte[answer.remaining()];
                    answer.get(read);
                    assertThat(read).isEqualTo(Arrays.copyOfRange(content, piece[0], piece[0] + read.length));
                });
            }
        }
    }

    @Test
    void aTransferThatWasCutGoesOnWhereItWas() throws Exception {
        byte[] content = bytes(500_000);
        Path file = folder.resolve("files/anna/f");
        Files.write(file, Arrays.copyOf(content, 200_000));
        try (Talk talk = talk()) {
            byte[] handle = talk.open("f", 2 | 8);
            talk.write(handle, 200_000, content, 200_000, 100_000);
            talk.write(handle, 400_000, content, 400_000, 100_000);
            talk.write(handle, 300_000, content, 300_000, 100_000);
            talk.status(0, 3);
            talk.closeHandle(handle);
            assertThat(Files.readAllBytes(file)).isEqualTo(content);
            byte[] append = talk.open("f", 2 | 4);
            talk.write(append, 0, content, 0, 50_000);
            talk.status(0, 1);
            talk.closeHandle(append);
        }
        assertThat(Files.size(file)).isEqualTo(550_000);
    }

    /** 200 MB are asked for and not taken: requests are no longer read, memory stays, and when they are taken all are right. */
    @Test
    void whoAsksAndDoesNotTakeIsNotReadFrom() throws Exception {
        byte[] content = bytes(4096);
        Files.write(folder.resolve("files/anna/f"), content);
        int requests = 50_000;
        long outside = outsideTheHeap();
        try (Talk talk = talk()) {
            byte[] handle = talk.open("f", 1);
            AtomicInteger asked = new AtomicInteger();
            CompletableFuture<Void> asking = CompletableFuture.runAsync(() -> {
                for (int i = 0; i < requests; i++) {
                    talk.read(handle, 0, 4096);
                    asked.incrementAndGet();
                }
            });
            int before = -1;
            for (int still = 0; still < 10; still = asked.get() == before ? still + 1 : 0) {
                before = asked.get();
                Thread.sleep(100);
            }
            assertThat(asking).as("all requests were read").isNotDone();
            assertThat(asked).hasValueLessThan(requests);
            assertThat(outsideTheHeap() - outside).as("memory outside the heap").isLessThan(2 << 20);
            for (int i = 0; i < requests; i++) {
                talk.answer((type, id, answer) -> {
                    assertThat(answer.getInt()).isEqualTo(4096);
                    assertThat(Arrays.equals(answer.array(), answer.position(), answer.limit(), content, 0, 4096))
                            .isTrue();
                });
            }
            asking.get();
        }
    }

    @Test
    void connectionsThatComeAndGoLeaveNoMemoryBehind() throws Exception {
        Files.write(folder.resolve("files/anna/f"), bytes(1 << 20));
        long before = 0;
        for (int i = 0; i < 30; i++) {
            try (Talk talk = talk()) {
                byte[] half = talk.open("half", CREATE);
                talk.write(half, 0, new byte[100_000], 0, 100_000);
                talk.status(0, 1);
                // An answer that is never taken, and a request that never ends.
                talk.read(talk.open("f", 1), 0, 200_000);
                talk.out.write(new byte[] {0, 1, 0, 0, 6, 1, 1, 1});
                talk.out.flush();
            }
            if (i == 5) {
                before = outsideTheHeap();
            }
        }
        awaitEmpty(folder.resolve("files/.hearth/uploads"));
        assertThat(outsideTheHeap() - before).isLessThan(2 << 20);
    }

    @Test
    void strangersWhoSayNothingKeepNobodyOut() throws Exception {
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 3 * Connections.MAX; i++) {
                sockets.add(new Socket("127.0.0.1", door.port()));
            }
            try (Talk talk = talk()) {
                assertThat(talk.open("new", CREATE)).hasSize(4);
            }
            long closed = 0;
            for (Socket each : sockets) {
                each.setSoTimeout(50);
                closed += isClosed(each) ? 1 : 0;
            }
            assertThat(closed).isBetween(2L * Connections.MAX, 2L * Connections.MAX + 2);
        } finally {
            for (Socket each : sockets) {
                each.close();
            }
        }
    }

    /** What it was greeted with is read first. */
    private static boolean isClosed(Socket socket) throws IOException {
        try {
            while (socket.getInputStream().read() >= 0) {
                // The greeting, and which algorithms there are.
            }
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (SocketException e) {
            return true;
        }
    }

    @Test
    void whenAllPlacesArePeoplesOneMoreIsClosedAndLaterThereIsRoom() throws Exception {
        List<Talk> talks = new ArrayList<>();
        try {
            for (int i = 0; i < Connections.MAX; i++) {
                talks.add(talk("person" + i));
            }
            assertThatThrownBy(this::talk).isInstanceOf(IOException.class);
            talks.removeFirst().close();
            for (int tries = 0; ; tries++) {
                try {
                    talks.add(talk());
                    break;
                } catch (IOException e) {
                    assertThat(tries).isLessThan(100);
                    Thread.sleep(50);
                }
            }
            for (Talk each : talks) {
                assertThat(each.open("new", CREATE)).hasSize(4);
            }
        } finally {
            talks.forEach(Talk::close);
        }
    }

    private static void awaitEmpty(Path where) throws Exception {
        for (int tries = 0; tries < 200; tries++) {
            try (var left = Files.list(where)) {
                if (left.findAny().isEmpty()) {
                    return;
                }
            }
            Thread.sleep(50);
        }
        assertThat(where).isEmptyDirectory();
    }

    private static long outsideTheHeap() {
        return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                .mapToLong(BufferPoolMXBean::getMemoryUsed)
                .sum();
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    private Talk talk() throws IOException {
        return talk("Anna");
    }

    private Talk talk(String name) throws IOException {
        return new Talk(client, door.port(), name, "right");
    }
}
