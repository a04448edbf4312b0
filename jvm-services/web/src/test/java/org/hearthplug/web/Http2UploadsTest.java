// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Uploads that share a connection: their frames are gathered and written together, and must stay each file's own, in order. */
@Timeout(120)
class Http2UploadsTest {
    private static final long SEED = Long.getLong("hearth.seed", 61);

    @TempDir
    Path folder;

    private final Random random = new Random(SEED);
    private TestPlug plug;

    @BeforeEach
    void start() throws Exception {
        plug = TestPlug.claimed(folder);
    }

    @AfterEach
    void stop() throws Exception {
        plug.close();
    }

    @Test
    void eachOfManyAtOnceIsWhatWasSent() throws Exception {
        List<byte[]> contents = new ArrayList<>();
        for (int length : new int[] {0, 1, 16_383, 16_384, 16_385, 262_144, 1_000_003, 3_000_017, 5_000_011}) {
            contents.add(bytes(length));
        }
        List<CompletableFuture<HttpResponse<String>>> answers = new ArrayList<>();
        for (int i = 0; i < contents.size(); i++) {
            answers.add(put("at-once-" + i, contents.get(i)));
        }
        for (int i = 0; i < contents.size(); i++) {
            HttpResponse<String> answer = answers.get(i).join();
            assertThat(answer.version()).isEqualTo(HttpClient.Version.HTTP_2);
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
            assertThat(plug.files().resolve("at-once-" + i)).hasBinaryContent(contents.get(i));
        }
    }

    @Test
    void aDigestIsOfAllFrames() throws Exception {
        byte[] content = bytes(2_000_003);
        String digest = "sha-256=:"
                + Base64.getEncoder()
                        .encodeToString(MessageDigest.getInstance("SHA-256").digest(content)) + ":";
        assertThat(put("proved", content, digest).join().statusCode()).isEqualTo(201);
        content[content.length - 1] ^= 1;
        assertThat(put("other", content, digest).join().statusCode()).isEqualTo(400);
        assertThat(plug.files().resolve("other")).doesNotExist();
        assertThat(plug.files().resolve("proved")).exists();
    }

    @Test
    void oneThatPausesHoldsNoOtherUpAndEndsWhole() throws Exception {
        byte[] slow = bytes(3_000_001);
        byte[] quick = bytes(4_000_001);
        CountDownLatch half = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        CompletableFuture<HttpResponse<String>> paused = plug.client.sendAsync(
                plug.request(
                                "PUT",
                                "/api/v1/files/slow",
                                BodyPublishers.fromPublisher(
                                        BodyPublishers.ofInputStream(() -> new Pausing(slow, half, goOn)), slow.length))
                        .build(),
                BodyHandlers.ofString());
        assertThat(half.await(60, TimeUnit.SECONDS)).isTrue();
        assertThat(put("quick", quick).get(60, TimeUnit.SECONDS).statusCode()).isEqualTo(201);
        assertThat(paused).isNotDone();
        assertThat(plug.files().resolve("slow")).doesNotExist();
        goOn.countDown();
        assertThat(paused.join().statusCode()).isEqualTo(201);
        assertThat(plug.files().resolve("slow")).hasBinaryContent(slow);
        assertThat(plug.files().resolve("quick")).hasBinaryContent(quick);
    }

    @Test
    void oneThatBreaksOffLeavesNothing() throws Exception {
        byte[] content = bytes(2_000_001);
        assertThatThrownBy(() -> plug.send(plug.request(
                        "PUT",
                        "/api/v1/files/broken",
                        BodyPublishers.fromPublisher(
                                BodyPublishers.ofInputStream(() -> new Breaking(content)), content.length))))
                .isInstanceOf(IOException.class);
        assertThat(put("after", content).join().statusCode()).isEqualTo(201);
        assertThat(plug.files().resolve("broken")).doesNotExist();
        // The server learns of the break when the stream's end has come through.
        Path uploads = folder.resolve("files/.hearth/uploads");
        for (int tries = 0; !isEmpty(uploads); tries++) {
            assertThat(tries).as("looks for a half file").isLessThan(200);
            Thread.sleep(50);
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        try (var entries = Files.list(folder)) {
            return entries.findAny().isEmpty();
        }
    }

    private CompletableFuture<HttpResponse<String>> put(String name, byte[] content, String... digest) {
        var request = plug.request("PUT", "/api/v1/files/" + name, BodyPublishers.ofByteArray(content));
        for (String value : digest) {
            request.header("Content-Digest", value);
        }
        return plug.client.sendAsync(request.build(), BodyHandlers.ofString());
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Half of the bytes, and the rest when it may. */
    private static final class Pausing extends Halves {
        private final CountDownLatch half;
        private final CountDownLatch goOn;

        Pausing(byte[] bytes, CountDownLatch half, CountDownLatch goOn) {
            super(bytes);
            this.half = half;
            this.goOn = goOn;
        }

        @Override
        void atHalf() throws IOException {
            half.countDown();
            try {
                if (!goOn.await(90, TimeUnit.SECONDS)) {
                    throw new IOException("never told to go on");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }
    }

    /** Half of the bytes. */
    private static final class Breaking extends Halves {
        Breaking(byte[] bytes) {
            super(bytes);
        }

        @Override
        void atHalf() throws IOException {
            throw new IOException("the phone went to sleep");
        }
    }

    private abstract static class Halves extends InputStream {
        private final byte[] bytes;
        private int at;

        Halves(byte[] bytes) {
            this.bytes = bytes;
        }

        abstract void atHalf() throws IOException;

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            int half = bytes.length / 2;
            if (at == half) {
                atHalf();
            }
            int end = at < half ? half : bytes.length;
            int count = Math.min(length, end - at);
            if (count == 0) {
                return -1;
            }
            System.arraycopy(bytes, at, into, offset, count);
            at += count;
            return count;
        }
    }
}
