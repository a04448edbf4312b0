// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Links, as their owner makes them and as a stranger meets them. */
class SharesApiTest {
    @TempDir
    Path folder;

    private TestPlug plug;
    private String owner;

    @BeforeEach
    void start() throws Exception {
        plug = TestPlug.claimed(folder);
        owner = plug.session;
        plug.put("/api/v1/files/Album/", "");
        plug.put("/api/v1/files/Album/Day%201/", "");
        plug.put("/api/v1/files/Album/one.txt", "0123456789");
        plug.put("/api/v1/files/Album/Day%201/two.html", "<script>alert(1)</script>");
        plug.put("/api/v1/files/private.txt", "secret");
    }

    @AfterEach
    void stop() throws Exception {
        plug.close();
    }

    @Test
    void aStrangerReadsWhatIsSharedAndNothingElse() throws Exception {
        String link = link("{\"path\":\"/Album\",\"mode\":\"read\"}");
        plug.session = null;
        assertThat(plug.get(link).body()).contains("\"name\":\"Album\"", "\"locked\":false", "\"mode\":\"read\"");
        assertThat(plug.get(link + "/files/").body()).contains("\"path\":\"/\"", "one.txt", "Day 1");
        assertThat(plug.get(link + "/files/Day%201/").body()).contains("\"path\":\"/Day 1/\"", "two.html");
        assertThat(plug.get(link + "/files/one.txt").body()).isEqualTo("0123456789");
        HttpResponse<String> range = plug.get(link + "/files/one.txt", "Range", "bytes=2-4");
        assertThat(range.statusCode()).isEqualTo(206);
        assertThat(range.body()).isEqualTo("234");
        for (String out : new String[] {
            "/files/../private.txt", "/files/%2E%2E/private.txt", "/files/..%2Fprivate.txt",
                    "/files/Day%201/../../private.txt",
            "/files//private.txt", "/archive/..", "/thumbs/../private.txt", "/files/private.txt"
        }) {
            assertThat(plug.get(link + out).statusCode()).as(out).isBetween(400, 404);
        }
        assertThat(plug.get(link + "/files/gone").body()).doesNotContain("Album");
        assertThat(plug.put(link + "/files/new.txt", "x").statusCode()).isEqualTo(405);
        assertThat(plug.delete(link + "/files/one.txt").statusCode()).isEqualTo(405);
        assertThat(plug.get("/api/v1/files/private.txt").statusCode()).isEqualTo(401);
    }

    @Test
    void aLinkOnTheDiskDoesNotLeadOut() throws Exception {
        Files.createSymbolicLink(plug.files().resolve("Album/out"), plug.files());
        String link = link("{\"path\":\"/Album\",\"mode\":\"read\"}");
        plug.session = null;
        assertThat(plug.get(link + "/files/out/private.txt").statusCode()).isEqualTo(404);
        assertThat(names(plug.client
                        .send(
                                plug.request("GET", link + "/archive/", BodyPublishers.noBody())
                                        .build(),
                                BodyHandlers.ofByteArray())
                        .body()))
                .containsOnlyKeys("one.txt", "Day 1/", "Day 1/two.html");
    }

    @Test
    void whatIsSharedCannotScriptThePage() throws Exception {
        String link = link("{\"path\":\"/Album\",\"mode\":\"read\"}");
        plug.session = null;
        HttpResponse<String> html = plug.get(link + "/files/Day%201/two.html");
        assertThat(html.headers().firstValue("Content-Type")).contains("application/octet-stream");
        assertThat(html.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("sandbox", "default-src 'none'");
        assertThat(html.headers().firstValue("X-Content-Type-Options")).contains("nosniff");
        HttpResponse<String> page = plug.get("/s/");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'; script-src 'self'");
    }

    @Test
    void oneFileIsSharedByItself() throws Exception {
        String link = link("{\"path\":\"/Album/one.txt\",\"mode\":\"read\"}");
        plug.session = null;
        assertThat(plug.get(link + "/files/").body()).contains("one.txt").doesNotContain("Day 1");
        assertThat(plug.get(link + "/files/one.txt").body()).isEqualTo("0123456789");
        assertThat(plug.get(link + "/files/Day%201/two.html").statusCode()).isEqualTo(404);
        assertThat(plug.get(link + "/archive/").statusCode()).isEqualTo(404);
    }

    @Test
    void aPassphraseIsAskedForAndGuessesAreSlowed() throws Exception {
        String link = link("{\"path\":\"/Album\",\"mode\":\"read\",\"passphrase\":\"grandma's pie\"}");
        plug.session = null;
        assertThat(plug.get(link).body()).contains("\"locked\":true").doesNotContain("Album", "Anna");
        assertThat(plug.get(link + "/files/").statusCode()).isEqualTo(401);
        HttpResponse<String> wrong = plug.post(link + "/unlock", "{\"passphrase\":\"grandpa's pie\"}");
        assertThat(wrong.statusCode()).isEqualTo(403);
        HttpResponse<String> right = plug.post(link + "/unlock", "{\"passphrase\":\"grandma's pie\"}");
        assertThat(right.statusCode()).isEqualTo(204);
        String cookie = right.headers().firstValue("Set-Cookie").orElseThrow();
        assertThat(cookie).contains("Secure", "HttpOnly", "SameSite=Strict", "Path=" + link);
        plug.session = cookie.split(";", 2)[0];
        assertThat(plug.get(link + "/files/one.txt").body()).isEqualTo("0123456789");
        String other = linkAs(owner, "{\"path\":\"/Album\",\"mode\":\"read\",\"passphrase\":\"another one\"}");
        assertThat(plug.get(other + "/files/").statusCode())
                .as("a ticket is for one link")
                .isEqualTo(401);
        int status = 0;
        for (int i = 0; i < 12 && status != 429; i++) {
            status = plug.post(other + "/unlock", "{\"passphrase\":\"guess " + i + "\"}")
                    .statusCode();
        }
        assertThat(status).isEqualTo(429);
        assertThat(Files.readString(folder.resolve("cloud/shares.json")))
                .contains("$argon2id$")
                .doesNotContain("grandma", token(link));
    }

    @Test
    void aLinkThatWasTakenBackOrHasExpiredLeadsNowhere() throws Exception {
        String link = link("{\"path\":\"/Album\",\"mode\":\"read\",\"note\":\"for Ben\"}");
        String later =
                Instant.now().plusSeconds(7200).truncatedTo(ChronoUnit.SECONDS).toString();
        String brief = link("{\"path\":\"/Album\",\"mode\":\"read\",\"expires\":\"" + later + "\"}");
        assertThat(plug.get("/api/v1/shares").body())
                .contains("for Ben", "\"path\":\"/Album\"")
                .doesNotContain(token(link));
        plug.restart();
        assertThat(plug.get(link + "/files/").statusCode())
                .as("after a restart")
                .isEqualTo(200);
        Matcher id = Pattern.compile(
                        "\"id\":\"(\\w+)\",\"path\":\"/Album\",\"type\":\"folder\",\"mode\":\"read\",\"note\":\"for Ben\"")
                .matcher(plug.get("/api/v1/shares").body());
        assertThat(id.find()).isTrue();
        assertThat(plug.delete("/api/v1/shares/" + id.group(1)).statusCode()).isEqualTo(204);
        assertThat(plug.get(link + "/files/").statusCode()).isEqualTo(404);
        assertThat(plug.delete("/api/v1/shares/" + id.group(1)).statusCode()).isEqualTo(404);
        assertThat(plug.get(brief).statusCode()).isEqualTo(200);
        plug.web.close();
        Path file = folder.resolve("cloud/shares.json");
        Files.writeString(
                file,
                Files.readString(file)
                        .replace(later, Instant.now().minusSeconds(60).toString()));
        plug.start();
        assertThat(plug.get(brief).statusCode()).isEqualTo(410);
        assertThat(plug.get(brief + "/files/one.txt").statusCode()).isEqualTo(410);
        assertThat(plug.get("/api/v1/shares").body()).contains("\"state\":\"expired\"");
    }

    @Test
    void aDropBoxTakesFilesInAndTellsNothing() throws Exception {
        String link = link("{\"path\":\"/Album\",\"mode\":\"drop\",\"maxBytes\":20}");
        plug.session = null;
        assertThat(plug.get(link + "/files/").statusCode()).isEqualTo(403);
        assertThat(plug.get(link + "/files/one.txt").statusCode()).isEqualTo(403);
        assertThat(plug.get(link + "/archive/").statusCode()).isEqualTo(403);
        HttpResponse<String> taken = plug.put(link + "/files/ONE.txt", "mine");
        assertThat(taken.statusCode()).isEqualTo(201);
        assertThat(taken.body()).contains("\"name\":\"ONE.txt\"").doesNotContain("(2)");
        assertThat(plug.put(link + "/files/ONE.txt", "again").statusCode()).isEqualTo(201);
        assertThat(plug.put(link + "/files/big", "x".repeat(12)).statusCode()).isEqualTo(413);
        assertThat(plug.put(link + "/files/small", "x".repeat(11)).statusCode()).isEqualTo(201);
        assertThat(plug.put(link + "/files/Day%201/x", "x").statusCode()).isEqualTo(400);
        assertThat(plug.put(link + "/files/..", "x").statusCode()).isEqualTo(400);
        HttpResponse<String> endless = plug.send(plug.request(
                "PUT", link + "/files/e", BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[4]))));
        assertThat(endless.statusCode()).isEqualTo(411);
        assertThat(Files.readString(plug.files().resolve("Album/one.txt"))).isEqualTo("0123456789");
        assertThat(Files.readString(plug.files().resolve("Album/ONE (2).txt"))).isEqualTo("mine");
        assertThat(Files.readString(plug.files().resolve("Album/ONE (3).txt"))).isEqualTo("again");
        plug.session = owner;
        assertThat(plug.get("/api/v1/shares").body()).contains("\"files\":3,\"bytes\":20,\"maxBytes\":20");
    }

    @Test
    void badFormsAreRefusedWithASentence() throws Exception {
        for (String form : new String[] {
            "{}",
            "{\"path\":\"/\",\"mode\":\"read\"}",
            "{\"path\":\"Album\",\"mode\":\"read\"}",
            "{\"path\":\"/Album\",\"mode\":\"write\"}",
            "{\"path\":\"/private.txt\",\"mode\":\"drop\"}",
            "{\"path\":\"/Album\",\"mode\":\"read\",\"passphrase\":\"short\"}",
            "{\"path\":\"/Album\",\"mode\":\"read\",\"expires\":\"2020-01-01T00:00:00Z\"}",
            "{\"path\":\"/Album\",\"mode\":\"read\",\"expires\":\"tomorrow\"}",
            "{\"path\":\"/Album\",\"mode\":\"read\",\"maxBytes\":-5}",
            "{\"path\":\"/Album\",\"mode\":\"read\",\"note\":\"" + "x".repeat(65) + "\"}"
        }) {
            HttpResponse<String> answer = plug.post("/api/v1/shares", form);
            assertThat(answer.statusCode()).as(form).isEqualTo(422);
            assertThat(answer.body()).as(form).contains("\"detail\":\"", "\"errors\":[");
        }
        assertThat(plug.post("/api/v1/shares", "{\"path\":\"/nowhere\",\"mode\":\"read\"}")
                        .statusCode())
                .isEqualTo(404);
        assertThat(plug.post("/api/v1/shares", "{\"path\":\"/../x\",\"mode\":\"read\"}")
                        .statusCode())
                .isEqualTo(400);
        for (int i = 0; i < 64; i++) {
            link("{\"path\":\"/Album\",\"mode\":\"read\"}");
        }
        assertThat(plug.post("/api/v1/shares", "{\"path\":\"/Album\",\"mode\":\"read\"}")
                        .statusCode())
                .isEqualTo(409);
        plug.session = null;
        assertThat(plug.get("/api/v1/shares").statusCode()).isEqualTo(401);
        assertThat(plug.get("/api/v1/shared/").statusCode()).isEqualTo(404);
        assertThat(plug.get("/api/v1/shared/" + "0".repeat(32)).statusCode()).isEqualTo(404);
        assertThat(plug.get("/api/v1/shared/" + "%25".repeat(32)).statusCode()).isEqualTo(404);
    }

    @Test
    void aFolderComesAsOneZipFile() throws Exception {
        byte[] zip = plug.client
                .send(
                        plug.request("GET", "/api/v1/archive/Album/", BodyPublishers.noBody())
                                .build(),
                        BodyHandlers.ofByteArray())
                .body();
        assertThat(names(zip)).containsEntry("one.txt", "0123456789").containsKey("Day 1/two.html");
        assertThat(plug.get("/api/v1/archive/private.txt").statusCode()).isEqualTo(409);
        assertThat(plug.get("/api/v1/archive/nowhere/").statusCode()).isEqualTo(404);
    }

    @Test
    void linksThatWereDamagedOnTheDiskLetNobodyIn() throws Exception {
        String link = link("{\"path\":\"/Album\",\"mode\":\"read\"}");
        plug.web.close();
        Files.writeString(
                folder.resolve("cloud/shares.json"), "{\"format\":\"hearth-shares/1\",\"shares\":[{\"id\":7}]}");
        plug.start();
        assertThat(plug.get(link).statusCode()).isEqualTo(404);
        link("{\"path\":\"/Album\",\"mode\":\"read\"}");
    }

    private String link(String form) throws Exception {
        HttpResponse<String> made = plug.post("/api/v1/shares", form);
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        Matcher token = Pattern.compile("\"token\":\"([0-9a-v]{32})\"").matcher(made.body());
        assertThat(token.find()).as(made.body()).isTrue();
        return "/api/v1/shared/" + token.group(1);
    }

    private String linkAs(String session, String form) throws Exception {
        String guest = plug.session;
        plug.session = session;
        try {
            return link(form);
        } finally {
            plug.session = guest;
        }
    }

    private static String token(String link) {
        return link.substring(link.lastIndexOf('/') + 1);
    }

    private static TreeMap<String, String> names(byte[] zip) throws Exception {
        TreeMap<String, String> found = new TreeMap<>();
        try (ZipInputStream in = new ZipInputStream(new ByteArrayInputStream(zip))) {
            for (var entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                found.put(entry.getName(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return found;
    }
}
