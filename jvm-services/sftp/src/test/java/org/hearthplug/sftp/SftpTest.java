// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.sftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.apache.sshd.client.ClientBuilder;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.kex.BuiltinDHFactories;
import org.apache.sshd.common.kex.KexProposalOption;
import org.apache.sshd.common.signature.BuiltinSignatures;
import org.apache.sshd.common.signature.Signature;
import org.apache.sshd.common.util.buffer.ByteArrayBuffer;
import org.hearthplug.storage.Space;
import org.hearthplug.storage.Storage;
import org.hearthplug.storage.StorageConfig;
import org.hearthplug.web.FileDoor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SftpTest {
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private Space space;
    private SftpDoor door;
    private KeyPair key;

    @BeforeEach
    void open() throws Exception {
        Storage storage = Storage.open(StorageConfig.defaults(folder.resolve("files"), InstantSource.system()));
        space = storage.space("anna");
        door = newDoor();
    }

    @AfterEach
    void close() {
        door.close();
    }

    private SftpDoor newDoor() throws IOException {
        SftpDoor made = new SftpDoor();
        made.open("127.0.0.1", 0, folder, new OneKey());
        return made;
    }

    @Test
    void theKeyIsTheOneThatThePageShowsAndStaysTheSame() throws Exception {
        String shown = door.fingerprint();
        try (SshClient client = client();
                ClientSession session = connect(client, "Anna", "right")) {
            assertThat(KeyUtils.getFingerPrint(session.getServerKey())).isEqualTo(shown);
        }
        door.close();
        door = newDoor();
        assertThat(door.fingerprint()).isEqualTo(shown);
    }

    @Test
    void aPersonsConnectionsAreBoundedAndRoomIsMadeWhenOneGoes() throws Exception {
        try (SshClient client = client()) {
            List<ClientSession> sessions = new ArrayList<>();
            for (int i = 0; i < SshSide.MAX_SESSIONS; i++) {
                sessions.add(connect(client, "Anna", "right"));
            }
            assertThat(sessions).hasSizeGreaterThanOrEqualTo(12);
            assertThatThrownBy(() -> connect(client, "Anna", "right")).isInstanceOf(IOException.class);
            sessions.removeFirst().close();
            long patience = System.nanoTime() + DEADLINE.toNanos();
            while (sessions.size() < SshSide.MAX_SESSIONS) {
                try {
                    sessions.add(connect(client, "Anna", "right"));
                } catch (IOException e) {
                    // The server has not seen it go yet.
                    assertThat(System.nanoTime()).isLessThan(patience);
                }
            }
        }
    }

    /** Knows Anna's password and, while it is set, one key of hers; checks signatures by MINA's own classes. */
    private final class OneKey implements FileDoor.Admission {
        @Override
        public Optional<FileDoor.Pass> admit(String peer, String name, String password) {
            return name.equals("Anna") && password.equals("right") ? Optional.of(pass()) : Optional.empty();
        }

        @Override
        public boolean knowsKey(String name, String algorithm, byte[] blob) {
            return key != null && name.equals("Anna") && Arrays.equals(blob, blob(key));
        }

        @Override
        public Optional<FileDoor.Pass> admitKey(String peer, String name, FileDoor.KeyProof proof) throws IOException {
            if (!knowsKey(name, proof.algorithm(), proof.key())) {
                return Optional.empty();
            }
            Signature check =
                    BuiltinSignatures.fromFactoryName(proof.algorithm()).create();
            try {
                check.initVerifier(null, key.getPublic());
                check.update(null, proof.signed());
                return check.verify(null, proof.signature()) ? Optional.of(pass()) : Optional.empty();
            } catch (Exception e) {
                throw new IOException(e);
            }
        }
    }

    private FileDoor.Pass pass() {
        return () -> Optional.of(space);
    }

    private static byte[] blob(KeyPair pair) {
        ByteArrayBuffer buffer = new ByteArrayBuffer();
        buffer.putRawPublicKey(pair.getPublic());
        return buffer.getCompactData();
    }

    @Test
    void aKeyLetsInWhoHasIt() throws Exception {
        for (String kind : new String[] {"EC", "RSA"}) {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
            generator.initialize(kind.equals("EC") ? 384 : 3072);
            key = generator.generateKeyPair();
            try (SshClient client = client();
                    ClientSession session = connect(client, "Anna", key)) {
                assertThat(session.isAuthenticated()).as(kind).isTrue();
            }
            KeyPair other = generator.generateKeyPair();
            KeyPair stolen = new KeyPair(key.getPublic(), other.getPrivate());
            try (SshClient client = client()) {
                assertThatThrownBy(() -> connect(client, "Anna", other)).isInstanceOf(IOException.class);
                assertThatThrownBy(() -> connect(client, "Anna", stolen)).isInstanceOf(IOException.class);
                assertThatThrownBy(() -> connect(client, "Ben", key)).isInstanceOf(IOException.class);
            }
        }
    }

    /** With MINA's arithmetic on the other side. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "curve25519-sha256",
                "curve25519-sha256@libssh.org",
                "mlkem768x25519-sha256",
                "sntrup761x25519-sha512",
                "sntrup761x25519-sha512@openssh.com",
                "diffie-hellman-group16-sha512"
            })
    void eachKeyExchangeEndsWithTheSameKeyOnBothSides(String exchange) throws Exception {
        try (SshClient client = client()) {
            client.setKeyExchangeFactories(
                    List.of(ClientBuilder.DH2KEX.apply(BuiltinDHFactories.fromFactoryName(exchange))));
            for (int i = 0; i < 3; i++) {
                try (ClientSession session = connect(client, "Anna", "right")) {
                    assertThat(session.getNegotiatedKexParameter(KexProposalOption.ALGORITHMS))
                            .isEqualTo(exchange);
                }
            }
        }
    }

    @Test
    void aWrongNameOrPasswordIsRefused() throws Exception {
        try (SshClient client = client()) {
            assertThatThrownBy(() -> connect(client, "Anna", "wrong")).isInstanceOf(IOException.class);
            assertThatThrownBy(() -> connect(client, "Ben", "right")).isInstanceOf(IOException.class);
        }
    }

    @Test
    void whatIsNoSshDoesNoHarm() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", door.port())) {
            socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            socket.setSoTimeout((int) DEADLINE.toMillis());
            socket.getInputStream().readAllBytes();
        }
        try (SshClient client = client();
                ClientSession session = connect(client, "Anna", "right")) {
            assertThat(session.isAuthenticated()).isTrue();
        }
    }

    @Test
    void anUploadShowsWhenItIsClosedAndNotBefore() throws Exception {
        byte[] replies = talk(new Request()
                .open("new.txt", 2 | 8 | 16)
                .write(1, 0, "hel")
                .write(1, 5, "!!")
                .write(1, 3, "lo"));
        assertThat(replies).isNotEmpty();
        assertThat(Files.exists(folder.resolve("files/anna/new.txt")))
                .as("never closed")
                .isFalse();
        talk(new Request()
                .open("new.txt", 2 | 8 | 16)
                .write(1, 0, "hel")
                .write(1, 5, "!!")
                .write(1, 3, "lo")
                .close(1));
        assertThat(folder.resolve("files/anna/new.txt")).hasContent("hello!!");
        talk(new Request().open("new.txt", 2).write(1, 1, "E").close(1));
        assertThat(folder.resolve("files/anna/new.txt")).hasContent("hEllo!!");
        talk(new Request().open("new.txt", 2 | 4).write(1, 0, " more").close(1));
        assertThat(folder.resolve("files/anna/new.txt")).hasContent("hEllo!! more");
    }

    @Test
    void nothingLeadsOutOfTheSpace() throws Exception {
        Files.writeString(folder.resolve("secret"), "s");
        Files.createSymbolicLink(folder.resolve("files/anna/link"), folder);
        for (String path : new String[] {"../../secret", "/../../secret", "link/secret", "link", "a/../../../secret"}) {
            byte[] replies = talk(new Request().open(path, 1).read(1, 0, 10));
            assertThat(new String(replies, StandardCharsets.ISO_8859_1))
                    .as(path)
                    .doesNotContain("\0\0\0\1s");
        }
        talk(new Request().open("link/planted", 2 | 8 | 16).write(1, 0, "x").close(1));
        assertThat(folder.resolve("planted")).doesNotExist();
    }

    /** Bytes flipped at random, always the same: an answer or the end of the conversation, never anything else. */
    @Test
    void requestsThatLieAreHarmless() throws Exception {
        byte[] good = new Request()
                .open("f", 2 | 8 | 16)
                .write(1, 0, "abc")
                .close(1)
                .open("f", 1)
                .read(2, 0, 100)
                .close(2)
                .bytes();
        Random random = new Random(4711);
        for (int i = 0; i < 3000; i++) {
            byte[] bad = good.clone();
            for (int j = 0; j <= random.nextInt(6); j++) {
                bad[9 + random.nextInt(bad.length - 9)] = (byte) random.nextInt(256);
            }
            try {
                talk(bad);
            } catch (IOException e) {
                // The connection ends: that is an answer too.
            }
        }
        assertThat(folder.resolve("files/.hearth/uploads")).isEmptyDirectory();
    }

    private byte[] talk(Request request) throws IOException {
        return talk(request.bytes());
    }

    /** The requests come in pieces of any size, as they do from the network. */
    private byte[] talk(byte[] requests) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Buffers buffers = new Buffers();
        Random random = new Random(requests.length);
        try (Conversation conversation = new Conversation(pass(), buffers);
                Requests found = new Requests(buffers)) {
            for (int at = 0, end = 0; at < requests.length; ) {
                end = at < end ? end : Math.min(requests.length, at + 1 + random.nextInt(40));
                at += found.feed(requests, at, end - at);
                if (found.packet() != null) {
                    try (Answer answer = conversation.answer(found.packet())) {
                        ByteBuffer packet = answer.packet();
                        byte[] bytes = new byte[packet.remaining()];
                        packet.get(bytes);
                        out.write(bytes);
                    }
                    found.done();
                }
            }
        }
        return out.toByteArray();
    }

    private static SshClient client() {
        SshClient client = SshClient.setUpDefaultClient();
        client.setServerKeyVerifier((session, address, key) -> true);
        client.start();
        return client;
    }

    private ClientSession connect(SshClient client, String name, String password) throws IOException {
        ClientSession session =
                client.connect(name, "127.0.0.1", door.port()).verify(DEADLINE).getSession();
        session.addPasswordIdentity(password);
        session.auth().verify(DEADLINE);
        return session;
    }

    private ClientSession connect(SshClient client, String name, KeyPair pair) throws IOException {
        ClientSession session =
                client.connect(name, "127.0.0.1", door.port()).verify(DEADLINE).getSession();
        session.addPublicKeyIdentity(pair);
        session.auth().verify(DEADLINE);
        return session;
    }

    /** SFTP requests, byte by byte. */
    private static final class Request {
        private final ByteArrayOutputStream all = new ByteArrayOutputStream();

        Request() {
            packet(ByteBuffer.allocate(5).put((byte) 1).putInt(3));
        }

        Request open(String path, int flags) {
            byte[] name = path.getBytes(StandardCharsets.UTF_8);
            return packet(head(3, 4 + name.length + 8)
                    .putInt(name.length)
                    .put(name)
                    .putInt(flags)
                    .putInt(0));
        }

        Request write(int handle, long at, String text) {
            byte[] data = text.getBytes(StandardCharsets.UTF_8);
            return packet(handled(6, handle, 12 + data.length)
                    .putLong(at)
                    .putInt(data.length)
                    .put(data));
        }

        Request read(int handle, long at, int length) {
            return packet(handled(5, handle, 12).putLong(at).putInt(length));
        }

        Request close(int handle) {
            return packet(handled(4, handle, 0));
        }

        private static ByteBuffer head(int type, int more) {
            return ByteBuffer.allocate(5 + more).put((byte) type).putInt(9);
        }

        private static ByteBuffer handled(int type, int handle, int more) {
            return head(type, 8 + more).putInt(4).putInt(handle);
        }

        private Request packet(ByteBuffer packet) {
            all.writeBytes(ByteBuffer.allocate(4).putInt(packet.position()).array());
            all.write(packet.array(), 0, packet.position());
            return this;
        }

        byte[] bytes() {
            return all.toByteArray();
        }
    }
}
