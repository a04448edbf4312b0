// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LibraryApiTest {
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final byte[] SMALL = {(byte) 0xFF, (byte) 0xD8, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16
    };

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

    @Test
    void aSearchFindsWhatCameOverThePageAndOverWebDav() throws Exception {
        plug.put("/api/v1/files/Caf%C3%A9%20menu.txt", "soup");
        assertThat(settled("/api/v1/search?q=cafe+MENU")).contains("\"path\":\"/Café menu.txt\"", "\"bytes\":4");
        assertThat(settled("/api/v1/search?q=menu&under=%2Felsewhere")).contains("\"matches\":[]");
        assertThat(plug.get("/api/v1/search?q=").statusCode()).isEqualTo(400);
        assertThat(plug.get("/api/v1/search?q=x&limit=9999").statusCode()).isEqualTo(400);
        assertThat(plug.get("/api/v1/search?q=x&under=nowhere").statusCode()).isEqualTo(400);
        assertThat(plug.get("/api/v1/search?q=%22%27%2A+OR+NEAR%28&limit=1").statusCode())
                .isEqualTo(200);
    }

    @Test
    void withoutASessionNothingIsFound() throws Exception {
        String mine = plug.session;
        plug.session = null;
        try {
            for (String path : new String[] {"search?q=a", "photos", "photos/months", "music", "thumbs/a.jpg"}) {
                assertThat(plug.get("/api/v1/" + path).statusCode()).as(path).isEqualTo(401);
            }
        } finally {
            plug.session = mine;
        }
    }

    @Test
    void aSmallPictureIsKeptForTheFileThatItWasMadeFromAndNoOther() throws Exception {
        HttpResponse<String> stored = plug.put("/api/v1/files/p.png", "not really");
        String tag = stored.headers().firstValue("ETag").orElseThrow();
        assertThat(plug.get("/api/v1/thumbs/p.png").statusCode()).isEqualTo(404);
        assertThat(putThumb(SMALL, "\"other\"")).isEqualTo(412);
        assertThat(putThumb("<script>alert(1)</script>".getBytes(), tag)).isEqualTo(415);
        assertThat(putThumb(new byte[200_000], tag)).isEqualTo(413);
        assertThat(putThumb(SMALL, tag)).isEqualTo(204);
        var read = plug.client.send(
                plug.request("GET", "/api/v1/thumbs/p.png", BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofByteArray());
        assertThat(read.body()).isEqualTo(SMALL);
        assertThat(read.headers().firstValue("Content-Type")).contains("image/jpeg");
        plug.post("/api/v1/files/p.png?move-to=%2Fq.png", "");
        assertThat(plug.get("/api/v1/thumbs/q.png").statusCode()).isEqualTo(200);
        plug.put("/api/v1/files/q.png", "another picture");
        assertThat(plug.get("/api/v1/thumbs/q.png").statusCode()).isEqualTo(404);
    }

    @Test
    void theTimelineHasPicturesAndTheMusicHasMusic() throws Exception {
        Files.createDirectories(plug.files());
        plug.put("/api/v1/files/one.jpg", "jpeg");
        plug.put("/api/v1/files/song.mp3", "mpeg");
        plug.put("/api/v1/files/text.txt", "text");
        assertThat(settled("/api/v1/photos")).contains("/one.jpg").doesNotContain("song", "text.txt");
        assertThat(settled("/api/v1/photos/months")).contains("\"months\":{\"");
        assertThat(settled("/api/v1/music")).contains("/song.mp3").doesNotContain("one.jpg");
        assertThat(plug.get("/api/v1/photos?before=nonsense").statusCode()).isEqualTo(200);
        assertThat(plug.get("/api/v1/photos/elsewhere").statusCode()).isEqualTo(404);
    }

    private static int putThumb(byte[] bytes, String tag) throws Exception {
        return plug.send(plug.request("PUT", "/api/v1/thumbs/p.png", BodyPublishers.ofByteArray(bytes))
                        .header("If-Match", tag))
                .statusCode();
    }

    /** Asks until the index has caught up. */
    private static String settled(String path) throws Exception {
        long end = System.nanoTime() + DEADLINE.toNanos();
        while (true) {
            String body = plug.get(path).body();
            if (body.contains("\"complete\":true")) {
                return body;
            }
            assertThat(System.nanoTime()).as("the index catches up: " + body).isLessThan(end);
            Thread.sleep(10);
        }
    }
}
