// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.target;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.hearthplug.backup.BackupException;
import org.hearthplug.backup.spi.Content;
import org.hearthplug.backup.spi.FileRef;
import org.hearthplug.backup.spi.FileType;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A bucket under object lock, scripted as AWS documents it: a PUT without Content-MD5 is refused with 400, a DELETE only hides, and the
 * version stays until its time is over. {@link S3LockTest} asks a real server.
 */
class S3ObjectLockTest {
    private static final String UNTIL = "x-amz-object-lock-retain-until-date";

    private final Map<String, List<byte[]>> versions = new ConcurrentHashMap<>();
    private final Map<String, Boolean> hidden = new TreeMap<>();

    /** To when each path is kept, as its last writer said. */
    private final Map<String, String> until = new ConcurrentHashMap<>();

    private HttpServer server;
    private S3Target target;
    private int refused;
    private String configuration =
            "<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled></ObjectLockConfiguration>";

    @BeforeEach
    void given() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        target = target(Optional.empty());
    }

    private S3Target target(Optional<ObjectLock> lock) {
        URI endpoint = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        return new S3Target(endpoint, "eu-central-1", "locked", "plug", true, "key", "secret".toCharArray(), lock);
    }

    private S3Target keeping(int days) {
        return target(Optional.of(new ObjectLock(ObjectLock.Mode.COMPLIANCE, days)));
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        byte[] body = exchange.getRequestBody().readAllBytes();
        int status = 200;
        byte[] answer = {};
        boolean there = versions.containsKey(path) && !hidden.getOrDefault(path, false);
        String query = String.valueOf(exchange.getRequestURI().getQuery());
        switch (query.equals("null") ? exchange.getRequestMethod() : query) {
            case "object-lock=" -> {
                status = configuration.isEmpty() ? 404 : 200;
                answer = configuration.getBytes();
            }
            case "retention=" -> {
                String wanted = new String(body).replaceAll("(?s).*<RetainUntilDate>|</RetainUntilDate>.*", "");
                boolean shorter = wanted.compareTo(until.getOrDefault(path, "")) < 0;
                status = shorter ? 403 : 200;
                if (!shorter) {
                    until.put(path, wanted);
                }
            }
            case "PUT" -> {
                if (!md5(body).equals(exchange.getRequestHeaders().getFirst("Content-MD5"))) {
                    refused++;
                    status = 400;
                } else {
                    versions.computeIfAbsent(path, p -> new ArrayList<>()).add(body);
                    hidden.put(path, false);
                    String kept = exchange.getRequestHeaders().getFirst(UNTIL);
                    if (kept != null
                            && exchange.getRequestHeaders()
                                    .getFirst("Authorization")
                                    .contains(UNTIL)) {
                        until.put(path, kept);
                    }
                }
            }
            case "DELETE" -> {
                hidden.put(path, true);
                status = 204;
            }
            default -> {
                if (until.containsKey(path)) {
                    exchange.getResponseHeaders().set(UNTIL, until.get(path));
                }
                there |= path.equals("/locked");
                status = there ? 200 : 404;
                answer =
                        there && versions.containsKey(path) ? versions.get(path).getLast() : answer;
            }
        }
        boolean head = exchange.getRequestMethod().equals("HEAD");
        if (head) {
            exchange.getResponseHeaders().set("Content-Length", Integer.toString(answer.length));
        }
        exchange.sendResponseHeaders(status, head || answer.length == 0 ? -1 : answer.length);
        if (!head) {
            exchange.getResponseBody().write(answer);
        }
        exchange.close();
    }

    private static String md5(byte[] body) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("MD5").digest(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whatIsWrittenIsTakenAndWhatIsDeletedIsStillThere() throws Exception {
        Content first = Content.of("a pack".getBytes());
        Content second = Content.of("another".getBytes());
        FileRef file = FileRef.of(FileType.PACK, first.sha256());
        target.write(file, first);
        target.write(FileRef.of(FileType.PACK, second.sha256()), second);
        assertThat(refused).as("the bucket's wish is heard once").isOne();
        try (var in = target.open(file, 0, -1)) {
            assertThat(in.readAllBytes()).isEqualTo("a pack".getBytes());
        }
        target.delete(file);
        assertThatThrownBy(() -> target.size(file))
                .isInstanceOfSatisfying(
                        BackupException.class, e -> assertThat(e.kind()).isEqualTo(BackupException.Kind.NOT_FOUND));
        assertThat(versions.get("/locked/plug/" + file.path())).containsExactly("a pack".getBytes());
        target.write(file, first);
        assertThat(versions.get("/locked/plug/" + file.path())).hasSize(2);
    }

    @Test
    void everythingButLocksIsWrittenWithATimeToKeepIt() {
        Content content = Content.of("bytes".getBytes());
        S3Target keeping = keeping(30);
        keeping.prepare();
        for (FileType type : FileType.values()) {
            keeping.write(type == FileType.CONFIG ? FileRef.CONFIG : FileRef.of(type, content.sha256()), content);
        }
        FileRef pack = FileRef.of(FileType.PACK, content.sha256());
        assertThat(until).hasSize(FileType.values().length - 1).containsKey("/locked/plug/" + pack.path());
        assertThat(until.keySet()).noneMatch(path -> path.contains("/locks/"));
        assertThat(Instant.parse(until.get("/locked/plug/" + pack.path())))
                .isBetween(
                        Instant.now().plus(Duration.ofDays(30)).minusSeconds(300),
                        Instant.now().plus(Duration.ofDays(30)));
        assertThat(keeping.promise()).hasDays(30);
    }

    @Test
    void whatIsKeptForLongerAlreadyIsNotShortenedAndNoError() {
        Content content = Content.of("bytes".getBytes());
        FileRef pack = FileRef.of(FileType.PACK, content.sha256());
        String path = "/locked/plug/" + pack.path();
        keeping(30).write(pack, content);
        String first = until.get(path);
        keeping(90).renew(pack);
        assertThat(until.get(path)).isGreaterThan(first);
        String longer = until.get(path);
        keeping(30).renew(pack);
        assertThat(until.get(path)).isEqualTo(longer);
    }

    @Test
    void aBucketWithoutObjectLockIsNamed() {
        for (String without : List.of("", "<ListBucketResult/>", "<ObjectLockConfiguration/>")) {
            configuration = without;
            assertThatThrownBy(() -> keeping(30).examine())
                    .hasMessageContaining("/locked/plug/ has no object lock")
                    .isInstanceOfSatisfying(
                            BackupException.class,
                            e -> assertThat(e.kind()).isEqualTo(BackupException.Kind.UNSUPPORTED));
            target.examine();
        }
    }

    @Test
    void aTimeThatNobodyCouldTakeBackIsInvalid() {
        for (int days : new int[] {-1, 0, 6, 366, Integer.MAX_VALUE}) {
            assertThatThrownBy(() -> keeping(days)).isInstanceOf(BackupException.class);
        }
    }
}
