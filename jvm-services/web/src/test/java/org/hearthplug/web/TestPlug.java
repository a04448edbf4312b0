// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.hearthplug.storage.Storage;
import org.hearthplug.storage.StorageConfig;

/** A real server on a free port of this machine, a client that trusts its certificate and keeps cookies. */
final class TestPlug implements AutoCloseable {
    static final String PASSPHRASE = "four quite ordinary words";

    final Path folder;
    final ScriptedPlatform platform = new ScriptedPlatform();
    WebServer web;

    /** The session that requests carry, unless they bring a cookie of their own. */
    String session;

    HttpClient client;
    long reserveBytes;
    long maxUploadBytes = 64 << 20;
    long resticQuotaBytes;
    int maxConnections = 256;
    Duration idleTimeout = Duration.ofSeconds(20);

    TestPlug(Path folder) {
        this.folder = folder;
    }

    static TestPlug started(Path folder) throws Exception {
        TestPlug plug = new TestPlug(folder);
        plug.start();
        return plug;
    }

    static TestPlug claimed(Path folder) throws Exception {
        TestPlug plug = started(folder);
        plug.claim();
        return plug;
    }

    void start() throws Exception {
        Files.createDirectories(folder.resolve("cloud"));
        InstantSource clock = WebClock.system();
        StorageConfig config = new StorageConfig(
                folder.resolve("files"), reserveBytes, maxUploadBytes, Duration.ofDays(30), 100, clock);
        WebConfig settings = new WebConfig(
                "127.0.0.1",
                0,
                0,
                folder.resolve("cloud"),
                folder.resolve("notice"),
                folder.resolve("used.json"),
                Optional.empty(),
                maxConnections,
                idleTimeout);
        web = WebServer.startWithBackup(
                settings,
                Storage.open(config),
                platform,
                clock,
                folder.resolve("engine"),
                folder.resolve("files"),
                resticQuotaBytes);
        if (client == null) {
            client = newClient(HttpClient.Version.HTTP_2);
        }
    }

    void restart() throws Exception {
        web.close();
        start();
    }

    HttpClient newClient(HttpClient.Version version) throws GeneralSecurityException, IOException {
        return HttpClient.newBuilder()
                .version(version)
                .sslContext(tls())
                .connectTimeout(Duration.ofSeconds(20))
                .build();
    }

    /** Trusts this plug's certificate and no other. */
    SSLContext tls() throws GeneralSecurityException, IOException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("plug", web.certificate());
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, trust.getTrustManagers(), null);
        return context;
    }

    /** A TLS connection without HTTP on it: the test writes the bytes. */
    SSLSocket socket() throws GeneralSecurityException, IOException {
        SSLSocket socket = (SSLSocket) tls().getSocketFactory().createSocket("127.0.0.1", web.httpsPort());
        socket.setSoTimeout(20_000);
        return socket;
    }

    URI uri(String pathQuery) {
        return URI.create("https://localhost:" + web.httpsPort() + pathQuery);
    }

    HttpRequest.Builder request(String method, String pathQuery, BodyPublisher body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(pathQuery))
                .timeout(Duration.ofSeconds(60))
                .header("X-Hearth", "1")
                .method(method, body);
        return session == null ? request : request.header("Cookie", session);
    }

    HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return client.send(request.build(), BodyHandlers.ofString());
    }

    HttpResponse<String> get(String pathQuery, String... headers) throws IOException, InterruptedException {
        return send(withHeaders(request("GET", pathQuery, BodyPublishers.noBody()), headers));
    }

    HttpResponse<String> put(String pathQuery, String body, String... headers)
            throws IOException, InterruptedException {
        return send(withHeaders(request("PUT", pathQuery, BodyPublishers.ofString(body)), headers));
    }

    HttpResponse<String> post(String pathQuery, String body, String... headers)
            throws IOException, InterruptedException {
        return send(withHeaders(request("POST", pathQuery, BodyPublishers.ofString(body)), headers));
    }

    HttpResponse<String> delete(String pathQuery) throws IOException, InterruptedException {
        return send(request("DELETE", pathQuery, BodyPublishers.noBody()));
    }

    private static HttpRequest.Builder withHeaders(HttpRequest.Builder request, String... headers) {
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        return request;
    }

    HttpResponse<String> claimWith(String code, String passphrase) throws IOException, InterruptedException {
        return post(
                "/api/v1/setup/claim",
                "{\"code\":\"" + code + "\",\"plugName\":\"Kitchen\",\"ownerName\":\"Anna\",\"passphrase\":\""
                        + passphrase + "\"}");
    }

    void claim() throws IOException, InterruptedException {
        HttpResponse<String> response = claimWith(web.claimCode().orElseThrow(), PASSPHRASE);
        if (response.statusCode() != 201) {
            throw new AssertionError(response.body());
        }
        session = cookieOf(response);
    }

    /** Becomes the owner under another name than Anna. */
    void claimAs(String name) throws IOException, InterruptedException {
        HttpResponse<String> response = post(
                "/api/v1/setup/claim",
                "{\"code\":\"" + web.claimCode().orElseThrow() + "\",\"plugName\":\"Kitchen\",\"ownerName\":\"" + name
                        + "\",\"passphrase\":\"" + PASSPHRASE + "\"}");
        if (response.statusCode() != 201) {
            throw new AssertionError(response.body());
        }
        session = cookieOf(response);
    }

    HttpResponse<String> signIn(String name, String passphrase) throws IOException, InterruptedException {
        return post("/api/v1/session", "{\"ownerName\":\"" + name + "\",\"passphrase\":\"" + passphrase + "\"}");
    }

    /** A new session's cookie as a header value. */
    String cookie() throws IOException, InterruptedException {
        return cookieOf(signIn("Anna", PASSPHRASE));
    }

    static String cookieOf(HttpResponse<String> response) {
        return response.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
    }

    /** A text field of an answer in JSON. */
    static String field(HttpResponse<String> answer, String name) {
        var value =
                java.util.regex.Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(answer.body());
        if (!value.find()) {
            throw new AssertionError(name + " in " + answer.body());
        }
        return value.group(1);
    }

    /** Has the owner invite somebody, who joins; returns their session's cookie. */
    String join(String name, String more) throws IOException, InterruptedException {
        String token = field(post("/api/v1/people", "{\"name\":\"" + name + "\"" + more + "}"), "token");
        return cookieOf(post("/api/v1/invitation/" + token, "{\"passphrase\":\"" + PASSPHRASE + "\"}"));
    }

    Path files() {
        return folder.resolve("files/anna");
    }

    @Override
    public void close() throws IOException {
        if (client != null) {
            client.shutdownNow();
        }
        web.close();
    }
}
