// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FirstUseTest {
    @TempDir
    Path folder;

    @Test
    void theConsoleShowsTheCodeUntilThePlugIsClaimed() throws Exception {
        try (TestPlug plug = TestPlug.started(folder)) {
            Path notice = folder.resolve("notice/claim-code");
            String code = Files.readString(notice).strip();
            assertThat(code).matches("[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}");
            assertThat(plug.get("/api/v1/setup").body())
                    .contains("\"claimed\":false")
                    .contains(Files.readString(folder.resolve("notice/fingerprint"))
                            .strip());
            assertThat(Files.readString(folder.resolve("notice/address"))).startsWith("https://");
            assertThat(plug.claimWith(code.toLowerCase().replace("-", " "), TestPlug.PASSPHRASE)
                            .statusCode())
                    .isEqualTo(201);
            assertThat(notice).doesNotExist();
            assertThat(folder.resolve("cloud/claim.json")).doesNotExist();
            assertThat(plug.get("/api/v1/setup").body()).contains("\"claimed\":true", "\"plugName\":\"Kitchen\"");
        }
    }

    @Test
    void beforeTheClaimOnlyTheClaimPageAnswers() throws Exception {
        try (TestPlug plug = TestPlug.started(folder)) {
            for (String path : List.of(
                    "/api/v1/files/",
                    "/api/v1/plug",
                    "/api/v1/plug/events",
                    "/api/v1/bin",
                    "/api/v1/session",
                    "/api/v1/nothing")) {
                HttpResponse<String> response = plug.get(path);
                assertThat(response.statusCode()).as(path).isEqualTo(403);
                assertThat(response.body()).contains("claim code");
            }
            assertThat(plug.put("/api/v1/files/a", "x").statusCode()).isEqualTo(403);
            assertThat(plug.signIn("Anna", TestPlug.PASSPHRASE).statusCode()).isEqualTo(403);
            assertThat(folder.resolve("files/anna")).doesNotExist();
        }
    }

    @Test
    void aSecondClaimIsRefusedAndChangesNothing() throws Exception {
        try (TestPlug plug = TestPlug.started(folder)) {
            String code = plug.web.claimCode().orElseThrow();
            plug.claim();
            byte[] account = Files.readAllBytes(folder.resolve("cloud/account.json"));
            HttpResponse<String> second = plug.claimWith(code, "another good passphrase");
            assertThat(second.statusCode()).isEqualTo(409);
            assertThat(second.body()).contains("Sign in");
            assertThat(folder.resolve("cloud/account.json")).hasBinaryContent(account);
            assertThat(plug.signIn("Anna", "another good passphrase").statusCode())
                    .isEqualTo(401);
        }
    }

    @Test
    void wrongCodesAreCountedSlowedAndNotForgottenByARestart() throws Exception {
        try (TestPlug plug = TestPlug.started(folder)) {
            String right = plug.web.claimCode().orElseThrow();
            int refused = 0;
            HttpResponse<String> last = plug.claimWith("0000-0000-0000", TestPlug.PASSPHRASE);
            while (last.statusCode() == 403 && refused < 20) {
                refused++;
                last = plug.claimWith("0000-0000-0000", TestPlug.PASSPHRASE);
            }
            assertThat(refused).isBetween(3, 10);
            assertThat(last.statusCode()).isEqualTo(429);
            assertThat(last.headers().firstValueAsLong("Retry-After").orElseThrow())
                    .isPositive();
            assertThat(Files.readString(folder.resolve("cloud/claim.json"))).contains("\"failures\":" + refused);
            plug.restart();
            assertThat(plug.web.claimCode()).contains(right);
            assertThat(Files.readString(folder.resolve("cloud/claim.json"))).contains("\"failures\":" + refused);
        }
    }

    @Test
    void aRightCodeWithWrongFieldsSaysWhichOnes() throws Exception {
        try (TestPlug plug = TestPlug.started(folder)) {
            HttpResponse<String> response = plug.claimWith(plug.web.claimCode().orElseThrow(), "short");
            assertThat(response.statusCode()).isEqualTo(422);
            assertThat(response.body()).contains("\"field\":\"passphrase\"").contains("10 characters");
            assertThat(plug.web.claimed()).isFalse();
            assertThat(plug.post("/api/v1/setup/claim", "not json").statusCode())
                    .isEqualTo(400);
            assertThat(plug.post("/api/v1/setup/claim", "[".repeat(10_000)).statusCode())
                    .isEqualTo(400);
            assertThat(plug.post("/api/v1/setup/claim", "{\"code\":" + "[".repeat(9000) + "}")
                            .statusCode())
                    .isEqualTo(400);
            assertThat(plug.post("/api/v1/setup/claim", "{}" + " ".repeat(20_000))
                            .statusCode())
                    .isEqualTo(413);
        }
    }

    @Test
    void secretsAreReadableByTheServiceAloneAndNotWrittenInPlain() throws Exception {
        try (TestPlug plug = TestPlug.claimed(folder)) {
            String token = plug.cookie().split("=", 2)[1];
            try (Stream<Path> files = Files.list(folder.resolve("cloud"))) {
                for (Path file : files.toList()) {
                    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                            .as(file.toString())
                            .isEqualTo("rw-------");
                    assertThat(Files.readString(file)).doesNotContain(token).doesNotContain(TestPlug.PASSPHRASE);
                }
            }
        }
    }

    @Test
    void aSessionSurvivesARestartAndEndsWhenItIsEnded() throws Exception {
        try (TestPlug plug = TestPlug.claimed(folder)) {
            String fingerprint = plug.web.fingerprint();
            String cookie = plug.cookie();
            plug.restart();
            assertThat(plug.web.fingerprint()).isEqualTo(fingerprint);
            plug.session = null;
            assertThat(plug.get("/api/v1/session").statusCode()).isEqualTo(401);
            assertThat(plug.get("/api/v1/session", "Cookie", cookie).body()).contains("\"ownerName\":\"Anna\"");
            assertThat(plug.send(plug.request(
                                            "DELETE",
                                            "/api/v1/session",
                                            java.net.http.HttpRequest.BodyPublishers.noBody())
                                    .setHeader("Cookie", cookie))
                            .statusCode())
                    .isEqualTo(204);
            assertThat(plug.get("/api/v1/session", "Cookie", cookie).statusCode())
                    .isEqualTo(401);
            plug.restart();
            assertThat(plug.get("/api/v1/session", "Cookie", cookie).statusCode())
                    .isEqualTo(401);
        }
    }

    @Test
    void wrongPassphrasesAreSlowed() throws Exception {
        try (TestPlug plug = TestPlug.claimed(folder)) {
            HttpResponse<String> last = plug.signIn("Anna", "wrong passphrase");
            int refused = 0;
            while (last.statusCode() == 401 && refused < 20) {
                refused++;
                last = plug.signIn("Anna", "wrong passphrase");
            }
            assertThat(refused).isBetween(5, 10);
            assertThat(last.statusCode()).isEqualTo(429);
            assertThat(last.headers().firstValue("Retry-After")).isPresent();
        }
    }

    @Test
    void theCookieIsOutOfReachOfScriptsAndOtherSites() throws Exception {
        try (TestPlug plug = TestPlug.claimed(folder)) {
            String cookie = plug.signIn("anna ", TestPlug.PASSPHRASE)
                    .headers()
                    .firstValue("Set-Cookie")
                    .orElseThrow();
            assertThat(cookie)
                    .startsWith("__Host-hearth=")
                    .contains("; Path=/;", "Secure", "HttpOnly", "SameSite=Strict", "Max-Age=")
                    .doesNotContain("Domain");
            assertThat(cookie.split("[=;]")[1]).hasSize(43);
        }
    }
}
