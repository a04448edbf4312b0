// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Former contents and the past of folders, as the page asks for them. */
class PastApiTest {
    @TempDir
    Path folder;

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
    void aFormerContentIsListedReadRestoredAndForgotten() throws Exception {
        plug.put("/api/v1/files/a.txt", "first");
        plug.put("/api/v1/files/a.txt", "second!");
        String id = field("id", plug.get("/api/v1/versions/a.txt").body());
        HttpResponse<String> former = plug.get("/api/v1/versions/a.txt?download&id=" + id);
        assertThat(former.body()).isEqualTo("first");
        assertThat(former.headers().firstValue("Content-Disposition").orElseThrow())
                .contains("a.txt");
        assertThat(send("POST", "/api/v1/versions/a.txt?id=" + id)).isEqualTo(200);
        assertThat(plug.get("/api/v1/files/a.txt").body()).isEqualTo("first");
        String replaced = field("id", plug.get("/api/v1/versions/a.txt").body());
        assertThat(send("DELETE", "/api/v1/versions/a.txt?id=" + replaced)).isEqualTo(204);
        assertThat(plug.get("/api/v1/versions/a.txt").body()).isEqualTo("{\"items\":[]}");
        assertThat(send("POST", "/api/v1/versions/a.txt?id=" + replaced)).isEqualTo(404);
        assertThat(send("POST", "/api/v1/versions/a.txt?id=..%2Fjournal")).isEqualTo(404);
    }

    @Test
    void aFolderOfThePastIsListedAndComesBack() throws Exception {
        send("PUT", "/api/v1/files/Trip/");
        plug.put("/api/v1/files/Trip/a.txt", "first");
        plug.put("/api/v1/files/Trip/a.txt", "second!");
        Instant replaced = Instant.parse(
                field("until", plug.get("/api/v1/versions/Trip/a.txt").body()));
        String longAgo = replaced.minusSeconds(60).toString();
        assertThat(plug.get("/api/v1/past/?at=" + longAgo).body()).contains("\"entries\":[]");
        assertThat(plug.get("/api/v1/past/Trip/?at=" + longAgo).statusCode()).isEqualTo(404);
        String now = replaced.plusSeconds(60).toString();
        assertThat(plug.get("/api/v1/past/Trip/?at=" + now).body()).contains("\"since\":\"same\"");
        assertThat(send("POST", "/api/v1/past/Trip?at=" + now)).isEqualTo(409);
        assertThat(send("POST", "/api/v1/past/Trip?at=" + now + "&to=/Trip%20again"))
                .isEqualTo(200);
        assertThat(plug.get("/api/v1/files/Trip%20again/a.txt").body()).isEqualTo("second!");
        assertThat(plug.get("/api/v1/past/Trip/a.txt?at=" + now).body()).isEqualTo("second!");
    }

    @Test
    void whatIsNoMomentIsRefused() throws Exception {
        assertThat(plug.get("/api/v1/past/").statusCode()).isEqualTo(400);
        assertThat(plug.get("/api/v1/past/?at=monday").statusCode()).isEqualTo(400);
        assertThat(plug.get("/api/v1/past/?at=2020-01-01T00:00:00Z").statusCode())
                .isEqualTo(404);
        assertThat(send("POST", "/api/v1/versions/a")).isEqualTo(400);
        assertThat(send("PUT", "/api/v1/versions/a")).isEqualTo(405);
    }

    private int send(String method, String path) throws Exception {
        return plug.client
                .send(plug.request(method, path, BodyPublishers.noBody()).build(), BodyHandlers.discarding())
                .statusCode();
    }

    private static String field(String name, String json) {
        Matcher found = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(json);
        assertThat(found.find()).as(json).isTrue();
        return found.group(1);
    }
}
