// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.hearthplug.web.http.Json;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Laptops back up to the plug with stock restic; nobody takes a backup away again. */
class ResticServerTest {
    private static final String HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"; // of "test"

    /** The stock restic to try: Debian's, or the one that the variable names. */
    private static final String RESTIC = System.getenv().getOrDefault("HEARTH_RESTIC", "/usr/bin/restic");

    private static final String LAPTOPS = "/api/v1/backup/laptops";

    @TempDir
    Path folder;

    private String password = "";

    private TestPlug plug() throws Exception {
        TestPlug plug = TestPlug.claimed(folder.resolve("plug"));
        letIn(plug);
        return plug;
    }

    private void letIn(TestPlug plug) throws Exception {
        password = Json.readObject(plug.post("/api/v1/app-passwords", "{\"label\":\"laptop\"}")
                        .body()
                        .getBytes(StandardCharsets.UTF_8))
                .get("password")
                .toString();
    }

    private int status(TestPlug plug, String method, String path, String body) throws Exception {
        String basic = Base64.getEncoder().encodeToString(("Anna:" + password).getBytes(StandardCharsets.UTF_8));
        HttpRequest.Builder request = HttpRequest.newBuilder(plug.uri("/restic/laptop/" + path))
                .header("Authorization", "Basic " + basic)
                .method(method, BodyPublishers.ofString(body));
        return plug.send(request).statusCode();
    }

    private String restic(TestPlug plug, int wanted, String... arguments) throws Exception {
        Path pem = folder.resolve("plug.pem");
        Files.writeString(
                pem,
                "-----BEGIN CERTIFICATE-----\n"
                        + Base64.getMimeEncoder()
                                .encodeToString(plug.web.certificate().getEncoded())
                        + "\n-----END CERTIFICATE-----\n");
        List<String> command = new ArrayList<>(List.of(RESTIC, "--no-cache", "--cacert", pem.toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said").toFile());
        builder.environment().put("RESTIC_PASSWORD", "of the laptop itself");
        builder.environment()
                .put(
                        "RESTIC_REPOSITORY",
                        "rest:https://Anna:" + password + "@localhost:" + plug.web.httpsPort() + "/restic/laptop/");
        Process restic = builder.start();
        boolean ended = restic.waitFor(120, TimeUnit.SECONDS);
        String said = Files.readString(folder.resolve("said"));
        assertThat(ended && (restic.exitValue() == 0) == (wanted == 0)).as(said).isTrue();
        return said;
    }

    @Test
    void stockResticBacksUpAndRestoresButCannotForget() throws Exception {
        assumeTrue(Files.isExecutable(Path.of(RESTIC)), "needs Debian's restic");
        byte[] photo = new byte[3_000_000];
        new Random(7).nextBytes(photo);
        Path laptop = Files.createDirectories(folder.resolve("laptop"));
        Files.write(laptop.resolve("photo.bin"), photo);
        try (TestPlug plug = plug()) {
            restic(plug, 0, "init");
            restic(plug, 0, "backup", laptop.toString());
            Files.writeString(laptop.resolve("more.txt"), "more");
            restic(plug, 0, "backup", laptop.toString());
            assertThat(restic(plug, 0, "check", "--read-data")).contains("no errors");
            restic(
                    plug,
                    0,
                    "restore",
                    "latest",
                    "--target",
                    folder.resolve("back").toString());
            assertThat(Files.readAllBytes(folder.resolve("back" + laptop).resolve("photo.bin")))
                    .isEqualTo(photo);
            // Not with `restic forget`: it tries a refusal again for a minute.
            try (Stream<Path> snapshots = snapshots(plug)) {
                for (Path snapshot : snapshots.toList()) {
                    assertThat(status(plug, "DELETE", "snapshots/" + snapshot.getFileName(), ""))
                            .isEqualTo(403);
                }
            }
            try (Stream<Path> after = snapshots(plug)) {
                assertThat(after).hasSize(2);
            }
            assertThat(restic(plug, 0, "check", "--read-data")).contains("no errors");
        }
    }

    private static Stream<Path> snapshots(TestPlug plug) throws Exception {
        return Files.list(plug.folder.resolve("files/.hearth/restic/laptop/snapshots"));
    }

    @Test
    void onlyWhatIsWholeIsKeptAndNothingIsReplaced() throws Exception {
        try (TestPlug plug = plug()) {
            assertThat(status(plug, "POST", "data/" + HASH, "test"))
                    .as("no repository yet")
                    .isEqualTo(404);
            assertThat(status(plug, "POST", "?create=true", "")).isEqualTo(200);
            assertThat(status(plug, "POST", "data/" + HASH, "tost")).isEqualTo(400);
            assertThat(status(plug, "HEAD", "data/" + HASH, "")).isEqualTo(404);
            assertThat(status(plug, "POST", "data/" + HASH, "test")).isEqualTo(200);
            assertThat(status(plug, "POST", "data/" + HASH, "test")).isEqualTo(403);
            assertThat(status(plug, "DELETE", "data/" + HASH, "")).isEqualTo(403);
            assertThat(status(plug, "POST", "locks/" + HASH, "test")).isEqualTo(200);
            assertThat(status(plug, "DELETE", "locks/" + HASH, "")).isEqualTo(200);
            assertThat(status(plug, "GET", "data/../../../cloud/account.json", ""))
                    .isEqualTo(404);
            assertThat(status(plug, "GET", "data/%2e%2e", "")).isEqualTo(404);
            assertThat(status(plug, "POST", "config", "any")).isEqualTo(200);
            assertThat(status(plug, "POST", "config", "another")).isEqualTo(403);
            try (Stream<Path> halves = Files.list(plug.folder.resolve("files/.hearth/restic/laptop/tmp"))) {
                assertThat(halves).isEmpty();
            }
        }
    }

    /** The quota has no room for both, the leftover and what comes. */
    @Test
    void whatAPowerCutLeftGoesAtTheFirstRequest() throws Exception {
        Path half = folder.resolve("plug/files/.hearth/restic/laptop/tmp/in-7.part");
        TestPlug plug = new TestPlug(folder.resolve("plug"));
        plug.resticQuotaBytes = 5;
        plug.start();
        plug.claim();
        try (TestPlug same = plug) {
            letIn(same);
            assertThat(status(same, "POST", "?create=true", "")).isEqualTo(200);
            Files.writeString(half, "left");
            same.restart();
            assertThat(status(same, "GET", "config", "")).isEqualTo(404);
            assertThat(half).doesNotExist();
            assertThat(status(same, "POST", "data/" + HASH, "test")).isEqualTo(200);
        }
    }

    @Test
    void nobodyEntersWithoutAnAppPassword() throws Exception {
        try (TestPlug plug = plug()) {
            password = TestPlug.PASSPHRASE;
            assertThat(status(plug, "POST", "?create=true", "")).isEqualTo(401);
        }
    }

    @Test
    void theQuotaHolds() throws Exception {
        TestPlug plug = new TestPlug(folder.resolve("plug"));
        plug.resticQuotaBytes = 3;
        plug.start();
        plug.claim();
        try (TestPlug same = plug) {
            letIn(same);
            assertThat(status(same, "POST", "?create=true", "")).isEqualTo(200);
            assertThat(status(same, "POST", "data/" + HASH, "test")).isEqualTo(507);
        }
    }

    @Test
    void theOwnerSaysOnWhichDiskTheyAreKept() throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        String chosen = "{\"disk\":\"" + UsedDisks.ID + "\"}";
        try (TestPlug plug = plug()) {
            assertThat(status(plug, "POST", "?create=true", "")).isEqualTo(200);
            assertThat(plug.put(LAPTOPS, chosen).statusCode())
                    .as("not plugged in")
                    .isEqualTo(409);
            UsedDisks.say(plug.folder, disk, "ARCHIVE");
            assertThat(plug.put(LAPTOPS, chosen).body())
                    .contains("\"diskName\":\"ARCHIVE\"", "\"items\":[]", "\"elsewhere\":1", "\"away\":false");
            assertThat(status(plug, "POST", "data/" + HASH, "test"))
                    .as("nothing was moved")
                    .isEqualTo(404);
            assertThat(status(plug, "POST", "?create=true", "")).isEqualTo(200);
            assertThat(status(plug, "POST", "data/" + HASH, "test")).isEqualTo(200);
            Path data = disk.resolve(".hearth/restic/laptop/data/9f").resolve(HASH);
            assertThat(data).hasContent("test");
            assertThat(plug.get(LAPTOPS).body()).contains("\"name\":\"laptop\"", "\"bytes\":4", "\"elsewhere\":1");
            UsedDisks.none(plug.folder);
            assertThat(status(plug, "GET", "data/" + HASH, "")).isEqualTo(503);
            assertThat(status(plug, "POST", "?create=true", "")).isEqualTo(503);
            assertThat(plug.get(LAPTOPS).body()).contains("\"away\":true", "\"diskName\":\"ARCHIVE\"", "\"items\":[]");
            plug.restart();
            assertThat(status(plug, "GET", "data/" + HASH, "")).isEqualTo(503);
            UsedDisks.say(plug.folder, disk, "ARCHIVE");
            assertThat(status(plug, "GET", "data/" + HASH, "")).isEqualTo(200);
            assertThat(plug.put(LAPTOPS, "{\"disk\":\"\"}").body())
                    .contains("\"disk\":\"\"", "\"elsewhere\":1", "\"name\":\"laptop\"");
            assertThat(status(plug, "GET", "data/" + HASH, "")).isEqualTo(404);
        }
    }

    /** The room is the disk's own: the plug's reserve is far more than this machine has. */
    @Test
    void theRoomIsThatOfTheDisk() throws Exception {
        Path disk = Files.createDirectory(folder.resolve("disk"));
        TestPlug plug = new TestPlug(folder.resolve("plug"));
        plug.reserveBytes = Long.MAX_VALUE / 2;
        plug.start();
        plug.claim();
        try (TestPlug same = plug) {
            letIn(same);
            assertThat(status(same, "POST", "?create=true", "")).isEqualTo(200);
            assertThat(status(same, "POST", "data/" + HASH, "test")).isEqualTo(507);
            UsedDisks.say(plug.folder, disk, "ARCHIVE");
            assertThat(same.put(LAPTOPS, "{\"disk\":\"" + UsedDisks.ID + "\"}").statusCode())
                    .isEqualTo(200);
            assertThat(status(same, "POST", "?create=true", "")).isEqualTo(200);
            assertThat(status(same, "POST", "data/" + HASH, "test")).isEqualTo(200);
        }
    }
}
