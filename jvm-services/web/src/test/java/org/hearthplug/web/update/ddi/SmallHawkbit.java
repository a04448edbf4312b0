// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.update.ddi;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;

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
    private final Server http = new Server();
    private final ServerConnector connector = new ServerConnector(http);

    SmallHawkbit() throws Exception {
        connector.setHost("127.0.0.1");
        http.addConnector(connector);
        http.setHandler(new Answers());
        http.start();
    }

    String address() {
        return "http://127.0.0.1:" + connector.getLocalPort() + "/DEFAULT";
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

    private final class Answers extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback) throws Exception {
            visits.incrementAndGet();
            String path = Request.getPathInContext(request);
            if (!("TargetToken " + TOKEN).equals(request.getHeaders().get("Authorization"))) {
                send(response, callback, 401, "");
            } else if (path.endsWith("/feedback")) {
                feedback.add(Content.Source.asString(request));
                send(response, callback, 200, "");
            } else if (path.endsWith(".raucb")) {
                bundle(request, response, callback);
            } else if (path.contains("/deploymentBase/")) {
                send(response, callback, 200, deployment.replace("SUM", wrongSum ? "0".repeat(64) : sum()));
            } else {
                String link = deployment == null
                        ? ""
                        : ",\"_links\":{\"deploymentBase\":{\"href\":\"" + base() + "/deploymentBase/8?c=1\"}}";
                send(response, callback, 200, "{\"config\":{\"polling\":{\"sleep\":\"00:00:30\"}}" + link + "}");
            }
            return true;
        }
    }

    private void bundle(Request request, Response response, Callback callback) {
        String range = request.getHeaders().get("Range");
        int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
        int length = BUNDLE.length - from;
        response.setStatus(range == null ? 200 : 206);
        response.getHeaders().put("Content-Length", length);
        if (breakOnce) {
            breakOnce = false;
            IOException broken = new IOException("the line breaks");
            response.write(
                    false,
                    ByteBuffer.wrap(BUNDLE, from, length / 2),
                    Callback.from(() -> callback.failed(broken), callback::failed));
        } else {
            response.write(true, ByteBuffer.wrap(BUNDLE, from, length), callback);
        }
    }

    private static String sum() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(BUNDLE));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void send(Response response, Callback callback, int status, String json) {
        byte[] body = json.getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.getHeaders().put("Content-Type", "application/hal+json");
        response.getHeaders().put("Content-Length", body.length);
        response.write(true, ByteBuffer.wrap(body), callback);
    }

    @Override
    public void close() {
        try {
            http.stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
