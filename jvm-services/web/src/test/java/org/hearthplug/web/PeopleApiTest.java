// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several people with one plug: each has files of their own, some have folders in common, and nobody gets further. */
class PeopleApiTest {
    private static final String PEOPLE = "/api/v1/people";
    private static final String FOLDERS = "/api/v1/shared-folders";

    @TempDir
    Path folder;

    @Test
    void somebodyIsInvitedOnceAndHasFilesOfTheirOwn() throws Exception {
        try (TestPlug plug = TestPlug.claimed(folder)) {
            plug.put("/api/v1/files/diary.txt", "Anna's");
            HttpResponse<String> invited = plug.post(PEOPLE, "{\"name\":\"Ben Müller\"}");
            assertThat(invited.statusCode()).isEqualTo(201);
            String token = TestPlug.field(invited, "token");
            String anna = plug.session;
            plug.session = null;
            assertThat(plug.signIn("Ben Müller", TestPlug.PASSPHRASE).statusCode())
                    .isEqualTo(401);
            assertThat(plug.get("/api/v1/invitation/" + token).body())
                    .contains("\"name\":\"Ben Müller\"", "\"ownerName\":\"Anna\"", "\"role\":\"member\"");
            String passphrase = "{\"passphrase\":\"" + TestPlug.PASSPHRASE + "\"}";
            assertThat(plug.post("/api/v1/invitation/" + token, "{\"passphrase\":\"short\"}")
                            .statusCode())
                    .isEqualTo(422);
            HttpResponse<String> joined = plug.post("/api/v1/invitation/" + token, passphrase);
            assertThat(joined.statusCode()).isEqualTo(201);
            assertThat(joined.body())
                    .contains("\"name\":\"Ben Müller\"", "\"role\":\"member\"", "\"id\":\"ben-muller\"");
            assertThat(plug.post("/api/v1/invitation/" + token, passphrase).statusCode())
                    .as("the link works once")
                    .isEqualTo(404);
            plug.session = TestPlug.cookieOf(joined);
            plug.restart();
            assertThat(plug.get("/api/v1/files/").body()).contains("\"entries\":[]");
            assertThat(plug.get("/api/v1/files/diary.txt").statusCode()).isEqualTo(404);
            plug.put("/api/v1/files/mine.txt", "Ben's");
            assertThat(folder.resolve("files/ben-muller/mine.txt")).hasContent("Ben's");
            plug.session = anna;
            assertThat(plug.get("/api/v1/files/mine.txt").statusCode()).isEqualTo(404);
            assertThat(plug.get(PEOPLE).body())
                    .contains("\"joined\":true", "\"usedBytes\":5")
                    .doesNotContain(token);
            assertThat(plug.post(PEOPLE, "{\"name\":\"BEN MÜLLER\"}").statusCode())
                    .isEqualTo(409);
            assertThat(plug.post(PEOPLE, "{\"name\":\"anna\"}").statusCode()).isEqualTo(409);
            assertThat(plug.post(PEOPLE, "{\"name\":\" \"}").statusCode()).isEqualTo(422);
        }
    }

    @Test
    void whatIsTheOwnersIsNobodyElses() throws Exception {
        try (TestPlug plug = TestPlug.claimed(folder)) {
            plug.session = plug.join("Ben", "");
            for (String address : List.of(PEOPLE, FOLDERS, "/api/v1/audit", "/api/v1/update", "/api/v1/backup")) {
                assertThat(plug.get(address).statusCode()).as(address).isEqualTo(403);
            }
            assertThat(plug.put("/api/v1/power/budget", "{}").statusCode()).isEqualTo(403);
            assertThat(plug.post("/api/v1/update/factory-reset", "{}").statusCode())
                    .isEqualTo(403);
            for (String address : List.of("/api/v1/plug", "/api/v1/sessions", "/api/v1/shares", "/api/v1/bin")) {
                assertThat(plug.get(address).statusCode()).as(address).isIn(200, 503);
            }
            assertThat(plug.get("/api/v1/sessions").body().split("\"id\"", -1)).hasSize(2);
        }
    }

    @Test
    void programsComeInAsTheirPerson() throws Exception {
        try (TestPlug plug = TestPlug.claimed(folder)) {
            plug.put("/api/v1/files/secret.txt", "Anna's");
            plug.session = plug.join("Ben", "");
            plug.put("/api/v1/files/mine.txt", "Ben's");
            String password = TestPlug.field(plug.post("/api/v1/app-passwords", "{\"label\":\"rclone\"}"), "password");
            assertThat(dav(plug, "Ben", password, "/dav/mine.txt").body()).isEqualTo("Ben's");
            assertThat(dav(plug, "Ben", password, "/dav/secret.txt").statusCode())
                    .isEqualTo(404);
            assertThat(dav(plug, "Ben", password, "/restic/x/config").statusCode())
                    .isEqualTo(403);
            assertThat(dav(plug, "Anna", password, "/dav/secret.txt").statusCode())
                    .as("one's password with another's name")
                    .isEqualTo(401);
            assertThat(plug.web
                            .admission()
                            .admit("127.0.0.1", "Ben", password)
                            .orElseThrow()
                            .space()
                            .orElseThrow()
                            .account())
                    .isEqualTo("ben");
        }
    }

    @Test
    void aFolderInCommonIsSeenAndChangedAsItsPeopleMay() throws Exception {
        try (TestPlug plug = TestPlug.claimed(folder)) {
            String anna = plug.session;
            String ben = plug.join("Ben", "");
            String guest = plug.join("Gran", ",\"role\":\"guest\"");
            plug.put("/api/v1/files/photo.jpg", "picture");
            String body = "{\"name\":\"Family\",\"people\":{\"ben\":\"write\",\"gran\":\"write\"}}";
            HttpResponse<String> made = plug.post(FOLDERS, body);
            assertThat(made.body()).contains("\"gran\":\"read\"", "\"ben\":\"write\"", "\"anna\":\"write\"");
            assertThat(plug.post("/api/v1/files/photo.jpg?move-to=/Family/photo.jpg", "")
                            .statusCode())
                    .isEqualTo(200);
            assertThat(folder.resolve("files/shared--family/photo.jpg")).hasContent("picture");
            plug.session = ben;
            assertThat(plug.get("/api/v1/files/").body()).contains("\"name\":\"Family\"");
            assertThat(plug.get("/api/v1/files/Family/photo.jpg").body()).isEqualTo("picture");
            assertThat(plug.put("/api/v1/files/Family/from ben.txt".replace(" ", "%20"), "hello")
                            .statusCode())
                    .isEqualTo(201);
            assertThat(plug.delete("/api/v1/files/Family").statusCode()).isEqualTo(403);
            assertThat(plug.put("/api/v1/files/family/", "").statusCode()).isEqualTo(409);
            String undo = TestPlug.field(plug.delete("/api/v1/files/Family/photo.jpg"), "undo");
            plug.session = guest;
            assertThat(plug.get("/api/v1/files/Family/").body())
                    .contains("from ben.txt")
                    .doesNotContain("photo");
            assertThat(plug.put("/api/v1/files/Family/x", "x").statusCode()).isEqualTo(403);
            assertThat(plug.put("/api/v1/files/x", "x").statusCode()).isEqualTo(403);
            assertThat(plug.get("/api/v1/bin").body()).doesNotContain("photo");
            assertThat(plug.post("/api/v1/shares", "{\"path\":\"/Family\",\"mode\":\"read\"}")
                            .statusCode())
                    .isEqualTo(403);
            plug.session = anna;
            assertThat(plug.get("/api/v1/bin").body()).contains("/Family/photo.jpg");
            assertThat(plug.post("/api/v1/bin/" + undo + "/restore", "").body()).contains("/Family/photo.jpg");
            String id = TestPlug.field(made, "id");
            plug.put(FOLDERS + "/" + id, "{\"name\":\"Family\",\"people\":{}}");
            plug.session = ben;
            assertThat(plug.get("/api/v1/files/Family/photo.jpg").statusCode()).isEqualTo(404);
            plug.session = anna;
            assertThat(plug.delete(FOLDERS + "/" + id).body()).contains("\"path\":\"/Family\"");
            assertThat(folder.resolve("files/anna/Family/photo.jpg")).hasContent("picture");
            assertThat(folder.resolve("files/shared--family")).doesNotExist();
        }
    }

    @Test
    void whoLeavesIsOutAtOnceAndNothingIsLost() throws Exception {
        try (TestPlug plug = TestPlug.claimed(folder)) {
            String anna = plug.session;
            plug.session = plug.join("Ben", "");
            String ben = plug.session;
            plug.put("/api/v1/files/Album/", "");
            plug.put("/api/v1/files/Album/one.txt", "1");
            String password = TestPlug.field(plug.post("/api/v1/app-passwords", "{\"label\":\"rclone\"}"), "password");
            HttpResponse<String> shared = plug.post("/api/v1/shares", "{\"path\":\"/Album\",\"mode\":\"read\"}");
            String link = "/api/v1/shared/" + TestPlug.field(shared, "token");
            plug.session = anna;
            assertThat(plug.get("/api/v1/shares").body()).doesNotContain("Album");
            assertThat(plug.get(link).body()).contains("\"ownerName\":\"Ben\"");
            assertThat(plug.get(link + "/files/").body()).contains("one.txt");
            assertThat(plug.delete(PEOPLE + "/ben").body()).contains("\"path\":\"/Ben\"");
            assertThat(plug.get("/api/v1/files/Ben/Album/one.txt").body()).isEqualTo("1");
            assertThat(plug.get(link).statusCode()).isEqualTo(404);
            assertThat(dav(plug, "Ben", password, "/dav/").statusCode()).isEqualTo(401);
            assertThat(plug.signIn("Ben", TestPlug.PASSPHRASE).statusCode()).isEqualTo(401);
            plug.session = ben;
            assertThat(plug.get("/api/v1/session").statusCode()).isEqualTo(401);
            plug.session = anna;
            assertThat(plug.get("/api/v1/audit").body()).contains("person-removed", "person-joined", "\"who\":\"Ben\"");
        }
    }

    @Test
    void linksOfWhoLeftOpenNothingOfWhoeverHasTheNameNext() throws Exception {
        try (TestPlug plug = TestPlug.claimed(folder)) {
            String anna = plug.session;
            plug.session = plug.join("Ben", "");
            plug.put("/api/v1/files/Album/", "");
            HttpResponse<String> shared = plug.post("/api/v1/shares", "{\"path\":\"/Album\",\"mode\":\"read\"}");
            String link = "/api/v1/shared/" + TestPlug.field(shared, "token");
            plug.session = anna;
            plug.delete(PEOPLE + "/ben");
            assertThat(folder.resolve("cloud/people-shares.json")).content().doesNotContain("Album");
            assertThat(again(plug).get(link).statusCode()).isEqualTo(404);
        }
    }

    /** As a release from before left them, which kept the links of whoever was removed. */
    @Test
    void linksThatWereLeftBehindOpenNothingEither() throws Exception {
        try (TestPlug plug = TestPlug.claimed(folder)) {
            String anna = plug.session;
            plug.session = plug.join("Carl", "");
            plug.put("/api/v1/files/Album/", "");
            HttpResponse<String> shared = plug.post("/api/v1/shares", "{\"path\":\"/Album\",\"mode\":\"read\"}");
            String link = "/api/v1/shared/" + TestPlug.field(shared, "token");
            giveLinks(plug, "carl", "ben");
            plug.session = anna;
            assertThat(again(plug).get(link).statusCode()).isEqualTo(404);
        }
    }

    @Test
    void aGuestTakesBackTheLinksThatLeadToTheirFiles() throws Exception {
        try (TestPlug plug = TestPlug.claimed(folder)) {
            String gran = plug.join("Gran", ",\"role\":\"guest\"");
            plug.session = plug.join("Carl", "");
            plug.put("/api/v1/files/Album/", "");
            HttpResponse<String> shared = plug.post("/api/v1/shares", "{\"path\":\"/Album\",\"mode\":\"read\"}");
            String link = "/api/v1/shared/" + TestPlug.field(shared, "token");
            giveLinks(plug, "carl", "gran");
            plug.session = gran;
            assertThat(plug.get(link).statusCode()).isEqualTo(200);
            assertThat(plug.get("/api/v1/shares").body()).contains("\"path\":\"/Album\"");
            assertThat(plug.delete("/api/v1/shares/" + TestPlug.field(shared, "id"))
                            .statusCode())
                    .isEqualTo(204);
            assertThat(plug.get(link).statusCode()).isEqualTo(404);
        }
    }

    /** Has another Ben join, who has an album too. */
    private static TestPlug again(TestPlug plug) throws Exception {
        plug.session = plug.join("Ben", "");
        assertThat(plug.get("/api/v1/session").body()).contains("\"id\":\"ben\"");
        plug.put("/api/v1/files/Album/", "");
        return plug;
    }

    private void giveLinks(TestPlug plug, String from, String to) throws Exception {
        plug.web.close();
        Path file = folder.resolve("cloud/people-shares.json");
        Files.writeString(
                file, Files.readString(file).replace("\"person\":\"" + from + "\"", "\"person\":\"" + to + "\""));
        plug.start();
    }

    @Test
    void aGuestsTimeEndsAndAQuotaHolds() throws Exception {
        try (TestPlug plug = TestPlug.claimed(folder)) {
            String anna = plug.session;
            String gran = plug.join("Gran", ",\"role\":\"guest\",\"expires\":\"2099-01-01T00:00:00Z\"");
            plug.session = plug.join("Ben", ",\"quotaBytes\":1000");
            String ben = plug.session;
            assertThat(plug.put("/api/v1/files/a", "x".repeat(900)).statusCode())
                    .isEqualTo(201);
            assertThat(plug.put("/api/v1/files/b", "x".repeat(200)).statusCode())
                    .isEqualTo(507);
            assertThat(plug.put("/api/v1/files/a", "x".repeat(100)).statusCode())
                    .isEqualTo(200);
            assertThat(plug.put("/api/v1/files/b", "x".repeat(800)).statusCode())
                    .isEqualTo(201);
            String undo = TestPlug.field(plug.delete("/api/v1/files/b"), "undo");
            assertThat(plug.put("/api/v1/files/c", "x".repeat(200)).statusCode())
                    .as("the bin counts")
                    .isEqualTo(507);
            plug.delete("/api/v1/bin/" + undo);
            assertThat(plug.put("/api/v1/files/c", "x".repeat(200)).statusCode())
                    .isEqualTo(201);
            plug.session = anna;
            plug.put(PEOPLE + "/ben", "{\"quotaBytes\":0}");
            plug.put(PEOPLE + "/gran", "{\"expires\":\"2026-01-01T00:00:00Z\"}");
            plug.session = ben;
            assertThat(plug.put("/api/v1/files/d", "x".repeat(5000)).statusCode())
                    .isEqualTo(201);
            plug.session = gran;
            assertThat(plug.get("/api/v1/session").statusCode()).isEqualTo(401);
            assertThat(plug.signIn("Gran", TestPlug.PASSPHRASE).statusCode()).isEqualTo(401);
        }
    }

    @Test
    void aForgottenPassphraseIsReplacedByAnotherInvitation() throws Exception {
        try (TestPlug plug = TestPlug.claimed(folder)) {
            String anna = plug.session;
            String ben = plug.join("Ben", "");
            plug.session = ben;
            plug.put("/api/v1/files/Album/", "");
            HttpResponse<String> shared = plug.post("/api/v1/shares", "{\"path\":\"/Album\",\"mode\":\"read\"}");
            plug.session = anna;
            String token = TestPlug.field(plug.post(PEOPLE + "/ben/invitation", ""), "token");
            HttpResponse<String> again =
                    plug.post("/api/v1/invitation/" + token, "{\"passphrase\":\"five rather long other words\"}");
            assertThat(again.statusCode()).isEqualTo(201);
            plug.session = ben;
            assertThat(plug.get("/api/v1/session").statusCode()).isEqualTo(401);
            assertThat(plug.signIn("Ben", "five rather long other words").statusCode())
                    .isEqualTo(201);
            assertThat(plug.get("/api/v1/shared/" + TestPlug.field(shared, "token"))
                            .statusCode())
                    .as("what was sent to others still leads to the same person's files")
                    .isEqualTo(200);
        }
    }

    /** What a release from before several people reads holds the owner's things only; what it does not know, it leaves. */
    @Test
    void theFilesOfTheFirstReleaseHoldNothingOfOthers() throws Exception {
        try (TestPlug plug = TestPlug.claimed(folder)) {
            String anna = plug.session;
            plug.session = plug.join("Ben", "");
            String ben = plug.session;
            plug.post("/api/v1/app-passwords", "{\"label\":\"rclone\"}");
            plug.put("/api/v1/files/x", "x");
            plug.post("/api/v1/shares", "{\"path\":\"/x\",\"mode\":\"read\"}");
            for (String old : List.of("account.json", "sessions.json", "app-passwords.json", "shares.json")) {
                Path file = folder.resolve("cloud").resolve(old);
                assertThat(Files.exists(file) ? Files.readString(file) : "").doesNotContain("ben", "Ben", "person");
            }
            // The old release starts without the new files, then the new one again.
            Path people = folder.resolve("cloud/people.json");
            Path aside = folder.resolve("people.json");
            Files.move(people, aside);
            plug.restart();
            assertThat(plug.get("/api/v1/session").statusCode()).isEqualTo(401);
            plug.session = anna;
            assertThat(plug.get("/api/v1/session").statusCode()).isEqualTo(200);
            plug.web.close();
            Files.move(aside, people, StandardCopyOption.REPLACE_EXISTING);
            plug.start();
            plug.session = ben;
            assertThat(plug.get("/api/v1/files/x").body()).isEqualTo("x");
        }
    }

    private static HttpResponse<String> dav(TestPlug plug, String name, String password, String path) throws Exception {
        String basic = Base64.getEncoder().encodeToString((name + ":" + password).getBytes());
        return plug.send(plug.request("GET", path, BodyPublishers.noBody()).header("Authorization", "Basic " + basic));
    }
}
