// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code /api/v1/update/fetch}: a bundle from an address that the owner typed, over a web server with faults. */
@Timeout(120)
class UpdateFetchTest {
    private static final byte[] BUNDLE = new byte[400_000];

    static {
        new Random(5).nextBytes(BUNDLE);
    }

    @TempDir
    Path folder;

    private final AtomicInteger broken = new AtomicInteger();
    private final Server web = new Server();
    private final ServerConnector connector = new ServerConnector(web);
    private TestPlug plug;

    @BeforeEach
    void start() throws Exception {
        plug = TestPlug.claimed(folder);
        plug.platform.updateState = "{\"state\":{\"supported\":true,\"phase\":\"idle\"}}";
        connector.setHost("127.0.0.1");
        web.addConnector(connector);
        web.setHandler(new Files());
        web.start();
    }

    @AfterEach
    void stop() throws Exception {
        plug.close();
        web.stop();
    }

    /** A web server with good and bad files. */
    private final class Files extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            switch (Request.getPathInContext(request)) {
                case "/hearth-2.raucb" -> send(request, response, callback, false);
                // the first time the connection ends in the middle
                case "/breaks.raucb" -> send(request, response, callback, broken.getAndIncrement() == 0);
                case "/moved" -> Response.sendRedirect(request, response, callback, "/hearth-2.raucb");
                case "/endless.raucb" ->
                    response.write(false, ByteBuffer.allocate(8), Callback.from(callback::succeeded, callback::failed));
                case "/huge.raucb" -> begin(response, callback, 1L << 40);
                case "/slow.raucb" -> begin(response, Callback.NOOP, BUNDLE.length);
                default -> Response.writeError(request, response, callback, 404);
            }
            return true;
        }

        /** A length, a first piece, and no more. */
        private void begin(Response response, Callback callback, long bytes) {
            response.getHeaders().put("Content-Length", bytes);
            IOException broken = new IOException("no more comes");
            Callback then = callback == Callback.NOOP
                    ? callback
                    : Callback.from(() -> callback.failed(broken), callback::failed);
            response.write(false, ByteBuffer.wrap(BUNDLE, 0, 1000), then);
        }

        private void send(Request request, Response response, Callback callback, boolean breaks) {
            String range = request.getHeaders().get("Range");
            int from = range == null ? 0 : Integer.parseInt(range.replaceAll("\\D", ""));
            int length = BUNDLE.length - from;
            response.setStatus(range == null ? 200 : 206);
            response.getHeaders().put("Content-Length", length);
            if (breaks) {
                IOException end = new IOException("the line breaks");
                response.write(
                        false,
                        ByteBuffer.wrap(BUNDLE, from, length / 2),
                        Callback.from(() -> callback.failed(end), callback::failed));
            } else {
                response.write(true, ByteBuffer.wrap(BUNDLE, from, length), callback);
            }
        }
    }

    private int fetch(String path) throws Exception {
        return plug.post(
                        "/api/v1/update/fetch",
                        "{\"address\":\"http://127.0.0.1:%d%s\"}".formatted(connector.getLocalPort(), path))
                .statusCode();
    }

    private String awaitFetch(Predicate<String> wanted) throws Exception {
        long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (true) {
            String body = plug.get("/api/v1/update/fetch").body();
            if (wanted.test(body)) {
                return body;
            }
            assertThat(System.nanoTime()).as(body).isLessThan(deadline);
            Thread.sleep(20);
        }
    }

    private void assertInstalls(String path, String name) throws Exception {
        assertThat(fetch(path)).isEqualTo(202);
        String end = awaitFetch(body -> !body.contains("\"fetching\""));
        assertThat(end).contains("\"phase\":\"fetched\"", "\"percent\":100");
        assertThat(folder.resolve("cloud/update.raucb")).hasBinaryContent(BUNDLE);
        assertThat(plug.platform.updateCalls)
                .contains("org.hearthplug.Update.Install {\"from\":\"upload\",\"name\":\"" + name + "\"}");
    }

    @Test
    void whatWasFetchedIsInstalled() throws Exception {
        assertInstalls("/hearth-2.raucb?key=secret", "hearth-2.raucb");
    }

    @Test
    void aRedirectIsFollowed() throws Exception {
        assertInstalls("/moved", "moved");
    }

    @Test
    void aBrokenConnectionIsTakenUpWhereItBroke() throws Exception {
        assertInstalls("/breaks.raucb", "breaks.raucb");
        assertThat(broken.get()).isEqualTo(2);
    }

    @Test
    void whatIsNotThereIsSaid() throws Exception {
        assertThat(fetch("/nothing.raucb")).isEqualTo(202);
        assertThat(awaitFetch(body -> body.contains("\"failed\""))).contains("404");
        assertThat(plug.platform.updateCalls).noneMatch(call -> call.contains("Install"));
    }

    @Test
    void whatHasNoLengthOrTooMuchIsRefused() throws Exception {
        fetch("/endless.raucb");
        assertThat(awaitFetch(body -> body.contains("\"failed\""))).contains("does not say how long");
        fetch("/huge.raucb");
        assertThat(awaitFetch(body -> body.contains("\"failed\"") && !body.contains("how long")))
                .contains("larger than any update");
    }

    @Test
    void onlyOneAtATimeAndItCanBeStopped() throws Exception {
        assertThat(fetch("/slow.raucb")).isEqualTo(202);
        assertThat(fetch("/hearth-2.raucb")).isEqualTo(409);
        assertThat(plug.delete("/api/v1/update/fetch").statusCode()).isEqualTo(204);
        awaitFetch(body -> body.contains("\"idle\""));
        assertInstalls("/hearth-2.raucb", "hearth-2.raucb");
    }

    @Test
    void whatIsNoAddressOfTheWebIsRefused() throws Exception {
        for (String address :
                Arrays.asList("", "file:///etc/shadow", "ftp://x/y", "https:///x", "https://u:p@x/y", "a b")) {
            assertThat(plug.post("/api/v1/update/fetch", "{\"address\":\"" + address + "\"}")
                            .statusCode())
                    .as(address)
                    .isEqualTo(422);
        }
        assertThat(plug.post("/api/v1/update/fetch", "{\"address\":7}").statusCode())
                .isEqualTo(422);
    }

    @Test
    void onlyTheOwnerMayFetch() throws Exception {
        plug.session = null;
        assertThat(fetch("/hearth-2.raucb")).isEqualTo(401);
        assertThat(plug.get("/api/v1/update/fetch").statusCode()).isEqualTo(401);
    }
}
