// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyFactory;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Map;
import org.hearthplug.web.http.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class PowerApiTest {
    @TempDir
    Path folder;

    private TestPlug plug;

    @BeforeEach
    void start() throws Exception {
        plug = TestPlug.claimed(folder);
        plug.platform.power = "{\"milliwatts\":4465,\"measured\":false}";
    }

    @AfterEach
    void stop() throws Exception {
        plug.close();
    }

    @Test
    void theStatusPassesThrough() throws Exception {
        HttpResponse<String> response = plug.get("/api/v1/power");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(plug.platform.power);
    }

    @Test
    void aChangeNamesTheOwner() throws Exception {
        HttpResponse<String> response = plug.put("/api/v1/power/budget", "{\"hardLimitMilliwatts\":6000}");
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(plug.platform.askedBudget).isEqualTo("Anna {\"hardLimitMilliwatts\":6000}");
    }

    @Test
    void aReportIsSignedWithThePlugsKeyAndNothingElseIs() throws Exception {
        String sha256 = "0123456789abcdef".repeat(4);
        HttpResponse<String> response = plug.post("/api/v1/power/attestation", "{\"sha256\":\"" + sha256 + "\"}");
        assertThat(response.statusCode()).isEqualTo(200);
        Map<String, Object> told = Json.readObject(response.body().getBytes(StandardCharsets.UTF_8));
        String text = (String) told.get("text");
        assertThat(text).startsWith("Hearth power report 1\nkey: ").endsWith("sha256 of report.json: " + sha256 + "\n");
        String pem = (String) told.get("publicKey");
        byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
        Signature check = Signature.getInstance("SHA256withECDSA");
        check.initVerify(KeyFactory.getInstance("EC").generatePublic(new X509EncodedKeySpec(der)));
        check.update(text.getBytes(StandardCharsets.UTF_8));
        assertThat(check.verify(Base64.getDecoder().decode((String) told.get("signature"))))
                .isTrue();
        for (String no : new String[] {"{}", "{\"sha256\":\"x\"}", "{\"sha256\":\"" + sha256 + "\\nmore\"}"}) {
            assertThat(plug.post("/api/v1/power/attestation", no).statusCode()).isEqualTo(422);
        }
    }

    @Test
    void aRefusalIsASentence() throws Exception {
        HttpResponse<String> response = plug.put("/api/v1/power/budget", "{\"hardLimitMilliwatts\":500}");
        assertThat(response.statusCode()).isEqualTo(422);
        assertThat(response.body()).contains("too little");
        plug.platform.power = null;
        assertThat(plug.get("/api/v1/power").statusCode()).isEqualTo(503);
        plug.platform.connect(false);
        assertThat(plug.get("/api/v1/power").headers().firstValue("Retry-After"))
                .hasValue("5");
        assertThat(plug.delete("/api/v1/power").statusCode()).isEqualTo(405);
    }
}
