// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Albums, as who makes them and as who has a link to one meets them. */
class AlbumsApiTest {
    private static final Duration DEADLINE = Duration.ofSeconds(60);
    private static final String SUMMER = "/api/v1/albums/Summer%20%26%20sun";

    @TempDir
    Path folder;

    private TestPlug plug;
    private String owner;

    @BeforeEach
    void start() throws Exception {
        plug = TestPlug.claimed(folder);
        owner = plug.session;
        plug.put("/api/v1/files/A/", "");
        plug.put("/api/v1/files/B/", "");
        picture("A/sea.jpg", "sea", 3);
        picture("A/hill.jpg", "hill", 1);
        picture("B/sea.jpg", "another sea", 2);
        plug.put("/api/v1/files/private.jpg", "private");
        plug.put("/api/v1/files/notes.txt", "text");
    }

    /** Stores a picture that says nothing of itself and is of a day in May. */
    private void picture(String path, String content, int day) throws Exception {
        assertThat(plug.put("/api/v1/files/" + path, content).statusCode()).isEqualTo(201);
        Files.setLastModifiedTime(
                plug.files().resolve(path), FileTime.from(Instant.parse("2026-05-0" + day + "T10:00:00Z")));
    }

    @AfterEach
    void stop() throws Exception {
        plug.close();
    }

    @Test
    void anAlbumIsMadeChangedRenamedAndDeleted() throws Exception {
        assertThat(plug.get("/api/v1/albums").body()).isEqualTo("{\"items\":[]}");
        assertThat(make("Summer & sun", "/A/sea.jpg", "/A/hill.jpg", "/A/sea.jpg"))
                .contains("\"name\":\"Summer & sun\"", "\"count\":2", "\"cover\":\"/A/sea.jpg\"");
        assertThat(post("/api/v1/albums", "{\"name\":\"Summer & sun\"}")).isEqualTo(409);
        assertThat(pictures("{\"add\":[\"/B/sea.jpg\",\"/A/sea.jpg\"]}").body()).contains("\"added\":1", "\"count\":3");
        assertThat(paths(plug.get(SUMMER).body())).containsExactly("/A/hill.jpg", "/B/sea.jpg", "/A/sea.jpg");
        assertThat(plug.put(SUMMER, "{\"cover\":\"/B/sea.jpg\"}").body()).contains("\"cover\":\"/B/sea.jpg\"");
        assertThat(plug.put(SUMMER, "{\"cover\":\"/private.jpg\"}").statusCode())
                .isEqualTo(422);
        assertThat(pictures("{\"remove\":[\"/A/hill.jpg\"]}").body()).contains("\"count\":2");
        assertThat(plug.get("/api/v1/files/A/hill.jpg").body())
                .as("leaving an album deletes nothing")
                .isEqualTo("hill");
        assertThat(plug.put(SUMMER, "{\"name\":\"Été\"}").body()).contains("\"name\":\"Été\"", "\"count\":2");
        assertThat(plug.get(SUMMER).statusCode()).isEqualTo(404);
        assertThat(plug.get("/api/v1/files/Albums/%C3%89t%C3%A9.m3u8").body())
                .startsWith("#EXTM3U\n#HEARTH-FILE ")
                .contains("\n../A/sea.jpg\n", "#HEARTH-COVER\n")
                .doesNotContain("hill");
        String undo = TestPlug.field(send("DELETE", "/api/v1/albums/%C3%89t%C3%A9"), "undo");
        assertThat(plug.get("/api/v1/albums").body()).isEqualTo("{\"items\":[]}");
        assertThat(post("/api/v1/bin/" + undo + "/restore", "")).isEqualTo(200);
        assertThat(plug.get("/api/v1/albums").body()).contains("\"name\":\"Été\"");
    }

    @Test
    void pagesOfAnAlbumFollowEachOther() throws Exception {
        make("Summer & sun", "/A/sea.jpg", "/A/hill.jpg", "/B/sea.jpg");
        List<String> met = new ArrayList<>();
        String after = "";
        for (int i = 0; i < 3; i++) {
            String body = plug.get(SUMMER + "?limit=1&after=" + after).body();
            met.addAll(paths(body));
            after = i < 2 ? java.net.URLEncoder.encode(field(body, "next"), "UTF-8") : "";
            assertThat(body.contains("\"next\"")).isEqualTo(i < 2);
        }
        assertThat(met).containsExactly("/A/hill.jpg", "/B/sea.jpg", "/A/sea.jpg");
        assertThat(plug.get(SUMMER + "?limit=0").statusCode()).isEqualTo(400);
    }

    @Test
    void picturesThatAreMovedOrRenamedStayAndDeletedOnesComeBack() throws Exception {
        make("Summer & sun", "/A/sea.jpg", "/A/hill.jpg");
        assertThat(post("/api/v1/files/A?move-to=%2FHolidays", "")).isEqualTo(200);
        assertThat(post("/api/v1/files/Holidays/sea.jpg?move-to=%2FB%2Fwaves.jpg", ""))
                .isEqualTo(200);
        assertThat(settled("\"missing\":0")).contains("/Holidays/hill.jpg", "/B/waves.jpg");
        String undo = TestPlug.field(send("DELETE", "/api/v1/files/B/waves.jpg"), "undo");
        assertThat(plug.get(SUMMER).body()).contains("\"count\":1", "\"missing\":1");
        assertThat(post("/api/v1/bin/" + undo + "/restore", "")).isEqualTo(200);
        assertThat(settled("\"missing\":0")).contains("/B/waves.jpg");
        pictures("{\"add\":[\"/B/sea.jpg\"]}");
        assertThat(Files.readString(plug.files().resolve("Albums/Summer & sun.m3u8")))
                .as("a change writes down where they are now")
                .contains("../B/waves.jpg", "../Holidays/hill.jpg", "../B/sea.jpg")
                .doesNotContain("../A/");
        send("DELETE", "/api/v1/files/B/waves.jpg");
        assertThat(pictures("{\"forgetMissing\":true}").body()).contains("\"count\":2");
        assertThat(plug.get(SUMMER).body()).contains("\"count\":2", "\"missing\":0");
    }

    @Test
    void whatCannotBeAnAlbumIsRefusedWithASentence() throws Exception {
        assertThat(post("/api/v1/albums", "{\"name\":\" \"}")).isEqualTo(422);
        assertThat(post("/api/v1/albums", "{\"name\":\".hidden\"}")).isEqualTo(422);
        assertThat(post("/api/v1/albums", "{\"name\":\"a/b\"}")).isEqualTo(400);
        assertThat(post("/api/v1/albums", "{\"name\":\"x\",\"add\":[\"/notes.txt\"]}"))
                .isEqualTo(422);
        assertThat(post("/api/v1/albums", "{\"name\":\"x\",\"add\":[\"/gone.jpg\"]}"))
                .isEqualTo(404);
        assertThat(post("/api/v1/albums", "{\"name\":\"x\",\"add\":[\"a.jpg\"]}"))
                .isEqualTo(422);
        assertThat(post("/api/v1/albums", "{\"name\":\"x\",\"add\":[\"/../a.jpg\"]}"))
                .isEqualTo(400);
        assertThat(plug.get("/api/v1/albums/x").statusCode()).isEqualTo(404);
        assertThat(post("/api/v1/albums/x/pictures", "{}")).isEqualTo(404);
        assertThat(post("/api/v1/albums", "{\"name\":\"" + "x".repeat(300_000) + "\"}"))
                .isEqualTo(413);
        plug.session = null;
        assertThat(plug.get("/api/v1/albums").statusCode()).isEqualTo(401);
    }

    @Test
    void aGuestSeesTheAlbumsPicturesAndNothingElse() throws Exception {
        make("Summer & sun", "/A/sea.jpg", "/A/hill.jpg", "/B/sea.jpg");
        String link = link("{\"album\":\"Summer & sun\",\"mode\":\"read\"}");
        assertThat(plug.get("/api/v1/shares").body()).contains("\"type\":\"album\"", "\"album\":\"Summer & sun\"");
        plug.session = null;
        assertThat(plug.get(link).body()).contains("\"name\":\"Summer & sun\"", "\"type\":\"album\"");
        String shown = plug.get(link + "/files/").body();
        assertThat(shown).doesNotContain("/A", "/B", "private");
        assertThat(values(shown, "name")).containsExactly("hill.jpg", "sea (2).jpg", "sea.jpg");
        assertThat(values(plug.get(link + "/files/?limit=2&after=hill.jpg").body(), "name"))
                .containsExactly("sea (2).jpg", "sea.jpg");
        assertThat(plug.get(link + "/files/sea%20(2).jpg").body()).isEqualTo("another sea");
        assertThat(plug.get(link + "/files/sea.jpg", "Range", "bytes=1-2").body())
                .isEqualTo("ea");
        for (String out : new String[] {
            "/files/private.jpg",
            "/files/A/sea.jpg",
            "/files/..%2Fprivate.jpg",
            "/files/Summer%20%26%20sun.m3u8",
            "/thumbs/private.jpg",
            "/archive/A/",
            "/files/A/"
        }) {
            assertThat(plug.get(link + out).statusCode()).as(out).isBetween(400, 404);
        }
        assertThat(zip(link + "/archive/")).containsExactly("hill.jpg=hill", "sea (2).jpg=another sea", "sea.jpg=sea");
        plug.session = owner;
        pictures("{\"remove\":[\"/A/hill.jpg\"]}");
        plug.put(SUMMER, "{\"name\":\"Summer\"}");
        plug.session = null;
        assertThat(plug.get(link).body()).as("the link follows").contains("\"name\":\"Summer\"");
        assertThat(plug.get(link + "/files/hill.jpg").statusCode()).isEqualTo(404);
        plug.session = owner;
        send("DELETE", "/api/v1/albums/Summer");
        plug.session = null;
        assertThat(plug.get(link + "/files/").statusCode()).isEqualTo(404);
    }

    @Test
    void linksToAlbumsOutliveARestartAndHaveAPassphrase() throws Exception {
        make("Summer & sun", "/A/sea.jpg");
        assertThat(post("/api/v1/shares", "{\"album\":\"Nowhere\",\"mode\":\"read\"}"))
                .isEqualTo(404);
        assertThat(post("/api/v1/shares", "{\"album\":\"Summer & sun\",\"mode\":\"drop\"}"))
                .isEqualTo(422);
        assertThat(post("/api/v1/shares", "{\"album\":\"\",\"mode\":\"read\"}")).isEqualTo(422);
        String link = link("{\"album\":\"Summer & sun\",\"mode\":\"read\",\"passphrase\":\"blueberry pie\"}");
        plug.restart();
        plug.session = null;
        assertThat(plug.get(link + "/files/").statusCode()).isEqualTo(401);
        HttpResponse<String> unlocked = plug.post(link + "/unlock", "{\"passphrase\":\"blueberry pie\"}");
        plug.session = TestPlug.cookieOf(unlocked);
        assertThat(values(plug.get(link + "/files/").body(), "name")).containsExactly("sea.jpg");
    }

    @Test
    void anAlbumNamesNothingThatIsNoPicture() throws Exception {
        make("Summer & sun", "/A/sea.jpg");
        Files.writeString(
                plug.files().resolve("Albums/Summer & sun.m3u8"),
                "../notes.txt\n../A/sea.jpg\n../../files/anna/x.jpg\n");
        String link = link("{\"album\":\"Summer & sun\",\"mode\":\"read\"}");
        plug.session = null;
        assertThat(values(plug.get(link + "/files/").body(), "name")).containsExactly("sea.jpg");
        assertThat(plug.get(link + "/files/notes.txt").statusCode()).isEqualTo(404);
    }

    @Test
    void othersHaveAlbumsOfTheirOwnAndDecideNothingForOneAnother() throws Exception {
        make("Summer & sun", "/A/sea.jpg");
        String ben = plug.join("Ben", "");
        String carl = plug.join("Carl", ",\"role\":\"guest\"");
        plug.session = ben;
        assertThat(plug.get("/api/v1/albums").body()).isEqualTo("{\"items\":[]}");
        assertThat(plug.get(SUMMER).statusCode()).isEqualTo(404);
        assertThat(post("/api/v1/albums", "{\"name\":\"x\",\"add\":[\"/A/sea.jpg\"]}"))
                .isEqualTo(404);
        assertThat(post("/api/v1/albums", "{\"name\":\"mine\"}")).isEqualTo(201);
        plug.session = carl;
        assertThat(post("/api/v1/albums", "{\"name\":\"mine\"}")).isEqualTo(403);
    }

    @Test
    void aSharedFolderThatIsCalledAlbumsDecidesNoAlbum() throws Exception {
        String ben = TestPlug.field(plug.post("/api/v1/people", "{\"name\":\"Ben\"}"), "id");
        assertThat(post(
                        "/api/v1/shared-folders",
                        "{\"name\":\"Albums\",\"people\":{\"anna\":\"write\",\"" + ben + "\":\"write\"}}"))
                .isEqualTo(201);
        plug.put("/api/v1/files/Albums/trap.m3u8", "../private.jpg\n");
        assertThat(plug.get("/api/v1/albums").statusCode()).isEqualTo(409);
        assertThat(plug.get("/api/v1/albums/trap").statusCode()).isEqualTo(409);
        assertThat(post("/api/v1/shares", "{\"album\":\"trap\",\"mode\":\"read\"}"))
                .isEqualTo(409);
    }

    private String make(String name, String... paths) throws Exception {
        String add = "\"" + String.join("\",\"", paths) + "\"";
        HttpResponse<String> made = plug.post("/api/v1/albums", "{\"name\":\"" + name + "\",\"add\":[" + add + "]}");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        return made.body();
    }

    private HttpResponse<String> pictures(String form) throws Exception {
        HttpResponse<String> answer = plug.post(SUMMER + "/pictures", form);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return answer;
    }

    private int post(String path, String form) throws Exception {
        return plug.post(path, form).statusCode();
    }

    private HttpResponse<String> send(String method, String path) throws Exception {
        return plug.send(plug.request(method, path, BodyPublishers.noBody()));
    }

    private String link(String form) throws Exception {
        HttpResponse<String> made = plug.post("/api/v1/shares", form);
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        return "/api/v1/shared/" + TestPlug.field(made, "token");
    }

    /** Asks for the album until the index has seen what moved. */
    private String settled(String wanted) throws Exception {
        long end = System.nanoTime() + DEADLINE.toNanos();
        while (true) {
            String body = plug.get(SUMMER).body();
            if (body.contains(wanted)) {
                return body;
            }
            assertThat(System.nanoTime()).as("the index catches up: " + body).isLessThan(end);
            Thread.sleep(10);
        }
    }

    private List<String> zip(String path) throws Exception {
        byte[] all = plug.client
                .send(plug.request("GET", path, BodyPublishers.noBody()).build(), BodyHandlers.ofByteArray())
                .body();
        List<String> found = new ArrayList<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(all))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                found.add(entry.getName() + "=" + new String(zip.readAllBytes()));
            }
        }
        return found;
    }

    private static List<String> paths(String body) {
        return values(body, "path");
    }

    private static String field(String body, String name) {
        return values(body, name).getFirst();
    }

    private static List<String> values(String body, String name) {
        return Pattern.compile("\"" + name + "\":\"([^\"]*)\"")
                .matcher(body)
                .results()
                .map(found -> found.group(1))
                .toList();
    }
}
