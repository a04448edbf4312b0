// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hearthplug.web.access.Codes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A passphrase that was seen by somebody opens nothing any more. */
class SecondFactorTest {
    private static final String FACTOR = "/api/v1/account/second-factor";
    private static final String CURRENT = "{\"current\":\"" + TestPlug.PASSPHRASE + "\"}";

    @TempDir
    Path folder;

    @Test
    void signingInNeedsACodeAndEachCodeWorksOnce() throws Exception {
        try (TestPlug plug = TestPlug.claimed(folder)) {
            assertThat(plug.get(FACTOR).body()).isEqualTo("{\"on\":false}");
            assertThat(plug.post(FACTOR, "{\"current\":\"not mine\"}").statusCode())
                    .isEqualTo(403);
            HttpResponse<String> begun = plug.post(FACTOR, CURRENT);
            String secret = TestPlug.field(begun, "secret");
            assertThat(TestPlug.field(begun, "uri")).startsWith("otpauth://totp/Kitchen:Anna?secret=" + secret);
            assertThat(plug.put(FACTOR, "{\"code\":\"abc\"}").statusCode()).isEqualTo(422);
            assertThat(plug.signIn("Anna", TestPlug.PASSPHRASE).statusCode())
                    .as("not before it is confirmed")
                    .isEqualTo(201);
            HttpResponse<String> on = plug.put(FACTOR, "{\"code\":\"" + Codes.now(secret, 0) + "\"}");
            assertThat(on.statusCode()).isEqualTo(200);
            Matcher recovery = Pattern.compile("\"([0-9A-Z-]{19})\"").matcher(on.body());
            assertThat(recovery.find()).isTrue();
            String code = recovery.group(1);
            plug.restart();
            HttpResponse<String> asked = plug.signIn("Anna", TestPlug.PASSPHRASE);
            assertThat(asked.statusCode()).isEqualTo(401);
            assertThat(asked.body()).contains("\"field\":\"code\"");
            assertThat(plug.signIn("Anna", "not the passphrase").body())
                    .as("who does not know the passphrase learns nothing")
                    .doesNotContain("\"code\"");
            assertThat(signIn(plug, code).statusCode()).isEqualTo(201);
            assertThat(signIn(plug, code).statusCode()).as("used up").isEqualTo(401);
            assertThat(plug.get(FACTOR).body())
                    .isEqualTo("{\"on\":true,\"recoveryCodesLeft\":9,\"by\":\"authenticator\"}");
            String next = Codes.now(secret, 1);
            assertThat(signIn(plug, next).statusCode()).isEqualTo(201);
            assertThat(signIn(plug, next).statusCode())
                    .as("seen over a shoulder")
                    .isEqualTo(401);
            assertThat(plug.get("/api/v1/audit").body()).contains("second-factor-on", "recovery-code-used");
            assertThat(plug.send(plug.request("DELETE", FACTOR, BodyPublishers.ofString(CURRENT)))
                            .statusCode())
                    .isEqualTo(204);
            assertThat(plug.signIn("Anna", TestPlug.PASSPHRASE).statusCode()).isEqualTo(201);
        }
    }

    private static HttpResponse<String> signIn(TestPlug plug, String code) throws Exception {
        return plug.post(
                "/api/v1/session",
                "{\"ownerName\":\"Anna\",\"passphrase\":\"" + TestPlug.PASSPHRASE + "\",\"code\":\"" + code + "\"}");
    }
}
