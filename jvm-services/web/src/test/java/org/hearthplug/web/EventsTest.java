// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class EventsTest {
    @TempDir
    Path folder;

    private TestPlug plug;
    private final List<InputStream> streams = new ArrayList<>();

    @BeforeEach
    void start() throws Exception {
        plug = TestPlug.claimed(folder);
    }

    @AfterEach
    void stop() throws Exception {
        for (InputStream stream : streams) {
            stream.close();
        }
        plug.close();
    }

    @Test
    void theSnapshotPassesThrough() throws Exception {
        HttpResponse<String> response = plug.get("/api/v1/plug");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(plug.platform.snapshot);
    }

    @Test
    void withoutPlatformdThePlugSaysWhatItKnows() throws Exception {
        plug.platform.connect(false);
        HttpResponse<String> response = plug.get("/api/v1/plug");
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.body()).contains("\"services\":[{\"name\":\"platformd\"", "restarts by itself");
        BufferedReader events = watch();
        assertThat(next(events)).isEqualTo("platform {\"connected\":false}");
        plug.platform.connect(true);
        assertThat(next(events)).isEqualTo("platform {\"connected\":true}");
        assertThat(plug.get("/api/v1/files/").statusCode()).isEqualTo(200);
    }

    @Test
    void everyViewerHearsOfDevicesOverOneWatch() throws Exception {
        List<BufferedReader> viewers = List.of(watch(), watch(), watch());
        for (BufferedReader viewer : viewers) {
            assertThat(next(viewer)).isEqualTo("platform {\"connected\":true}");
            assertThat(next(viewer)).startsWith("snapshot {");
        }
        assertThat(plug.platform.listeners).hasSize(1);
        plug.platform.device("{\"sequence\":7}");
        for (BufferedReader viewer : viewers) {
            assertThat(next(viewer)).isEqualTo("device {\"sequence\":7}");
        }
    }

    @Test
    void nobodyLooksNobodyAsks() throws Exception {
        watch();
        assertThat(plug.platform.listeners).hasSize(1);
        streams.getFirst().close();
        // The server notices at its next word.
        BadInputTest.Raw.await(() -> {
            plug.platform.device("{}");
            return plug.platform.listeners.isEmpty();
        });
    }

    @Test
    void tooManyViewersAreSentAwayAndTheOthersStay() throws Exception {
        plug.client = plug.newClient(HttpClient.Version.HTTP_1_1);
        for (int i = 0; i < 32; i++) {
            watch();
        }
        HttpResponse<String> surplus = plug.get("/api/v1/plug/events");
        assertThat(surplus.statusCode()).isEqualTo(503);
        assertThat(surplus.headers().firstValue("Retry-After")).isPresent();
        assertThat(plug.get("/api/v1/plug").statusCode()).isEqualTo(200);
    }

    @Test
    void signingOutEndsTheStream() throws Exception {
        BufferedReader events = watch();
        next(events);
        next(events);
        plug.delete("/api/v1/session");
        plug.platform.device("{\"sequence\":1}");
        String last = events.readLine();
        while (last != null) {
            last = events.readLine();
        }
    }

    private BufferedReader watch() throws Exception {
        HttpResponse<InputStream> response = plug.client.send(
                plug.request("GET", "/api/v1/plug/events", BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofInputStream());
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Content-Type")).contains("text/event-stream");
        streams.add(response.body());
        BufferedReader lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8));
        assertThat(lines.readLine()).isEqualTo(":");
        return lines;
    }

    private static String next(BufferedReader lines) throws Exception {
        String name = null;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("event: ")) {
                name = line.substring(7);
            } else if (line.startsWith("data: ")) {
                return name + " " + line.substring(6);
            }
        }
        throw new AssertionError("the stream ended");
    }
}
