// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class WifiApiTest {
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
    void whatThePageAsksReachesPlatformd() throws Exception {
        plug.platform.wifi = "{\"state\":{\"radio\":true}}";
        assertThat(plug.get("/api/v1/wifi").body()).isEqualTo(plug.platform.wifi);
        assertThat(plug.platform.askedWifi).isEqualTo("org.hearthplug.Wifi.GetState null");
        HttpResponse<String> joining =
                send("POST", "/api/v1/wifi/join", "{\"ssid\":\"Home\",\"passphrase\":\"a long secret\"}");
        assertThat(joining.statusCode()).isEqualTo(202);
        assertThat(plug.platform.askedWifi)
                .isEqualTo("org.hearthplug.Wifi.Join {\"ssid\":\"Home\",\"passphrase\":\"a long secret\"}");
        assertThat(send("POST", "/api/v1/wifi/forget", "{\"ssid\":\"Hôtel / 1\"}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(plug.platform.askedWifi).isEqualTo("org.hearthplug.Wifi.Forget {\"ssid\":\"Hôtel / 1\"}");
        send("PUT", "/api/v1/wifi/access-point", "{\"on\":false}");
        assertThat(plug.platform.askedWifi).isEqualTo("org.hearthplug.Wifi.SetAccessPoint {\"on\":false}");
        HttpResponse<String> chosen = send("PUT", "/api/v1/wifi/country", "{\"country\":\"FR\"}");
        assertThat(chosen.statusCode()).isEqualTo(200);
        assertThat(chosen.body()).isEqualTo(plug.platform.wifi);
        assertThat(plug.platform.askedWifi).isEqualTo("org.hearthplug.Wifi.SetCountry {\"country\":\"FR\"}");
    }

    @Test
    void refusalsAreSentences() throws Exception {
        plug.platform.wifi = null;
        assertThat(send("POST", "/api/v1/wifi/scan", "").statusCode()).isEqualTo(409);
        HttpResponse<String> wrong = send("POST", "/api/v1/wifi/join", "{\"ssid\":\"Home\",\"passphrase\":\"short\"}");
        assertThat(wrong.statusCode()).isEqualTo(422);
        assertThat(wrong.body()).contains("8 to 63").doesNotContain("short");
        HttpResponse<String> nowhere = send("PUT", "/api/v1/wifi/country", "{\"country\":\"QZ\"}");
        assertThat(nowhere.statusCode()).isEqualTo(422);
        assertThat(nowhere.body()).contains("two capital letters");
        assertThat(send("PUT", "/api/v1/wifi/country", "{\"country\":\"FR\"}").statusCode())
                .as("without a radio")
                .isEqualTo(409);
        plug.platform.connect(false);
        assertThat(plug.get("/api/v1/wifi").statusCode()).isEqualTo(503);
    }

    @Test
    void allHardwareIsTold() throws Exception {
        plug.platform.hardware = "{\"parts\":[{\"kind\":\"usb\"}],\"missing\":[\"card\"]}";
        assertThat(plug.get("/api/v1/plug/hardware").body()).isEqualTo(plug.platform.hardware);
        plug.platform.connect(false);
        assertThat(plug.get("/api/v1/plug/hardware").statusCode()).isEqualTo(503);
    }

    private HttpResponse<String> send(String method, String path, String json) throws Exception {
        return plug.client.send(
                plug.request(method, path, BodyPublishers.ofString(json)).build(), BodyHandlers.ofString());
    }
}
