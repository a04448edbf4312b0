// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.rig;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * A person's program that speaks with one plug over HTTPS (HTTP/1.1): keeps the session cookie and sends the header that
 * unsafe methods need. Calls block until the answer is there. Safe for several threads once it is signed in.
 */
public final class PlugClient implements AutoCloseable {
    private static final Duration CONNECT = Duration.ofSeconds(15);
    private static final Duration ANSWER = Duration.ofSeconds(120);

    private static final Duration DIAL = Duration.ofSeconds(60);
    private static final int DIAL_MILLIS = 200;

    private final String host;
    private final int port;
    private final SSLContext trust;
    private final HttpClient http;
    private volatile String cookie;

    /**
     * A client without a session.
     *
     * @param port on 127.0.0.1, see {@link Target#port}
     * @param trust see {@link PlugTrust}
     */
    public PlugClient(int port, SSLContext trust) {
        this("localhost", port, trust);
    }

    /**
     * A client without a session, of a plug elsewhere.
     *
     * @param host name or number; an IPv6 one in brackets
     * @param port usually 443
     * @param trust see {@link PlugTrust}
     */
    public PlugClient(String host, int port, SSLContext trust) {
        this.host = host;
        this.port = port;
        this.trust = trust;
        Executor virtual = task -> Thread.ofVirtual().start(task);
        this.http = HttpClient.newBuilder()
                .sslContext(trust)
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Deadline.scaled(CONNECT))
                .executor(virtual)
                .build();
    }

    /** What the plug answered. */
    public record Answer(int status, HttpHeaders headers, byte[] body) {
        /** The body as UTF-8. */
        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        /** The body as JSON. */
        public Json json() {
            return Json.parse(text());
        }

        /** The first value of a header, empty text when it is missing. */
        public String header(String name) {
            return headers.firstValue(name).orElse("");
        }

        @Override
        public String toString() {
            String text = text();
            return status + " " + (text.length() > 300 ? text.substring(0, 300) + "…" : text);
        }
    }

    /** Asks with {@code method}, no body. */
    public Answer send(String method, String path) {
        return send(method, path, BodyPublishers.noBody(), Map.of());
    }

    /** Asks with a JSON body. */
    public Answer sendJson(String method, String path, Map<String, ?> body) {
        return send(
                method, path, BodyPublishers.ofString(Json.write(body)), Map.of("Content-Type", "application/json"));
    }

    /**
     * Asks.
     *
     * @param path percent-encoded, from {@code /}
     * @param headers added to the session's own; the same name replaces
     * @throws RigException {@code IO} when no answer comes, {@code TIMEOUT} when none comes within two minutes
     */
    public Answer send(String method, String path, BodyPublisher body, Map<String, String> headers) {
        try {
            HttpResponse<byte[]> response = http.send(request(method, path, body, headers), BodyHandlers.ofByteArray());
            remember(response.headers());
            return new Answer(response.statusCode(), response.headers(), response.body());
        } catch (IOException e) {
            throw RigException.io(method + " " + path, e);
        } catch (InterruptedException e) {
            throw RigException.interrupted(e);
        }
    }

    /** As {@link #send(String, String, BodyPublisher, Map)}, without blocking. */
    public CompletableFuture<Answer> sendAsync(
            String method, String path, BodyPublisher body, Map<String, String> headers) {
        return http.sendAsync(request(method, path, body, headers), BodyHandlers.ofByteArray())
                .thenApply(r -> new Answer(r.statusCode(), r.headers(), r.body()));
    }

    /** Opens {@code GET /api/v1/plug/events}; close it when done. */
    public EventStream events() {
        try {
            HttpResponse<InputStream> response = http.send(
                    request(
                            "GET",
                            "/api/v1/plug/events",
                            BodyPublishers.noBody(),
                            Map.of("Accept", "text/event-stream")),
                    BodyHandlers.ofInputStream());
            if (response.statusCode() != 200) {
                throw new RigException(
                        RigException.Kind.REFUSED, "the plug answers " + response.statusCode() + " instead of events");
            }
            return new EventStream(response.body());
        } catch (IOException e) {
            throw RigException.io("opening the event stream", e);
        } catch (InterruptedException e) {
            throw RigException.interrupted(e);
        }
    }

    private HttpRequest request(String method, String path, BodyPublisher body, Map<String, String> headers) {
        HttpRequest.Builder builder = HttpRequest.newBuilder(URI.create("https://" + host + ":" + port + path))
                .timeout(Deadline.scaled(ANSWER))
                .method(method, body);
        if (!method.equals("GET") && !method.equals("HEAD")) {
            builder.setHeader("X-Hearth", "1");
        }
        String session = cookie;
        if (session != null) {
            builder.setHeader("Cookie", session);
        }
        headers.forEach(builder::setHeader);
        return builder.build();
    }

    private void remember(HttpHeaders headers) {
        List<String> kept = new ArrayList<>();
        headers.allValues("Set-Cookie").forEach(set -> kept.add(set.split(";", 2)[0]));
        if (!kept.isEmpty()) {
            cookie = String.join("; ", kept);
        }
    }

    /** The session as a {@code Cookie} header, null without one. */
    public String cookie() {
        return cookie;
    }

    /** Goes on with a session that another client had, see {@link #cookie}. */
    void resume(String session) {
        cookie = session;
    }

    /** A bare TLS connection, for requests that no decent program sends. */
    public SSLSocket connect() {
        try {
            SSLSocket socket = (SSLSocket) trust.getSocketFactory().createSocket(dial(), host, port, true);
            socket.setSoTimeout((int) Deadline.scaled(ANSWER).toMillis());
            return socket;
        } catch (IOException e) {
            throw RigException.io("connecting to the plug", e);
        }
    }

    /**
     * A bare TCP connection. QEMU's user network lets one connection wait to be accepted and drops the next, whose caller
     * then waits seconds before it tries again; so each try is short and there are many.
     *
     * @throws RigException {@code TIMEOUT} when no connection comes about within a minute
     */
    public Socket dial() {
        return Deadline.after(DIAL).await("a connection to the plug", () -> {
            Socket socket = new Socket();
            try {
                socket.connect(new InetSocketAddress(host.equals("localhost") ? "127.0.0.1" : host, port), DIAL_MILLIS);
                return Optional.of(socket);
            } catch (IOException e) {
                close(socket);
                return Optional.empty();
            }
        });
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw RigException.io("closing a connection", e);
        }
    }

    /** The plug's port, on 127.0.0.1 if it is one of the rig's. */
    public int port() {
        return port;
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
