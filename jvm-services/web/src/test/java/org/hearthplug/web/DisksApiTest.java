// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import org.hearthplug.web.http.Json;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class DisksApiTest {
    private static final String ID = "1a2b-3c4d";
    private static final String OFFERED =
            "{\"id\":\"" + ID + "\",\"volume\":\"sda1\",\"disk\":\"sda\",\"model\":\"Stick\","
                    + "\"transport\":\"usb\",\"bytes\":1000,\"fileSystem\":\"vfat\",\"label\":\"HOLIDAY\",\"state\":\"offered\",\"known\":false,"
                    + "\"readOnly\":false,\"identity\":\"sda1 of 7\"}";
    private static final String USED = OFFERED.replace("offered", "used");

    @TempDir
    Path folder;

    private TestPlug plug;
    private Path disk;

    @BeforeEach
    void start() throws Exception {
        plug = TestPlug.claimed(folder);
        disk = Files.createDirectories(folder.resolve("mounted"));
        Files.writeString(disk.resolve("beach.jpg"), "a beach");
        plug.platform.disks.put("List", "{\"disks\":[" + OFFERED + "]}");
    }

    @AfterEach
    void stop() throws Exception {
        plug.close();
    }

    /** What platformd does when it has mounted the disk. */
    private void mounted(boolean readOnly) throws Exception {
        say("[{\"id\":\"" + ID + "\",\"mountPoint\":\"" + disk
                + "\",\"fileSystem\":\"vfat\",\"label\":\"HOLIDAY\",\"readOnly\":" + readOnly + "}]");
    }

    private void say(String disks) throws Exception {
        Path beside = folder.resolve("used.json.new");
        Files.writeString(beside, "{\"format\":\"hearth-disks/1\",\"disks\":" + disks + "}");
        Files.move(
                beside,
                folder.resolve("used.json"),
                StandardCopyOption.ATOMIC_MOVE,
                StandardCopyOption.REPLACE_EXISTING);
    }

    private void use(String name) throws Exception {
        mounted(false);
        plug.platform.disks.put("Use", "{\"disk\":" + USED + "}");
        HttpResponse<String> used = plug.post(
                "/api/v1/disks/use", "{\"volume\":\"sda1\",\"identity\":\"sda1 of 7\",\"name\":\"" + name + "\"}");
        assertThat(used.statusCode()).as(used.body()).isEqualTo(200);
        plug.platform.disks.put("List", "{\"disks\":[" + USED + "]}");
    }

    private List<String> names(String path) throws Exception {
        Map<String, Object> listed =
                Json.readObject(plug.get("/api/v1/files/" + path).body().getBytes(StandardCharsets.UTF_8));
        return ((List<?>) listed.get("entries"))
                .stream().map(one -> (String) ((Map<?, ?>) one).get("name")).toList();
    }

    private Map<?, ?> first() throws Exception {
        Map<String, Object> told =
                Json.readObject(plug.get("/api/v1/disks").body().getBytes(StandardCharsets.UTF_8));
        return (Map<?, ?>) ((List<?>) told.get("items")).getFirst();
    }

    @Test
    void aDiskIsOfferedUsedNamedAndFoundAmongTheFiles() throws Exception {
        assertThat(first().get("state")).isEqualTo("offered");
        assertThat(first().get("name")).isNull();
        use("Holiday");
        assertThat(plug.platform.askedDisks).startsWith("Use ").contains("\"identity\":\"sda1 of 7\"");
        assertThat(first().get("name")).isEqualTo("Holiday");
        assertThat(names("")).containsExactly("Holiday");
        assertThat(names("Holiday/")).containsExactly("beach.jpg");
        assertThat(plug.put("/api/v1/files/Holiday/notes.txt", "hello").statusCode())
                .isEqualTo(201);
        assertThat(disk.resolve("notes.txt")).hasContent("hello");
        assertThat(plug.delete("/api/v1/files/Holiday/notes.txt").statusCode()).isEqualTo(200);
        assertThat(plug.get("/api/v1/bin").body()).contains("/Holiday/notes.txt");
        assertThat(plug.get("/api/v1/shared-folders").body()).doesNotContain("Holiday");
    }

    @Test
    void aDiskThatWentIsSeenByNobodyAndComesBackAsItWas() throws Exception {
        use("Holiday");
        assertThat(names("")).hasSize(1);
        say("[]");
        assertThat(names("")).isEmpty();
        assertThat(plug.get("/api/v1/files/Holiday/").statusCode()).isEqualTo(404);
        mounted(true);
        assertThat(names("Holiday/")).contains("beach.jpg");
        HttpResponse<String> refused = plug.put("/api/v1/files/Holiday/x", "x");
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(disk.resolve("x")).doesNotExist();
        say("not JSON");
        assertThat(names("")).isEmpty();
    }

    @Test
    void oneThatIsUsedAtTheShellIsTheOwnersUnderItsLabel() throws Exception {
        mounted(false);
        assertThat(names("")).containsExactly("HOLIDAY");
        plug.platform.disks.put("List", "{\"disks\":[" + USED + "]}");
        assertThat(first().get("name")).isEqualTo("HOLIDAY");
    }

    @Test
    void itIsSharedWithThoseWhomTheOwnerNames() throws Exception {
        use("Holiday");
        HttpResponse<String> shared = plug.send(plug.request(
                "PUT",
                "/api/v1/disks/share",
                java.net.http.HttpRequest.BodyPublishers.ofString(
                        "{\"id\":\"" + ID + "\",\"name\":\"Summer\",\"people\":{}}")));
        assertThat(shared.statusCode()).as(shared.body()).isEqualTo(200);
        assertThat(names("")).containsExactly("Summer");
        assertThat(first().get("people")).isEqualTo(Map.of());
        assertThat(plug.put("/api/v1/disks/share", "{\"id\":\"9999\",\"name\":\"X\"}")
                        .statusCode())
                .isEqualTo(404);
        assertThat(plug.put("/api/v1/disks/share", "{\"id\":\"" + ID + "\",\"name\":\"a/b\"}")
                        .statusCode())
                .isEqualTo(422);
        assertThat(plug.put(
                                "/api/v1/disks/share",
                                "{\"id\":\"" + ID + "\",\"name\":\"X\",\"people\":{\"nobody\":\"read\"}}")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void aNameThatWouldHideSomethingIsRefusedBeforeAnythingIsMounted() throws Exception {
        assertThat(plug.put("/api/v1/files/Holiday", "a file").statusCode()).isEqualTo(201);
        HttpResponse<String> taken =
                plug.post("/api/v1/disks/use", "{\"volume\":\"sda1\",\"identity\":\"sda1 of 7\",\"name\":\"Holiday\"}");
        assertThat(taken.statusCode()).isEqualTo(409);
        assertThat(plug.platform.askedDisks).startsWith("List");
        assertThat(plug.post("/api/v1/disks/use", "{\"volume\":\"sdz\",\"identity\":\"\"}")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void anothersNameIsRefusedBeforeTheDiskIsTouched() throws Exception {
        plug.platform.disks.put("Prepare", "{\"disk\":" + USED + "}");
        plug.platform.disks.put("Use", "{\"disk\":" + USED + "}");
        assertThat(plug.post("/api/v1/shared-folders", "{\"name\":\"Photos\",\"people\":{}}")
                        .statusCode())
                .isEqualTo(201);
        HttpResponse<String> prepared =
                plug.post("/api/v1/disks/prepare", "{\"volume\":\"sda1\",\"identity\":\"x\",\"label\":\"photos\"}");
        assertThat(prepared.statusCode()).as(prepared.body()).isEqualTo(409);
        assertThat(plug.platform.askedDisks).doesNotStartWith("Prepare");
        HttpResponse<String> used =
                plug.post("/api/v1/disks/use", "{\"volume\":\"sda1\",\"identity\":\"x\",\"name\":\"Photos\"}");
        assertThat(used.statusCode()).as(used.body()).isEqualTo(409);
        assertThat(plug.platform.askedDisks).doesNotStartWith("Use");
    }

    @Test
    void aDiskPreparedAnewKeepsItsName() throws Exception {
        use("Photos");
        say("[{\"id\":\"5e6f\",\"mountPoint\":\"" + disk
                + "\",\"fileSystem\":\"ext4\",\"label\":\"Photos\",\"readOnly\":false}]");
        plug.platform.disks.put("Prepare", "{\"disk\":" + USED.replace(ID, "5e6f") + "}");
        HttpResponse<String> made =
                plug.post("/api/v1/disks/prepare", "{\"volume\":\"sda1\",\"identity\":\"x\",\"label\":\"Photos\"}");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(200);
        assertThat(made.body()).contains("\"name\":\"Photos\"");
        assertThat(names("")).containsExactly("Photos");
    }

    @Test
    void whatPlatformdRefusesIsASentence() throws Exception {
        plug.platform.disks.put("Prepare", "org.hearthplug.Disks.Refused {\"reason\":\"Type the name of the disk.\"}");
        HttpResponse<String> refused =
                plug.post("/api/v1/disks/prepare", "{\"volume\":\"sda1\",\"identity\":\"x\",\"label\":\"Photos\"}");
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("Type the name of the disk.");
        assertThat(plug.platform.askedDisks).contains("\"label\":\"Photos\"").contains("\"identity\":\"x\"");
        plug.platform.disks.put("Release", "org.hearthplug.Disks.Busy");
        assertThat(plug.post("/api/v1/disks/release", "{\"volume\":\"sda1\"}").statusCode())
                .isEqualTo(409);
        assertThat(plug.post("/api/v1/disks/forget", "{\"volume\":\"sda1\"}").statusCode())
                .isEqualTo(404);
        plug.platform.connect(false);
        assertThat(plug.get("/api/v1/disks").statusCode()).isEqualTo(503);
    }

    @Test
    void aPreparedDiskHasItsLabelForAName() throws Exception {
        mounted(false);
        plug.platform.disks.put("Prepare", "{\"disk\":" + USED.replace("HOLIDAY", "Photos") + "}");
        HttpResponse<String> made =
                plug.post("/api/v1/disks/prepare", "{\"volume\":\"sda1\",\"identity\":\"x\",\"label\":\"Photos\"}");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(200);
        assertThat(made.body()).contains("\"name\":\"Photos\"");
        assertThat(names("")).containsExactly("Photos");
        plug.platform.disks.put("Forget", "{\"disk\":" + OFFERED + "}");
        say("[]");
        assertThat(plug.post("/api/v1/disks/forget", "{\"volume\":\"sda1\"}").body())
                .doesNotContain("\"name\"");
    }
}
