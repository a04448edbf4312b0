// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.update.ddi;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** As much of hawkBit's DDI as a controller meets: its root, one deployment, the artifact with ranges, feedback. */
final class SmallHawkbit implements AutoCloseable {
    static final String TOKEN = "bH7XXAprK1ChnLfKSdtlsp7NOlPnZAYY";
    static final byte[] BUNDLE = new byte[300_000];

    static {
        new Random(3).nextBytes(BUNDLE);
    }

    final BlockingQueue<String> feedback = new LinkedBlockingQueue<>();
    final AtomicInteger visits = new AtomicInteger();
    volatile boolean breakOnce;
    volatile boolean wrongSum;
    private volatile String deployment;
    private final HttpServer http;

    SmallHawkbit() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/DEFAULT/controller/v1/plug-1", this::answer);
        http.start();
    }

    String address() {
        return "http://" + http.getAddress().getHostString() + ":"
                + http.getAddress().getPort() + "/DEFAULT";
    }

    private String base() {
        return address() + "/controller/v1/plug-1";
    }

    void deploy(String update, String name) {
        deployment = """
                {"id":"8","deployment":{"download":"forced","update":"%s","chunks":[{"part":"os","version":"2","name":"hearth",
                "artifacts":[{"filename":"%s","hashes":{"sha1":"x","md5":"y","sha256":"%s"},"size":%d,
                "_links":{"download":{"href":"%s/softwaremodules/1/artifacts/%s"},"md5sum":{"href":"%s/x.MD5SUM"}}}]}]}}""".formatted(update, name, "SUM", BUNDLE.length, base(), name, base());
    }

    private void answer(HttpExchange exchange) throws IOException {
        visits.incrementAndGet();
        String path = exchange.getRequestURI().getPath();
        try (exchange) {
            if (!("TargetToken " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                exchange.sendResponseHeaders(401, -1);
            } else if (path.endsWith("/feedback")) {
                feedback.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
                exchange.sendResponseHeaders(200, -1);
            } else if (path.endsWith(".raucb")) {
                bundle(exchange);
            } else if (path.contains("/deploymentBase/")) {
                send(exchange, deployment.replace("SUM", wrongSum ? "0".repeat(64) : sum()));
            } else {
                String link = deployment == null
                        ? ""
                        : ",\"_links\":{\"deploymentBase\":{\"href\":\"" + base() + "/deploymentBase/8?c=1\"}}";
                send(exchange, "{\"config\":{\"polling\":{\"sleep\":\"00:00:30\"}}" + link + "}");
            }
        }
    }

    private void bundle(HttpExchange exchange) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Range");
        int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
        byte[] rest = Arrays.copyOfRange(BUNDLE, from, BUNDLE.length);
        exchange.sendResponseHeaders(range == null ? 200 : 206, rest.length);
        int send = breakOnce ? rest.length / 2 : rest.length;
        breakOnce = false;
        exchange.getResponseBody().write(rest, 0, send);
    }

    private static String sum() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(BUNDLE));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void send(HttpExchange exchange, String json) throws IOException {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/hal+json");
        exchange.sendResponseHeaders(200, body.length);
        exchange.getResponseBody().write(body);
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
