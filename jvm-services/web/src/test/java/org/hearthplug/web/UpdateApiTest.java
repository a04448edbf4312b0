// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code /api/v1/update}: what reaches platformd, and what does not. */
class UpdateApiTest {
    private static final String IDLE = "{\"state\":{\"supported\":true,\"phase\":\"idle\"}}";

    @TempDir
    Path folder;

    private TestPlug plug;

    @BeforeEach
    void start() throws Exception {
        plug = TestPlug.claimed(folder);
        plug.platform.updateState = IDLE;
    }

    @AfterEach
    void stop() throws Exception {
        plug.close();
    }

    @Test
    void onlyTheOwnerMayAsk() throws Exception {
        plug.session = null;
        assertThat(plug.get("/api/v1/update").statusCode()).isEqualTo(401);
        assertThat(plug.put("/api/v1/update/bundle", "x").statusCode()).isEqualTo(401);
        assertThat(plug.post("/api/v1/update/restart", "").statusCode()).isEqualTo(401);
        assertThat(plug.platform.updateCalls).isEmpty();
    }

    @Test
    void anUploadWaitsForPlatformdWhole() throws Exception {
        HttpResponse<String> stored = plug.put("/api/v1/update/bundle", "a bundle");
        assertThat(stored.statusCode()).isEqualTo(201);
        assertThat(stored.body()).isEqualTo("{\"bytes\":8}");
        assertThat(folder.resolve("cloud/update.raucb")).hasContent("a bundle");
        HttpResponse<String> started = plug.post(
                "/api/v1/update/install", "{\"from\":\"upload\",\"name\":\"hearth-2.raucb\",\"allowOlder\":true}");
        assertThat(started.statusCode()).isEqualTo(202);
        assertThat(plug.platform.updateCalls)
                .contains(
                        "org.hearthplug.Update.Install {\"from\":\"upload\",\"name\":\"hearth-2.raucb\",\"allowOlder\":true}");
    }

    @Test
    void withoutABundleThereIsNothingToInstall() throws Exception {
        assertThat(plug.post("/api/v1/update/install", "{\"from\":\"upload\"}").statusCode())
                .isEqualTo(409);
        assertThat(plug.platform.updateCalls).isEmpty();
    }

    @Test
    void aNameThatWouldMislabelIsReplaced() throws Exception {
        plug.put("/api/v1/update/bundle", "x");
        plug.post("/api/v1/update/install", "{\"from\":\"upload\",\"name\":\"../../x\\ndo=reset\"}");
        assertThat(plug.platform.updateCalls.getLast()).contains("\"name\":\"update.raucb\"");
    }

    @Test
    void whatIsLargerThanAnyUpdateIsRefusedByItsAnnouncement() throws Exception {
        try (SSLSocket socket = plug.socket()) {
            String head = "PUT /api/v1/update/bundle HTTP/1.1\r\nHost: localhost\r\nX-Hearth: 1\r\nCookie: "
                    + plug.session + "\r\nContent-Length: 314572800\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            byte[] line = socket.getInputStream().readNBytes("HTTP/1.1 413".length());
            assertThat(new String(line, StandardCharsets.US_ASCII)).isEqualTo("HTTP/1.1 413");
        }
        assertThat(folder.resolve("cloud/update.raucb")).doesNotExist();
        assertThat(folder.resolve("cloud/update.raucb.part")).doesNotExist();
    }

    @Test
    void whileAnUpdateIsWrittenNoneIsTaken() throws Exception {
        plug.platform.updateState = "{\"state\":{\"supported\":true,\"phase\":\"writing\"}}";
        assertThat(plug.put("/api/v1/update/bundle", "x").statusCode()).isEqualTo(409);
        plug.platform.updateState = "{\"state\":{\"supported\":false,\"phase\":\"idle\"}}";
        assertThat(plug.put("/api/v1/update/bundle", "x").statusCode()).isEqualTo(409);
        plug.platform.refuseUpdates = "org.hearthplug.Update.Busy";
        assertThat(plug.post("/api/v1/update/look", "").statusCode()).isEqualTo(409);
    }

    private HttpResponse<String> reset(String name, String passphrase) throws Exception {
        return plug.post(
                "/api/v1/update/factory-reset",
                "{\"plugName\":\"%s\",\"passphrase\":\"%s\"}".formatted(name, passphrase));
    }

    @Test
    void aFactoryResetWantsTheRightNameAndPassphrase() throws Exception {
        assertThat(reset("Cellar", TestPlug.PASSPHRASE).statusCode()).isEqualTo(422);
        assertThat(reset("Kitchen", "wrong wrong wrong").statusCode()).isEqualTo(422);
        assertThat(plug.platform.updateCalls).isEmpty();
    }

    @Test
    void aFactoryResetReachesPlatformd() throws Exception {
        assertThat(reset("Kitchen", TestPlug.PASSPHRASE).statusCode()).isEqualTo(202);
        assertThat(plug.platform.updateCalls).containsExactly("org.hearthplug.Update.FactoryReset {\"really\":true}");
    }

    @Test
    void withoutPlatformdItIsSaid() throws Exception {
        plug.platform.connected = false;
        HttpResponse<String> away = plug.get("/api/v1/update");
        assertThat(away.statusCode()).isEqualTo(503);
        assertThat(away.headers().firstValue("Retry-After")).isPresent();
        assertThat(Files.exists(folder.resolve("cloud/update.raucb"))).isFalse();
    }
}
