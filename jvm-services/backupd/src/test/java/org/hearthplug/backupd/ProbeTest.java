// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backupd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import org.hearthplug.backup.BackupException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An empty bucket is looked at before it becomes a place. */
class ProbeTest {
    private HttpServer server;
    private String configuration = "";

    @BeforeEach
    void anEmptyBucket() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        boolean lock = String.valueOf(exchange.getRequestURI().getQuery()).equals("object-lock=");
        byte[] body = (lock ? configuration : "<ListBucketResult/>").getBytes();
        boolean head = exchange.getRequestMethod().equals("HEAD");
        exchange.sendResponseHeaders(lock && body.length == 0 ? 404 : 200, head || body.length == 0 ? -1 : body.length);
        if (!head) {
            exchange.getResponseBody().write(body);
        }
        exchange.close();
    }

    private Map<String, Object> probe(Map<String, Object> more) {
        Map<String, Object> place = new LinkedHashMap<>(Map.of(
                "kind", "s3",
                "url", "http://127.0.0.1:" + server.getAddress().getPort(),
                "region", "eu",
                "bucket", "plug",
                "user", "AKID",
                "secret", "secret",
                "pathStyle", true));
        place.putAll(more);
        return Probe.run(place, Map.of());
    }

    @Test
    void aBucketWithoutObjectLockIsNoPlaceThatKeepsFiles() {
        assertThat(probe(Map.of())).containsEntry("holds", "nothing");
        for (Map<String, Object> limit : java.util.List.<Map<String, Object>>of(Map.of(), Map.of("limitMbit", 8.0))) {
            Map<String, Object> wish = new LinkedHashMap<>(limit);
            wish.put("lockDays", 30L);
            assertKind(BackupException.Kind.UNSUPPORTED, wish);
        }
        configuration =
                "<ObjectLockConfiguration><ObjectLockEnabled>Enabled</ObjectLockEnabled></ObjectLockConfiguration>";
        assertThat(probe(Map.of("lockDays", 30L, "lockMode", "governance"))).containsEntry("holds", "nothing");
    }

    @Test
    void daysThatAreNoneAreInvalid() {
        assertKind(BackupException.Kind.INVALID, Map.of("lockDays", 3L));
    }

    private void assertKind(BackupException.Kind kind, Map<String, Object> wish) {
        assertThatThrownBy(() -> probe(wish))
                .isInstanceOfSatisfying(
                        BackupException.class, e -> assertThat(e.kind()).isEqualTo(kind));
    }
}
