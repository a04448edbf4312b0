// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who is signed in, what happened at the door, and another passphrase. */
class SecurityApiTest {
    @TempDir
    Path folder;

    @Test
    void aSessionIsSeenAndEndedFromAnotherOne() throws Exception {
        try (TestPlug plug = TestPlug.claimed(folder)) {
            String here = plug.session;
            plug.session = null;
            HttpResponse<String> phone = plug.post(
                    "/api/v1/session",
                    "{\"ownerName\":\"Anna\",\"passphrase\":\"" + TestPlug.PASSPHRASE + "\"}",
                    "User-Agent",
                    "Phone/1 (of Anna)");
            String there =
                    phone.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
            plug.session = here;
            plug.restart();
            String all = plug.get("/api/v1/sessions").body();
            assertThat(all).contains("\"agent\":\"Phone/1 ", "\"from\":\"127.0.0.1\"", "\"current\":true");
            Matcher other = Pattern.compile("\"id\":\"([0-9a-f]{16})\"[^}]*\"current\":false")
                    .matcher(all);
            assertThat(other.find()).as(all).isTrue();
            assertThat(plug.delete("/api/v1/sessions/" + other.group(1)).statusCode())
                    .isEqualTo(204);
            assertThat(plug.delete("/api/v1/sessions/" + other.group(1)).statusCode())
                    .isEqualTo(404);
            assertThat(plug.get("/api/v1/session").statusCode()).isEqualTo(200);
            plug.session = there;
            assertThat(plug.get("/api/v1/sessions").statusCode()).isEqualTo(401);
            assertThat(plug.get("/api/v1/audit").statusCode()).isEqualTo(401);
        }
    }

    @Test
    void anotherPassphraseEndsTheOtherSessions() throws Exception {
        try (TestPlug plug = TestPlug.claimed(folder)) {
            String here = plug.session;
            String there = plug.cookie();
            assertThat(change(plug, "wrong passphrase", "five rather long other words")
                            .statusCode())
                    .isEqualTo(403);
            assertThat(change(plug, TestPlug.PASSPHRASE, "short").statusCode()).isEqualTo(422);
            assertThat(change(plug, TestPlug.PASSPHRASE, "five rather long other words")
                            .statusCode())
                    .isEqualTo(204);
            plug.session = there;
            assertThat(plug.get("/api/v1/session").statusCode()).isEqualTo(401);
            plug.session = here;
            assertThat(plug.get("/api/v1/session").statusCode()).isEqualTo(200);
            plug.restart();
            assertThat(plug.signIn("Anna", TestPlug.PASSPHRASE).statusCode()).isEqualTo(401);
            assertThat(plug.signIn("Anna", "five rather long other words").statusCode())
                    .isEqualTo(201);
            assertThat(plug.get("/api/v1/audit").body())
                    .contains("\"event\":\"passphrase-changed\"", "\"event\":\"refused\"")
                    .doesNotContain("other words");
        }
    }

    @Test
    void theOwnerReadsWhatHappenedAtTheDoor() throws Exception {
        try (TestPlug plug = TestPlug.claimed(folder)) {
            plug.put("/api/v1/files/Album/", "");
            String id = field(plug.post("/api/v1/shares", "{\"path\":\"/Album\",\"mode\":\"read\"}"), "id");
            plug.delete("/api/v1/shares/" + id);
            HttpResponse<String> made = plug.post("/api/v1/app-passwords", "{\"label\":\"rclone\"}");
            String password = field(made, "password");
            for (int i = 0; i < 3; i++) {
                dav(plug, password);
                dav(plug, "WRONG");
            }
            plug.delete("/api/v1/app-passwords/" + field(made, "id"));
            String journal = plug.get("/api/v1/audit").body();
            assertThat(journal)
                    .contains("\"event\":\"claimed\"", "\"event\":\"app-password-revoked\"", "\"from\":\"127.0.0.1\"")
                    .containsPattern("share-revoked.*/Album.*share-made")
                    .doesNotContain(password);
            assertThat(journal.split("program-in", -1))
                    .as("a program that comes often is noted once")
                    .hasSize(2);
            assertThat(journal.split("program-refused", -1)).hasSize(2);
            assertThat(plug.delete("/api/v1/audit").statusCode()).isEqualTo(405);
            assertThat(plug.get("/api/v1/account/name").statusCode()).isEqualTo(404);
            Path file = folder.resolve("cloud/audit.log");
            Files.writeString(file, Files.readString(file) + "{\"at\":\"half a li");
            plug.delete("/api/v1/session");
            plug.session = plug.cookie();
            assertThat(plug.get("/api/v1/audit").body())
                    .startsWith("{\"items\":[{\"at\":")
                    .contains("\"event\":\"signed-out\"", "\"event\":\"claimed\"");
        }
    }

    private static void dav(TestPlug plug, String password) throws Exception {
        String basic = java.util.Base64.getEncoder().encodeToString(("Anna:" + password).getBytes());
        plug.send(plug.request("OPTIONS", "/dav/", BodyPublishers.noBody()).header("Authorization", "Basic " + basic));
    }

    private static HttpResponse<String> change(TestPlug plug, String current, String passphrase) throws Exception {
        return plug.put(
                "/api/v1/account/passphrase",
                "{\"current\":\"" + current + "\",\"passphrase\":\"" + passphrase + "\"}");
    }

    private static String field(HttpResponse<String> answer, String name) {
        Matcher value = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(answer.body());
        assertThat(value.find()).as(answer.body()).isTrue();
        return value.group(1);
    }
}
