// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uploads that go on where they stopped: tus 1.0. */
class UploadsApiTest {
    private static final String UPLOADS = "/api/v1/uploads";

    @TempDir
    Path folder;

    @Test
    void aFileComesInPiecesAcrossARestart() throws Exception {
        try (TestPlug plug = TestPlug.claimed(folder)) {
            HttpResponse<String> options = plug.send(plug.request("OPTIONS", UPLOADS, BodyPublishers.noBody()));
            assertThat(options.headers().firstValue("Tus-Version")).contains("1.0.0");
            assertThat(options.headers().firstValue("Tus-Extension").orElseThrow())
                    .contains("creation", "termination");
            String place = begin(plug, "/film.mp4", 10, ",modified " + base64("1700000000000"));
            assertThat(patch(plug, place, 0, "01234").statusCode()).isEqualTo(204);
            assertThat(plug.get("/api/v1/files/film.mp4").statusCode()).isEqualTo(404);
            plug.restart();
            HttpResponse<String> head = head(plug, place);
            assertThat(head.headers().firstValue("Upload-Offset")).contains("5");
            assertThat(head.headers().firstValue("Upload-Length")).contains("10");
            assertThat(head.headers().firstValue("Upload-Expires")).isPresent();
            assertThat(patch(plug, place, 4, "4").statusCode()).isEqualTo(409);
            assertThat(patch(plug, place, 5, "56789and more").statusCode()).isEqualTo(400);
            HttpResponse<String> last =
                    patch(plug, place, offset(plug, place), "56789".substring((int) offset(plug, place) - 5));
            assertThat(last.statusCode()).isEqualTo(204);
            assertThat(last.headers().firstValue("ETag")).isPresent();
            assertThat(plug.get("/api/v1/files/film.mp4").body()).isEqualTo("0123456789");
            assertThat(Files.getLastModifiedTime(plug.files().resolve("film.mp4"))
                            .toMillis())
                    .isEqualTo(1_700_000_000_000L);
            assertThat(head(plug, place).statusCode()).isEqualTo(404);
            assertThat(halves()).isEmpty();
        }
    }

    /** The connection breaks in the middle of a piece: what came stays, and the rest follows. */
    @Test
    void aPieceThatBreaksOffIsKeptAsFarAsItCame() throws Exception {
        try (TestPlug plug = TestPlug.claimed(folder)) {
            String place = begin(plug, "/big", 100_000, "");
            try (SSLSocket socket = plug.socket()) {
                socket.getOutputStream()
                        .write(("PATCH " + place + " HTTP/1.1\r\nHost: localhost\r\nX-Hearth: 1\r\nCookie: "
                                        + plug.session + "\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\n"
                                        + "Content-Type: application/offset+octet-stream\r\nContent-Length: 100000\r\n\r\n"
                                        + "x".repeat(40_000))
                                .getBytes(StandardCharsets.US_ASCII));
                socket.getOutputStream().flush();
            }
            sendTheRest(plug, place, 100_000);
            assertThat(plug.get("/api/v1/files/big").body()).hasSize(100_000);
        }
    }

    @Test
    void namesThatAreTakenAndUploadsOfOthersAreRefused() throws Exception {
        try (TestPlug plug = TestPlug.claimed(folder)) {
            plug.put("/api/v1/files/a", "old");
            assertThat(post(plug, "/a", "3", "").statusCode()).isEqualTo(412);
            String place = begin(plug, "/a", 3, ",replace");
            String anna = plug.session;
            plug.session = plug.join("Ben", "");
            assertThat(head(plug, place).statusCode()).isEqualTo(404);
            assertThat(patch(plug, place, 0, "new").statusCode()).isEqualTo(404);
            plug.session = anna;
            assertThat(patch(plug, place, 0, "new").statusCode()).isEqualTo(204);
            assertThat(plug.get("/api/v1/files/a").body()).isEqualTo("new");
            String ended = begin(plug, "/b", 3, "");
            assertThat(plug.send(tus(plug, "DELETE", ended, "")).statusCode()).isEqualTo(204);
            assertThat(head(plug, ended).statusCode()).isEqualTo(404);
            assertThat(post(plug, "/missing/c", "3", "").statusCode()).isEqualTo(409);
            assertThat(post(plug, "/huge", Long.toString(1L << 40), "").statusCode())
                    .isEqualTo(413);
            for (int i = 0; i < 24; i++) {
                begin(plug, "/many" + i, 3, "");
            }
            assertThat(post(plug, "/one-more", "3", "").statusCode()).isEqualTo(403);
        }
    }

    @Test
    void aWrongChecksumKeepsNothing() throws Exception {
        try (TestPlug plug = TestPlug.claimed(folder)) {
            String place = begin(plug, "/sum", 3, "");
            String right = Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-1").digest("abc".getBytes()));
            HttpRequest.Builder wrong = tus(plug, "PATCH", place, "abd")
                    .header("Upload-Offset", "0")
                    .header("Content-Type", "application/offset+octet-stream")
                    .header("Upload-Checksum", "sha1 " + right);
            assertThat(plug.send(wrong).statusCode()).isEqualTo(460);
            assertThat(offset(plug, place)).isZero();
            HttpRequest.Builder good = tus(plug, "PATCH", place, "abc")
                    .header("Upload-Offset", "0")
                    .header("Content-Type", "application/offset+octet-stream")
                    .header("Upload-Checksum", "sha1 " + right);
            assertThat(plug.send(good).statusCode()).isEqualTo(204);
        }
    }

    /** A fixed sample of headers that make no sense; none is an error of the plug's. */
    @Test
    void headersThatMakeNoSenseAreRefused() throws Exception {
        try (TestPlug plug = TestPlug.claimed(folder)) {
            Random random = new Random(6);
            String place = begin(plug, "/x", 3, "");
            String signs = "0123456789-+.,; =abzAZ/\\\"%&*~!sha1 pathreplc";
            for (int i = 0; i < 150; i++) {
                StringBuilder junk = new StringBuilder();
                for (int n = random.nextInt(40); n >= 0; n--) {
                    junk.append(signs.charAt(random.nextInt(signs.length())));
                }
                String text = junk.toString().strip();
                HttpRequest.Builder request = i % 3 == 0
                        ? tus(plug, "POST", UPLOADS, "")
                                .header("Upload-Length", i % 2 == 0 ? text : "3")
                                .header("Upload-Metadata", i % 2 == 0 ? "path " + base64("/y") : text)
                        : tus(plug, "PATCH", place, "")
                                .header("Content-Type", "application/offset+octet-stream")
                                .header("Upload-Offset", i % 3 == 1 ? text : "0")
                                .header("Upload-Checksum", text);
                int status = plug.send(request).statusCode();
                assertThat(status).as(text).isIn(List.of(400, 204, 409, 412, 413, 460, 201));
            }
            assertThat(plug.send(plug.request("HEAD", place, BodyPublishers.noBody()))
                            .statusCode())
                    .isEqualTo(412);
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static HttpRequest.Builder tus(TestPlug plug, String method, String path, String body) {
        return plug.request(method, path, BodyPublishers.ofString(body)).header("Tus-Resumable", "1.0.0");
    }

    private static HttpResponse<String> post(TestPlug plug, String path, String length, String more) throws Exception {
        return plug.send(tus(plug, "POST", UPLOADS, "")
                .header("Upload-Length", length)
                .header("Upload-Metadata", "path " + base64(path) + more));
    }

    private static String begin(TestPlug plug, String path, long length, String more) throws Exception {
        HttpResponse<String> begun = post(plug, path, Long.toString(length), more);
        assertThat(begun.statusCode()).as(begun.body()).isEqualTo(201);
        return begun.headers().firstValue("Location").orElseThrow();
    }

    private static HttpResponse<String> patch(TestPlug plug, String place, long offset, String body) throws Exception {
        return plug.send(tus(plug, "PATCH", place, body)
                .header("Upload-Offset", Long.toString(offset))
                .header("Content-Type", "application/offset+octet-stream"));
    }

    private static HttpResponse<String> head(TestPlug plug, String place) throws Exception {
        return plug.send(tus(plug, "HEAD", place, ""));
    }

    private static long offset(TestPlug plug, String place) throws Exception {
        return Long.parseLong(
                head(plug, place).headers().firstValue("Upload-Offset").orElseThrow());
    }

    /** As a client does: asks how much is there, sends what is missing, and starts over while the broken piece is still being put away. */
    private static void sendTheRest(TestPlug plug, String place, int length) throws Exception {
        long deadline = System.nanoTime() + 60_000_000_000L;
        int status = 0;
        while (status != 204) {
            assertThat(System.nanoTime()).as("waiting, last for %d", status).isLessThan(deadline);
            int came = (int) offset(plug, place);
            assertThat(came).isBetween(0, 40_000);
            status = patch(plug, place, came, "x".repeat(length - came)).statusCode();
        }
    }

    private List<Path> halves() throws Exception {
        try (var files = Files.list(folder.resolve("files/.hearth/resumable"))) {
            return files.toList();
        }
    }
}
