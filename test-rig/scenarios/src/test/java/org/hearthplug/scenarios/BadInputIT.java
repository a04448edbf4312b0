// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hearthplug.scenarios.Problems.assertProblem;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.text.Normalizer;
import java.util.Map;
import java.util.Optional;
import org.hearthplug.rig.Plug;
import org.hearthplug.rig.PlugClient;
import org.hearthplug.rig.PlugClient.Answer;
import org.hearthplug.scenarios.RawHttp.Reply;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clumsy or hostile clients send: each gets its 4xx with a sentence, and nothing is written. */
@Order(7)
@Household
class BadInputIT {
    private static final Content SMALL = Content.of(7, 1000);
    private static final String WRITTEN = "cd /data/files; find . -type f -o -type d | grep -v '^./.hearth' | sort";

    private static PlugClient owner;
    private static Folder folder;
    private static String before;

    @BeforeAll
    static void oneFile(Plug plug) {
        owner = plug.owner();
        folder = Folder.at(owner, "Bad input/".replace(" ", "%20"));
        assertThat(folder.put("kept.bin", SMALL).status()).isIn(200, 201);
        before = plug.shell().check(WRITTEN);
    }

    @AfterAll
    static void nothingWasWritten(Plug plug) {
        assertThat(plug.shell().check(WRITTEN)).isEqualTo(before);
        assertThat(plug.shell()
                        .check("find /data/files/.hearth -type f -newer /data/files/.hearth -name '*part*' | wc -l"))
                .isEqualTo("0");
        folder.assertHolds("kept.bin", SMALL);
        owner.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../../etc/passwd",
                "%2e%2e/%2e%2e/etc/passwd",
                "..%2f..%2fetc%2fpasswd",
                "%2e%2e",
                ".",
                "%2e",
                "a%00b",
                "a%0ab",
                "a%0d%0ab",
                "a%7fb",
                "a%c2%85b",
                "a%2fb",
                "a//b",
                "%ff%fe",
                "%c0%ae%c0%ae",
                "%ed%a0%80",
                "%",
                "%zz",
                ".hearth/x"
            })
    void aNameThatIsNone(String name) throws IOException {
        Optional<Reply> reply = RawHttp.exchange(
                owner,
                false,
                RawHttp.head(owner, "PUT", "/api/v1/files/" + name, "Content-Length: 4", "Connection: close"),
                RawHttp.bytes("evil"));
        assertThat(reply).as(name).isPresent();
        assertThat(reply.get().status()).as(name).isBetween(400, 499);
        reply.get().assertSentence();
    }

    @Test
    void aNameLongerThanTheDiskCanHold() {
        assertProblem(folder.put("é".repeat(128), SMALL), 400, 414, 422);
        Answer longest = folder.put("é".repeat(127) + "x", SMALL);
        assertThat(longest.status()).as("255 bytes are allowed: %s", longest).isEqualTo(201);
        assertThat(folder.names()).contains("é".repeat(127) + "x");
        assertThat(folder.delete("é".repeat(127) + "x").status()).isEqualTo(200);
        assertProblem(owner.send("GET", "/api/v1/files/" + "a/".repeat(3000)), 400, 404, 414, 431);
    }

    @Test
    void aNeighbourThatOnlyLooksDifferent() {
        assertThat(folder.put("Übung.txt", SMALL).status()).isEqualTo(201);
        assertProblem(folder.put(Normalizer.normalize("Übung.txt", Normalizer.Form.NFD), SMALL), 409);
        assertProblem(folder.put("ÜBUNG.txt", SMALL), 409);
        assertThat(folder.names()).contains("Übung.txt");
        assertThat(folder.delete("Übung.txt").status()).isEqualTo(200);
    }

    @Test
    void aBodyShorterThanAnnounced() throws IOException {
        Optional<Reply> reply = RawHttp.exchange(
                owner,
                true,
                RawHttp.head(owner, "PUT", folder.url("short.bin"), "Content-Length: 1000"),
                SMALL.bytes(),
                new byte[0]);
        assertThat(reply).isPresent();
        Optional<Reply> cut = RawHttp.exchange(
                owner,
                true,
                RawHttp.head(owner, "PUT", folder.url("shorter.bin"), "Content-Length: 5000"),
                SMALL.bytes());
        cut.ifPresent(answer -> assertThat(answer.status()).isEqualTo(400));
        assertThat(folder.names()).doesNotContain("shorter.bin");
        assertThat(folder.delete("short.bin").status()).isEqualTo(200);
    }

    @Test
    void aBodyLongerThanAnnounced() throws IOException {
        Optional<Reply> reply = RawHttp.exchange(
                owner, false, RawHttp.head(owner, "PUT", folder.url("long.bin"), "Content-Length: 10"), SMALL.bytes());
        assertThat(reply).isPresent();
        assertThat(reply.get().status()).isEqualTo(400);
        reply.get().assertSentence();
        assertThat(folder.names()).doesNotContain("long.bin");
    }

    @Test
    void chunksThatAreNone() throws IOException {
        Optional<Reply> reply = RawHttp.exchange(
                owner,
                false,
                RawHttp.head(owner, "PUT", folder.url("chunks.bin"), "Transfer-Encoding: chunked"),
                RawHttp.bytes("zz\r\nnot a chunk\r\n"));
        reply.ifPresent(answer -> assertThat(answer.status()).isEqualTo(400));
        Optional<Reply> smuggled = RawHttp.exchange(
                owner,
                false,
                RawHttp.head(
                        owner, "PUT", folder.url("smuggled.bin"), "Content-Length: 4", "Transfer-Encoding: chunked"),
                RawHttp.bytes("4\r\nevil\r\n0\r\n\r\n"));
        smuggled.ifPresent(answer -> assertThat(answer.status()).isEqualTo(400));
        assertThat(folder.names()).doesNotContain("chunks.bin", "smuggled.bin");
    }

    @Test
    void aDigestThatDoesNotFit() {
        assertProblem(
                folder.put(
                        "digest.bin",
                        SMALL,
                        Map.of("Content-Digest", Content.of(8, 1000).digestHeader())),
                400);
        assertProblem(folder.put("digest.bin", SMALL, Map.of("Content-Digest", "sha-256=:nonsense:")), 400);
        assertThat(folder.names()).doesNotContain("digest.bin");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bytes=1000-",
                "bytes=5000-6000",
                "bytes=9-2",
                "bytes=abc",
                "bytes=-0",
                "bytes=99999999999999999999-"
            })
    void aRangeThatMakesNoSense(String range) {
        Answer answer = owner.send("GET", folder.url("kept.bin"), BodyPublishers.noBody(), Map.of("Range", range));
        assertProblem(answer, 400, 416);
    }

    @Test
    void aHeaderOfAMegabyte() throws IOException {
        Optional<Reply> reply = RawHttp.exchange(
                owner, false, RawHttp.head(owner, "GET", "/api/v1/session", "X-Monster: " + "m".repeat(1024 * 1024)));
        assertThat(reply).isPresent();
        assertThat(reply.get().status()).isEqualTo(431);
        reply.get().assertSentence();
        Optional<Reply> address =
                RawHttp.exchange(owner, false, RawHttp.head(owner, "GET", "/api/v1/files/" + "m".repeat(1024 * 1024)));
        assertThat(address).isPresent();
        assertThat(address.get().status()).isIn(414, 431);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"{", "[]", "null", "{\"ownerName\":7}", "{\"ownerName\":\"a\",\"passphrase\":{}}", "\u0000"})
    void aFormThatIsNoForm(String body) {
        Answer answer = owner.send(
                "POST", "/api/v1/session", BodyPublishers.ofString(body), Map.of("Content-Type", "application/json"));
        assertProblem(answer, 400, 401, 422);
    }

    @Test
    void aFormOfTenMegabytes() {
        String body = "{\"ownerName\":\"" + "x".repeat(10_000_000) + "\"}";
        try {
            Answer answer = owner.send(
                    "POST",
                    "/api/v1/session",
                    BodyPublishers.ofString(body),
                    Map.of("Content-Type", "application/json"));
            assertProblem(answer, 413);
        } catch (org.hearthplug.rig.RigException e) {
            // Hanging up on one who goes on sending is an answer too; the plug must be well afterwards.
            assertThat(e.kind()).isEqualTo(org.hearthplug.rig.RigException.Kind.IO);
        }
        assertThat(owner.send("GET", "/api/v1/session").status()).isEqualTo(200);
    }

    @Test
    void anotherSitesRequests() {
        Map<String, String> foreign = Map.of("Origin", "https://evil.example", "Sec-Fetch-Site", "cross-site");
        assertProblem(folder.put("ridden.bin", SMALL, foreign), 403);
        assertProblem(folder.put("ridden.bin", SMALL, Map.of("X-Hearth", "")), 403);
        assertProblem(folder.put("ridden.bin", SMALL, Map.of("Sec-Fetch-Site", "same-site")), 403);
        assertThat(folder.names()).doesNotContain("ridden.bin");
    }

    @Test
    void nobodysRequests(Plug plug) {
        try (PlugClient visitor = plug.visitor()) {
            assertProblem(visitor.send("GET", "/api/v1/plug"), 401);
            assertProblem(visitor.send("GET", folder.url("kept.bin")), 401);
            assertProblem(visitor.send("PUT", folder.url("x.bin"), BodyPublishers.ofString("x"), Map.of()), 401);
            Map<String, String> forged = Map.of("Cookie", "__Host-hearth=" + "A".repeat(43));
            assertProblem(visitor.send("GET", "/api/v1/plug", BodyPublishers.noBody(), forged), 401);
        }
    }

    @Test
    void aSecondClaim(Plug plug) {
        try (PlugClient visitor = plug.visitor()) {
            assertProblem(Plug.claim(visitor, plug.claimCode()), 409);
        }
        try (PlugClient again = plug.owner()) {
            assertThat(again.send("GET", "/api/v1/session")
                            .json()
                            .get("ownerName")
                            .string())
                    .isEqualTo(Plug.OWNER);
        }
    }
}
