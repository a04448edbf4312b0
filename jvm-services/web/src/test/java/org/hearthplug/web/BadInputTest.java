// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each line of what people and programs get wrong: a 4xx with a sentence, nothing written, and the next request is served. */
class BadInputTest {
    private static final String FILES = "/api/v1/files/";

    @TempDir
    static Path folder;

    private static TestPlug plug;

    @BeforeAll
    static void start() throws Exception {
        plug = TestPlug.claimed(folder);
        plug.put(FILES + "digits", "0123456789");
    }

    @AfterAll
    static void stop() throws Exception {
        plug.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "..",
                "../escape",
                "a/../../escape",
                "%2e%2e/escape",
                "%2E%2E%2Fescape",
                "a%2Fb",
                "a%00b",
                "%00",
                "a%0Ab",
                "line%0D%0Abreak",
                "a//b",
                "/",
                "%",
                "%zz",
                "%C3%28",
                "%ED%A0%80",
                "%FF",
                ".",
                "a/./b",
                "%7F",
                "%C2%85"
            })
    void impossibleNamesAreRefused(String name) throws Exception {
        Raw answer = raw("PUT " + FILES + name + " HTTP/1.1", "", "Content-Length: 1", "x");
        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        answer.requireSentence();
        requireNothingWritten();
    }

    @Test
    void namesOfMoreThan255BytesAreRefusedAndOf255Taken() throws Exception {
        HttpResponse<String> long256 = plug.put(FILES + "a".repeat(256), "x");
        assertThat(long256.statusCode()).isEqualTo(400);
        assertThat(long256.body()).contains("255 bytes");
        assertThat(plug.put(FILES + "%C3%A4".repeat(128), "x").statusCode()).isEqualTo(400);
        requireNothingWritten();
        String name = "a".repeat(255);
        assertThat(plug.put(FILES + name, "x").statusCode()).isEqualTo(201);
        plug.delete(FILES + name);
    }

    @Test
    void namesInAnyNormalFormAreKeptAsSentAndNeverTwice() throws Exception {
        String composed = "%C3%A9.txt";
        String decomposed = "e%CC%81.txt";
        assertThat(plug.put(FILES + decomposed, "x").body()).contains("\"name\":\"e\u0301.txt\"");
        HttpResponse<String> other = plug.put(FILES + composed, "y");
        assertThat(other.statusCode()).isEqualTo(409);
        assertThat(other.body()).contains("accents");
        assertThat(plug.get(FILES + decomposed).body()).isEqualTo("x");
        assertThat(plug.get(FILES + composed).statusCode()).isEqualTo(404);
        plug.delete(FILES + decomposed);
    }

    @Test
    void aBodyShorterThanAnnouncedIsNotStored() throws Exception {
        try (SSLSocket socket = plug.socket()) {
            write(socket, head("PUT " + FILES + "short HTTP/1.1", "Content-Length: 1000000") + "only this");
            socket.shutdownOutput();
            Raw answer = Raw.read(socket.getInputStream());
            assertThat(answer.status()).as(answer.text()).isEqualTo(400);
            answer.requireSentence();
        }
        requireNothingWritten();
    }

    @Test
    void aConnectionThatBreaksInTheMiddleLeavesNothing() throws Exception {
        try (SSLSocket socket = plug.socket()) {
            write(socket, head("PUT " + FILES + "broken HTTP/1.1", "Content-Length: 1000000") + "x".repeat(300_000));
            Raw.await(() -> halves().size() == 1);
        }
        Raw.await(() -> halves().isEmpty());
        requireNothingWritten();
    }

    @Test
    void aBodyLongerThanAnnouncedIsNotStored() throws Exception {
        Raw answer = raw("PUT " + FILES + "long HTTP/1.1", "", "Content-Length: 5", "hello, and much more");
        assertThat(answer.status()).as(answer.text()).isEqualTo(400);
        assertThat(answer.text()).contains("longer than announced");
        requireNothingWritten();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: -1",
                "Content-Length: x",
                "Content-Length: 1\r\nContent-Length: 2",
                "Transfer-Encoding: nonsense",
                "Content-Length: 99999999999999999999"
            })
    void lengthsThatMakeNoSenseAreRefused(String header) throws Exception {
        Raw answer = raw("PUT " + FILES + "lengths HTTP/1.1", "", header, "x");
        assertThat(answer.status()).as(answer.text()).isIn(400, 413, 501);
        answer.requireSentence();
        requireNothingWritten();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bytes=10-",
                "bytes=5-4",
                "bytes=-0",
                "bytes=",
                "bytes=-",
                "bytes=a-b",
                "bytes",
                "bytes=1",
                "bytes=--1",
                "bytes=1-2-3",
                "bytes=99999999999999999999-",
                "bytes=20-30,40-50",
                "bytes=0-1,x"
            })
    void rangesThatMakeNoSenseAreRefused(String range) throws Exception {
        HttpResponse<String> response = plug.get(FILES + "digits", "Range", range);
        assertThat(response.statusCode()).isEqualTo(416);
        assertThat(response.headers().firstValue("Content-Range")).contains("bytes */10");
        assertThat(response.body()).contains("10 bytes");
    }

    @Test
    void aThousandRangesAtOnceAreRefused() throws Exception {
        assertThat(plug.get(FILES + "digits", "Range", "bytes=" + "0-0,".repeat(999) + "1-1")
                        .statusCode())
                .isEqualTo(416);
    }

    @Test
    void aHeaderOfAMegabyteIsRefusedOverHttp1() throws Exception {
        Raw answer = raw("GET / HTTP/1.1", "X-Big: " + "x".repeat(1 << 20) + "\r\n", "", "");
        assertThat(answer.status()).as(answer.text()).isEqualTo(431);
        answer.requireSentence();
    }

    @Test
    void aHeaderOfAMegabyteIsRefusedOverHttp2() throws Exception {
        HttpClient client = plug.newClient(HttpClient.Version.HTTP_2);
        try {
            HttpResponse<String> response = client.send(
                    plug.request("GET", "/", BodyPublishers.noBody())
                            .header("X-Big", "x".repeat(1 << 20))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(response.statusCode()).isEqualTo(431);
        } catch (IOException refused) {
            assertThat(refused).isNotInstanceOf(java.net.http.HttpTimeoutException.class);
        } finally {
            client.shutdownNow();
        }
        assertThat(plug.get("/api/v1/setup").statusCode()).isEqualTo(200);
    }

    @Test
    void anAddressOfAMegabyteIsRefused() throws Exception {
        Raw answer = raw("GET /" + "x".repeat(1 << 20) + " HTTP/1.1", "", "", "");
        assertThat(answer.status()).as(answer.text()).isIn(414, 431);
        answer.requireSentence();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\r\n\r\nnonsense\r\n\r\n",
                "GET / HTTP/9.9\r\n\r\n",
                "GET\r\n\r\n",
                "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
                "G\0T / HTTP/1.1\r\n\r\n"
            })
    void whatIsNoHttpIsRefused(String bytes) throws Exception {
        try (SSLSocket socket = plug.socket()) {
            write(socket, bytes);
            Raw answer = Raw.read(socket.getInputStream());
            assertThat(answer.status()).as(answer.text()).isIn(400, 505, 426);
        }
    }

    @Test
    void whatIsNoTlsHarmsNobody() throws Exception {
        for (int i = 0; i < 20; i++) {
            try (Socket socket = new Socket("127.0.0.1", plug.web.httpsPort())) {
                socket.getOutputStream().write("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                socket.setSoTimeout(20_000);
                socket.getInputStream().readAllBytes();
            } catch (IOException closed) {
                // Reset is as good an answer as an alert.
            }
        }
        assertThat(plug.get("/api/v1/setup").statusCode()).isEqualTo(200);
    }

    private static Raw raw(String requestLine, String moreHeaders, String header, String body) throws Exception {
        try (SSLSocket socket = plug.socket()) {
            write(socket, head(requestLine, moreHeaders + header) + body);
            return Raw.read(socket.getInputStream());
        }
    }

    private static String head(String requestLine, String headers) {
        return requestLine + "\r\nHost: localhost\r\nX-Hearth: 1\r\nCookie: " + plug.session + "\r\n"
                + (headers.isEmpty() ? "" : headers + (headers.endsWith("\r\n") ? "" : "\r\n")) + "\r\n";
    }

    private static void write(Socket socket, String text) throws IOException {
        OutputStream out = socket.getOutputStream();
        try {
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        } catch (IOException answeredBeforeTheEnd) {
            // The answer is there to be read.
        }
    }

    private static void requireNothingWritten() throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("files"))) {
            assertThat(files.filter(Files::isRegularFile)
                            .map(file -> file.getFileName().toString())
                            .filter(name -> !name.equals("info") && !name.equals("journal"))
                            .filter(name -> !name.startsWith("aaaa") && !name.startsWith("e\u0301")))
                    .containsExactly("digits");
        }
        assertThat(halves()).isEmpty();
    }

    private static List<Path> halves() throws IOException {
        try (Stream<Path> files = Files.list(folder.resolve("files/.hearth/uploads"))) {
            return new ArrayList<>(files.toList());
        }
    }

    /** An answer as it came. */
    record Raw(int status, String text) {
        static Raw read(InputStream in) throws IOException {
            StringBuilder text = new StringBuilder();
            byte[] buffer = new byte[8192];
            try {
                int read = in.read(buffer);
                while (read >= 0 && !complete(text)) {
                    text.append(new String(buffer, 0, read, StandardCharsets.UTF_8));
                    read = complete(text) ? -1 : in.read(buffer);
                }
            } catch (IOException cut) {
                if (text.isEmpty()) {
                    throw cut;
                }
            }
            String[] words = text.toString().split(" ", 3);
            return new Raw(words.length > 1 ? Integer.parseInt(words[1].strip()) : 0, text.toString());
        }

        private static boolean complete(CharSequence text) {
            return text.toString().contains("\r\n\r\n{") && text.toString().endsWith("}");
        }

        void requireSentence() {
            assertThat(text).contains("application/problem+json").containsPattern("\"detail\":\"[A-Z“].{20,}\\.\"");
        }

        interface Condition {
            boolean holds() throws IOException;
        }

        /** Waits until something holds that the server does in its own time. */
        static void await(Condition condition) throws IOException {
            long deadline = System.nanoTime() + 20_000_000_000L;
            while (!condition.holds()) {
                assertThat(System.nanoTime()).as("deadline").isLessThan(deadline);
                Thread.onSpinWait();
            }
        }
    }
}
