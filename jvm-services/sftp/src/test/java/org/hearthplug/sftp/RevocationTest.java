// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.sftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.session.ClientSession.ClientSessionEvent;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.hearthplug.storage.Storage;
import org.hearthplug.storage.StorageConfig;
import org.hearthplug.web.PlatformView;
import org.hearthplug.web.WebConfig;
import org.hearthplug.web.WebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the plug's owner and people take back over HTTPS is taken from connections that are open, at their next request. */
@Timeout(180)
class RevocationTest {
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final String PASSPHRASE = "four quite ordinary words";
    private static final int CREATE = 2 | 8 | 16;
    private static final byte[] PIECE = "piece".getBytes(StandardCharsets.US_ASCII);

    @TempDir
    Path folder;

    private volatile Instant now = Instant.parse("2026-12-01T12:00:00Z");
    private WebServer web;
    private SftpDoor door;
    private HttpClient http;
    private SshClient client;
    private String owner = "";
    private String ben = "";
    private String shared;

    @BeforeEach
    void open() throws Exception {
        InstantSource clock = () -> now;
        Files.createDirectories(folder.resolve("cloud"));
        web = WebServer.start(
                new WebConfig(
                        "127.0.0.1",
                        0,
                        -1,
                        folder.resolve("cloud"),
                        folder.resolve("notice"),
                        folder.resolve("used.json"),
                        Optional.empty(),
                        32,
                        DEADLINE),
                Storage.open(StorageConfig.defaults(folder.resolve("files"), clock)),
                new NoPlatform(),
                clock);
        http = HttpClient.newBuilder().sslContext(trustful()).build();
        door = new SftpDoor();
        door.open("127.0.0.1", 0, folder.resolve("cloud"), web.admission());
        client = SshClient.setUpDefaultClient();
        client.setServerKeyVerifier((session, address, key) -> true);
        client.start();
        String code = Files.readString(folder.resolve("notice/claim-code")).strip();
        owner = cookie(send(
                "",
                "POST",
                "setup/claim",
                "{'code':'" + code + "','plugName':'Kitchen','ownerName':'Anna','passphrase':'" + PASSPHRASE + "'}"));
        String token = field(send(owner, "POST", "people", "{'name':'Ben'}"), "token");
        ben = cookie(send("", "POST", "invitation/" + token, "{'passphrase':'" + PASSPHRASE + "'}"));
        shared = field(send(owner, "POST", "shared-folders", "{'name':'Family','people':{'ben':'write'}}"), "id");
        Files.writeString(folder.resolve("files/" + shared + "/there"), "there");
    }

    @AfterEach
    void close() throws Exception {
        client.stop();
        door.close();
        http.shutdownNow();
        web.close();
    }

    @Test
    void whoIsRemovedHasNothingMore() throws Exception {
        String password = password();
        try (Talk talk = talk(password);
                Talk writing = talk(password);
                Talk reading = talk(password)) {
            byte[] half = writing.open("Family/half", CREATE);
            writing.write(half, 0, PIECE, 0, PIECE.length);
            writing.status(Types.OK, 1);
            byte[] there = reading.open("Family/there", 1);
            talk.openFolder("Family");
            send(owner, "DELETE", "people/ben", "");
            assertEnded(talk, () -> talk.openFolder("Family"));
            assertEnded(writing, () -> {
                writing.write(half, PIECE.length, PIECE, 0, PIECE.length);
                writing.status(Types.OK, 1);
            });
            assertEnded(reading, () -> {
                reading.read(there, 0, 5);
                reading.answer((type, id, answer) -> {});
            });
        }
        assertThat(folder.resolve("files/" + shared + "/half")).doesNotExist();
        assertThat(folder.resolve("files/ben")).doesNotExist();
        assertThat(folder.resolve("files/.hearth/uploads")).isEmptyDirectory();
    }

    /** Whoever gets the folder's name next is somebody else. */
    @Test
    void whoIsCalledSoLaterKeepsTheirFilesToThemselves() throws Exception {
        try (Talk talk = talk(password())) {
            talk.openFolder("");
            send(owner, "DELETE", "people/ben", "");
            String token = field(send(owner, "POST", "people", "{'name':'Ben'}"), "token");
            ben = cookie(send("", "POST", "invitation/" + token, "{'passphrase':'" + PASSPHRASE + "'}"));
            send(ben, "PUT", "files/private", "private");
            assertEnded(talk, () -> talk.open("private", 1));
        }
    }

    @Test
    void anAppPasswordThatIsTakenBackOpensNothingMore() throws Exception {
        HttpResponse<String> made = send(ben, "POST", "app-passwords", "{'label':'laptop'}");
        String other = password();
        try (Talk talk = talk(field(made, "password"));
                Talk kept = talk(other)) {
            byte[] half = talk.open("half", CREATE);
            send(ben, "DELETE", "app-passwords/" + field(made, "id"), "");
            assertEnded(talk, () -> {
                talk.askClose(half);
                talk.status(Types.OK, 1);
            });
            kept.openFolder("Family");
        }
        assertThat(folder.resolve("files/ben/half")).doesNotExist();
    }

    @Test
    void aKeyThatIsRemovedOpensNothingMore() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(256);
        KeyPair pair = generator.generateKeyPair();
        String line = PublicKeyEntry.toString(pair.getPublic());
        String id = field(send(ben, "POST", "ssh-keys", "{'label':'laptop','key':'" + line + "'}"), "id");
        try (Talk talk = new Talk(client, door.port(), "Ben", pair)) {
            talk.openFolder("Family");
            send(ben, "DELETE", "ssh-keys/" + id, "");
            assertEnded(talk, () -> talk.openFolder("Family"));
        }
    }

    @Test
    void whoseTimeIsOverIsSentAway() throws Exception {
        try (Talk talk = talk(password())) {
            String end = now.plus(Duration.ofHours(1)).toString();
            send(owner, "PUT", "people/ben", "{'expires':'" + end + "'}");
            byte[] half = talk.open("half", CREATE);
            now = now.plus(Duration.ofHours(1));
            assertEnded(talk, () -> {
                talk.write(half, 0, PIECE, 0, PIECE.length);
                talk.status(Types.OK, 1);
            });
        }
    }

    @Test
    void aFolderThatMayOnlyBeReadTakesNothingMore() throws Exception {
        try (Talk talk = talk(password())) {
            byte[] half = talk.open("Family/half", CREATE);
            byte[] closing = talk.open("Family/closing", CREATE);
            byte[] own = talk.open("own", CREATE);
            byte[] there = talk.open("Family/there", 1);
            share("Everybody", "{'ben':'write'}");
            talk.write(half, 0, PIECE, 0, PIECE.length);
            talk.status(Types.OK, 1);
            share("Family", "{'ben':'read'}");
            talk.askOpen("Family/new", CREATE);
            talk.status(Types.DENIED, 1);
            talk.write(half, 0, PIECE, 0, PIECE.length);
            talk.status(Types.DENIED, 1);
            talk.askClose(closing);
            talk.status(Types.DENIED, 1);
            talk.read(there, 0, 5);
            talk.answer((type, id, answer) -> assertThat(type).isEqualTo(Types.DATA));
            talk.write(own, 0, PIECE, 0, PIECE.length);
            talk.status(Types.OK, 1);
            talk.closeHandle(own);
        }
        assertThat(folder.resolve("files/" + shared)).isDirectoryNotContaining("regex:.*(half|closing|new)");
        assertThat(folder.resolve("files/ben/own")).hasContent("piece");
    }

    @Test
    void aFolderIsSeenAsLongAsItIsShared() throws Exception {
        try (Talk talk = talk(password())) {
            byte[] there = talk.open("Family/there", 1);
            share("Family", "{}");
            talk.askOpen("Family/there", 1);
            talk.status(Types.NO_SUCH_FILE, 1);
            talk.read(there, 0, 5);
            talk.status(Types.DENIED, 1);
            share("Family", "{'ben':'read'}");
            assertThat(talk.download("Family/there", 5, 5)).asString().isEqualTo("there");
        }
    }

    /** Another's rights change, or one's own elsewhere: what is under way goes on. */
    @Test
    void whatIsStillAllowedGoesOn() throws Exception {
        try (Talk talk = talk(password())) {
            byte[] half = talk.open("Family/half", CREATE);
            talk.write(half, 0, PIECE, 0, PIECE.length);
            talk.status(Types.OK, 1);
            send(owner, "POST", "people", "{'name':'Gran'}");
            send(owner, "POST", "shared-folders", "{'name':'Music','people':{'ben':'read'}}");
            talk.write(half, PIECE.length, PIECE, 0, PIECE.length);
            talk.status(Types.OK, 1);
            talk.closeHandle(half);
            talk.openFolder("Music");
        }
        assertThat(folder.resolve("files/" + shared + "/half")).hasContent("piecepiece");
    }

    private static void assertEnded(Talk talk, ThrowingCallable request) {
        assertThatThrownBy(request).isInstanceOfAny(IOException.class, UncheckedIOException.class);
        assertThat(talk.session.waitFor(EnumSet.of(ClientSessionEvent.CLOSED), DEADLINE))
                .contains(ClientSessionEvent.CLOSED);
        assertThat(talk.lastWords()).contains("ask the plug's owner");
    }

    private Talk talk(String password) throws IOException {
        return new Talk(client, door.port(), "Ben", password);
    }

    /** Makes an app password of Ben's. */
    private String password() throws Exception {
        return field(send(ben, "POST", "app-passwords", "{'label':'rclone'}"), "password");
    }

    private void share(String name, String people) throws Exception {
        send(owner, "PUT", "shared-folders/" + shared, "{'name':'" + name + "','people':" + people + "}");
    }

    /** Sends JSON, with single quotes for double ones. */
    private HttpResponse<String> send(String cookie, String method, String path, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("https://localhost:" + web.httpsPort() + "/api/v1/" + path))
                .timeout(DEADLINE)
                .header("X-Hearth", "1")
                .method(method, HttpRequest.BodyPublishers.ofString(body.replace('\'', '"')));
        if (!cookie.isEmpty()) {
            request.header("Cookie", cookie);
        }
        HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode())
                .as(method + " " + path + ": " + answer.body())
                .isBetween(200, 299);
        return answer;
    }

    private static String cookie(HttpResponse<String> answer) {
        return answer.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
    }

    private static String field(HttpResponse<String> answer, String name) {
        Matcher value = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(answer.body());
        assertThat(value.find()).as(name + " in " + answer.body()).isTrue();
        return value.group(1);
    }

    /** Whose certificate it is does not matter here. */
    private static SSLContext trustful() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {new TrustAll()}, null);
        return context;
    }

    private static final class TrustAll extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }

    private static final class NoPlatform implements PlatformView {
        @Override
        public String snapshot(Duration limit) throws IOException {
            throw new IOException("there is no platformd");
        }

        @Override
        public String knownServices() {
            return "[]";
        }

        @Override
        public Watch watch(Duration interval, Listener listener) {
            return () -> {};
        }
    }
}
