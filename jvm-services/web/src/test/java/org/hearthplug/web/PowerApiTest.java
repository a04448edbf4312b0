// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
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
