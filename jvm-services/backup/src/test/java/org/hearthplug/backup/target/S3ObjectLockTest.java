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
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
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
 * A bucket under object lock, scripted as AWS documents it (no server that is at hand has it): a PUT without Content-MD5 is refused with
 * 400, a DELETE only hides, and the version stays until its time is over.
 */
class S3ObjectLockTest {
    private final Map<String, List<byte[]>> versions = new ConcurrentHashMap<>();
    private final Map<String, Boolean> hidden = new TreeMap<>();
    private HttpServer server;
    private S3Target target;
    private int refused;

    @BeforeEach
    void given() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        URI endpoint = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
        target = new S3Target(endpoint, "eu-central-1", "locked", "plug", true, "key", "secret".toCharArray());
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
        switch (exchange.getRequestMethod()) {
            case "PUT" -> {
                if (!md5(body).equals(exchange.getRequestHeaders().getFirst("Content-MD5"))) {
                    refused++;
                    status = 400;
                } else {
                    versions.computeIfAbsent(path, p -> new ArrayList<>()).add(body);
                    hidden.put(path, false);
                }
            }
            case "DELETE" -> {
                hidden.put(path, true);
                status = 204;
            }
            default -> {
                status = there ? 200 : 404;
                answer = there ? versions.get(path).getLast() : answer;
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
}
