// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the browser is told, and what is asked of it, so that no other site gets in. */
class BrowserRulesTest {
    @TempDir
    static Path folder;

    private static TestPlug plug;

    @BeforeAll
    static void start() throws Exception {
        plug = TestPlug.claimed(folder);
    }

    @AfterAll
    static void stop() throws Exception {
        plug.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/api/v1/setup", "/api/v1/files/", "/api/v1/nothing", "/nothing", "/app/nothing.js"})
    void everyAnswerCarriesTheStrictHeaders(String path) throws Exception {
        HttpResponse<String> response = plug.get(path);
        var headers = response.headers();
        assertThat(headers.firstValue("Content-Security-Policy").orElseThrow())
                .startsWith("default-src 'none'")
                .contains("frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(headers.firstValue("X-Content-Type-Options")).contains("nosniff");
        assertThat(headers.firstValue("Referrer-Policy")).contains("no-referrer");
        assertThat(headers.firstValue("Cross-Origin-Resource-Policy")).contains("same-origin");
        assertThat(headers.firstValue("Server")).isEmpty();
        assertThat(headers.firstValue("Strict-Transport-Security")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "POST,/api/v1/session",
        "DELETE,/api/v1/session",
        "PUT,/api/v1/files/a",
        "DELETE,/api/v1/files/a",
        "POST,/api/v1/setup/claim"
    })
    void aChangeWithoutTheHeaderIsRefused(String method, String path) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(plug.uri(path))
                .header("Cookie", plug.session)
                .method(method, BodyPublishers.ofString("{}"))
                .build();
        HttpResponse<String> response = plug.client.send(request, BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(403);
        assertThat(response.body()).contains("X-Hearth");
    }

    @Test
    void aChangeThatAnotherSiteAsksForIsRefused() throws Exception {
        String own = "https://localhost:" + plug.web.httpsPort();
        assertThat(plug.put("/api/v1/files/a", "x", "Origin", own).statusCode()).isEqualTo(201);
        assertThat(plug.put("/api/v1/files/a", "x", "Sec-Fetch-Site", "same-origin")
                        .statusCode())
                .isEqualTo(200);
        for (String origin :
                new String[] {"https://evil.example", "null", "http://localhost:" + plug.web.httpsPort(), own + "1"}) {
            assertThat(plug.put("/api/v1/files/a", "y", "Origin", origin).statusCode())
                    .isEqualTo(403);
        }
        for (String site : new String[] {"cross-site", "same-site", "none"}) {
            assertThat(plug.put("/api/v1/files/a", "y", "Sec-Fetch-Site", site).statusCode())
                    .isEqualTo(403);
        }
        assertThat(plug.get("/api/v1/files/a").body()).isEqualTo("x");
    }

    @Test
    void withoutASessionNothingIsTold() throws Exception {
        for (String cookie :
                new String[] {"x=y", "__Host-hearth=", "__Host-hearth=guess", plug.session + "; " + plug.session}) {
            for (String path : new String[] {
                "/api/v1/files/", "/api/v1/plug", "/api/v1/bin", "/api/v1/session", "/api/v1/plug/events"
            }) {
                assertThat(plug.get(path, "Cookie", cookie).statusCode())
                        .as(cookie + path)
                        .isEqualTo(401);
            }
        }
    }

    @Test
    void plainHttpOnlyPointsToHttps() throws Exception {
        URI plain = URI.create("http://localhost:" + plug.web.httpPort().orElseThrow() + "/api/v1/files/a?x=%2F");
        HttpResponse<String> response = plug.client.send(
                HttpRequest.newBuilder(plain)
                        .version(HttpClient.Version.HTTP_1_1)
                        .header("Cookie", plug.session)
                        .build(),
                BodyHandlers.ofString());
        assertThat(response.statusCode()).isEqualTo(308);
        assertThat(response.headers().firstValue("Location"))
                .contains("https://localhost:" + plug.web.httpsPort() + "/api/v1/files/a?x=%2F");
        assertThat(response.body()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1", "TLSv1.1"})
    void oldTlsIsRefused(String version) throws Exception {
        try (SSLSocket socket = plug.socket()) {
            socket.setEnabledProtocols(new String[] {version});
            assertThatThrownBy(socket::startHandshake).isInstanceOf(SSLException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void presentTlsIsSpokenWithForwardSecrecy(String version) throws Exception {
        try (SSLSocket socket = plug.socket()) {
            socket.setEnabledProtocols(new String[] {version});
            socket.startHandshake();
            assertThat(socket.getSession().getProtocol()).isEqualTo(version);
            assertThat(socket.getSession().getCipherSuite())
                    .matches("TLS_(ECDHE_ECDSA_WITH_)?(AES|CHACHA20).*(GCM|POLY1305).*");
        }
    }

    @Test
    void thePageIsRevalidatedAndCompressed() throws Exception {
        String path = "/app/vendor/lit-html/lit-html.js";
        HttpResponse<String> plain = plug.get(path);
        assertThat(plain.statusCode()).isEqualTo(200);
        assertThat(plain.headers().firstValue("Content-Type")).contains("text/javascript; charset=utf-8");
        assertThat(plain.headers().firstValue("Cache-Control")).contains("no-cache");
        String etag = plain.headers().firstValue("ETag").orElseThrow();
        assertThat(plug.get(path, "If-None-Match", etag).statusCode()).isEqualTo(304);
        HttpResponse<String> gzip = plug.get(path, "Accept-Encoding", "br, gzip;q=0.5");
        assertThat(gzip.headers().firstValue("Content-Encoding")).contains("gzip");
        assertThat(gzip.headers().firstValueAsLong("Content-Length").orElseThrow())
                .isLessThan(plain.body().length());
        assertThat(plug.get(path, "Accept-Encoding", "gzip;q=0").headers().firstValue("Content-Encoding"))
                .isEmpty();
        for (String bad : new String[] {
            "/app/../module-info.class", "/app/%2e%2e/PageFiles.class", "/app/", "/app/vendor/lit-html/../x"
        }) {
            assertThat(plug.get(bad).statusCode()).as(bad).isEqualTo(404);
        }
        assertThat(plug.send(plug.request("POST", "/", BodyPublishers.noBody())).statusCode())
                .isEqualTo(405);
    }
}
