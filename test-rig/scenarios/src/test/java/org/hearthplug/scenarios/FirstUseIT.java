// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hearthplug.scenarios.Problems.assertProblem;

import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.Map;
import org.hearthplug.rig.Deadline;
import org.hearthplug.rig.Plug;
import org.hearthplug.rig.PlugClient;
import org.hearthplug.rig.PlugClient.Answer;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** A plug out of the box: what it shows before anybody owns it. */
@Order(1)
@Household
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FirstUseIT {
    @Test
    @Order(1)
    void bootsToThePage(Plug plug) {
        try (PlugClient visitor = plug.visitor()) {
            Answer page = visitor.send("GET", "/");
            assertThat(page.status()).isEqualTo(200);
            assertThat(page.header("Content-Type")).startsWith("text/html");
            assertThat(page.text()).contains("<html");
            assertThat(page.header("Content-Security-Policy")).contains("default-src 'none'");
            assertThat(page.header("Strict-Transport-Security") + page.header("X-Content-Type-Options"))
                    .contains("nosniff");
            Answer setup = visitor.send("GET", "/api/v1/setup");
            assertThat(setup.json().get("claimed").bool()).isFalse();
            assertThat(setup.json().get("fingerprint").string()).isEqualTo(plug.fingerprint());
        }
        assertThat(plug.claimCode()).matches("[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}");
    }

    @Test
    @Order(2)
    void nothingButTheClaimPageAnswersBeforeTheClaim(Plug plug) {
        try (PlugClient visitor = plug.visitor()) {
            for (String path : List.of(
                    "/api/v1/session", "/api/v1/plug", "/api/v1/plug/events", "/api/v1/files/", "/api/v1/bin")) {
                Answer answer = visitor.send("GET", path);
                assertThat(answer.status()).as(path).isEqualTo(403);
            }
            assertProblem(
                    visitor.send("PUT", "/api/v1/files/early.txt", BodyPublishers.ofString("early"), Map.of()), 403);
            assertProblem(Plug.signIn(visitor), 403);
        }
        assertThat(plug.shell().run("ls -A /data/files | grep -v '^\\.hearth$'").output())
                .isEmpty();
    }

    @Test
    @Order(3)
    void aFormThatIsFilledInWrongSaysWhatIsWrong(Plug plug) {
        try (PlugClient visitor = plug.visitor()) {
            Answer answer = visitor.sendJson(
                    "POST",
                    "/api/v1/setup/claim",
                    Map.of("code", plug.claimCode(), "plugName", "", "ownerName", Plug.OWNER, "passphrase", "short"));
            assertProblem(answer, 422);
        }
    }

    @Test
    @Order(4)
    void wrongClaimCodesAreSlowed(Plug plug) {
        try (PlugClient visitor = plug.visitor()) {
            Answer answer = Plug.claim(visitor, "AAAA-AAAA-AAAA");
            assertProblem(answer, 403);
            // At a machine's speed: after a few free tries each answer is "wait", and says how long.
            Answer slowed = Deadline.seconds(60).await("the plug to slow wrong codes", () -> {
                Answer next = Plug.claim(visitor, "AAAA-AAAA-AAAA");
                assertThat(next.status()).isIn(403, 429);
                return next.status() == 429 ? java.util.Optional.of(next) : java.util.Optional.empty();
            });
            assertProblem(slowed, 429);
            assertThat(Long.parseLong(slowed.header("Retry-After"))).isPositive();
            // Even the right code must wait then, or guessing would cost nothing.
            assertThat(visitor.send("GET", "/api/v1/setup")
                            .json()
                            .get("claimed")
                            .bool())
                    .isFalse();
        }
    }

    @Test
    @Order(5)
    void theSecondPortOnlyLeadsToHttps(Plug plug) throws Exception {
        int port = plug.target().port(80);
        var http = java.net.http.HttpClient.newHttpClient();
        var answer = http.send(
                java.net.http.HttpRequest.newBuilder(java.net.URI.create("http://127.0.0.1:" + port + "/api/v1/setup"))
                        .build(),
                java.net.http.HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).isIn(301, 302, 307, 308);
        assertThat(answer.headers().firstValue("Location").orElse("")).startsWith("https://");
    }
}
