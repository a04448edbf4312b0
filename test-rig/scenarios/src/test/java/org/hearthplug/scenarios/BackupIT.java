// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hearthplug.scenarios.Problems.assertProblem;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hearthplug.rig.HearthTree;
import org.hearthplug.rig.Json;
import org.hearthplug.rig.Plug;
import org.hearthplug.rig.PlugClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Four places of different kinds; one is destroyed, one rots; all is repaired, and stock restic opens it. */
@Order(10)
@Household
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BackupIT {
    private static final Content PHOTO = Content.of(71, 1_500_000);
    private static final Content SONG = Content.of(72, 700_000);
    private static final Content LETTER = Content.of(73, 30_000);
    private static final Content PLAN = Content.of(74, 20_000);
    private static final String MIA = "mia";

    private static Clouds clouds;
    private static String words = "";

    @BeforeAll
    static void otherPeoplesServers() {
        clouds = new Clouds(HearthTree.build("rig-clouds"));
        clouds.destroy(".");
    }

    @AfterAll
    static void goHome() {
        clouds.close();
    }

    @Test
    @Order(1)
    void theOwnerSetsUpFourPlacesAndProvesTheWords(Plug plug) {
        try (PlugClient owner = plug.owner()) {
            Folder files = Folder.at(owner, "Keep/");
            assertThat(files.put("photo.bin", PHOTO).status()).isEqualTo(201);
            assertThat(files.put("Lied für Oma.bin", SONG).status()).isEqualTo(201);
            anotherPersonHasFilesToo(plug, owner);
            Backup backup = new Backup(owner);
            backup.add(Map.of("kind", "folder", "path", "/data/backup/here", "label", "Here"));
            backup.add(Map.of("kind", "rest", "url", clouds.serve("restic", "friend"), "label", "Friend"));
            backup.add(Map.of("kind", "webdav", "url", clouds.serve("webdav", "cloud"), "label", "Cloud"));
            addSftp(backup);
            assertThat(backup.state().get("state").string()).isEqualTo("unproved");
            words = backup.words();
            assertProblem(
                    backup.post("words/proof", Map.of("words", words.replace(words.substring(0, 5), "babab"))), 422);
            String typed = words.toUpperCase(java.util.Locale.ROOT).replace('-', ' ');
            assertThat(backup.post("words/proof", Map.of("words", typed)).status())
                    .isEqualTo(200);
            assertProblem(backup.post("words", Map.of("passphrase", "a guess")), 403);
        }
    }

    private static void anotherPersonHasFilesToo(Plug plug, PlugClient owner) {
        String token = owner.sendJson("POST", "/api/v1/people", Map.of("name", "Mia"))
                .json()
                .get("token")
                .string();
        try (PlugClient mia = plug.visitor()) {
            Map<String, String> form = Map.of("passphrase", "five more ordinary words");
            assertThat(mia.sendJson("POST", "/api/v1/invitation/" + token, form).status())
                    .isEqualTo(201);
            assertThat(Folder.at(mia, "Mine/").put("letter.bin", LETTER).status())
                    .isEqualTo(201);
        }
        Map<String, String> people = Map.of(Plug.OWNER.toLowerCase(java.util.Locale.ROOT), "write", MIA, "write");
        assertThat(owner.sendJson("POST", "/api/v1/shared-folders", Map.of("name", "Together", "people", people))
                        .status())
                .isEqualTo(201);
        assertThat(new Folder(owner, "Together/").put("plan.bin", PLAN).status())
                .isEqualTo(201);
    }

    /** The owner sees the server's key before anything is sent there. */
    private static void addSftp(Backup backup) {
        Map<String, Object> place = new HashMap<>(
                Map.of("kind", "sftp", "host", Clouds.HOST, "port", clouds.serveSftp("cellar"), "user", "hearth"));
        place.putAll(Map.of("folder", "repository", "secret", "secret1", "label", "Cellar"));
        assertProblem(backup.post("targets", place), 422);
        place.put("hostKey", backup.post("probe", place).json().get("hostKey").string());
        backup.add(place);
    }

    @Test
    @Order(2)
    void theFirstBackupIsOnAllFour(Plug plug) {
        try (PlugClient owner = plug.owner()) {
            Backup backup = new Backup(owner);
            PowerStatus.await(owner, "the power manager, which weighs the work", power -> true);
            Json done = backup.run("backup");
            assertThat(done.get("wattHours").doubleValue()).as("what it cost").isPositive();
            Json jobs = owner.send("GET", "/api/v1/energy/jobs").json();
            assertThat(jobs.get("items").list())
                    .anySatisfy(job -> assertThat(job.get("kind").string()).isEqualTo("backup"));
            assertThat(done.get("bytes").longValue()).isGreaterThanOrEqualTo(2_200_000);
            assertThat(done.get("problemCount").longValue()).isZero();
            assertThat(backup.places("WELL")).containsExactly("Here", "Friend", "Cloud", "Cellar");
            assertThat(backup.state().get("targets").list())
                    .allSatisfy(t -> assertThat(t.get("health").get("newest").string())
                            .isEqualTo(done.get("snapshot").get("time").string()));
        }
        assertThat(plug.shell()
                        .check("ls -ld /data/hearth/cloud/backup; ls -l /data/hearth/cloud/backup/secrets.sealed"))
                .contains("drwx------")
                .contains("-rw-------");
        assertThat(plug.shell()
                        .run("grep -r " + words.substring(0, 11) + " /data/hearth /data/log")
                        .exitCode())
                .as("the words in plain on the disk or in a log")
                .isNotZero();
    }

    @Test
    @Order(3)
    void whatIsDestroyedAndWhatRotsIsNamedAndRepaired(Plug plug) {
        clouds.destroy("friend");
        Clouds.rot(clouds.packs("cloud").getFirst());
        try (PlugClient owner = plug.owner()) {
            Backup backup = new Backup(owner);
            backup.run("audit");
            assertThat(backup.places("DAMAGED")).containsExactly("Friend", "Cloud");
            assertThat(backup.state().get("alert").string()).isEqualTo("damaged");
            Json repaired = backup.run("repair");
            assertThat(repaired.get("repairedCount").longValue()).isGreaterThanOrEqualTo(6);
            assertThat(repaired.get("lostCount").longValue()).isZero();
            assertThat(backup.places("WELL")).containsExactly("Here", "Friend", "Cloud", "Cellar");
            Json drill = backup.run("drill");
            assertThat(drill.get("good").bool()).isTrue();
            assertThat(drill.get("verified").longValue()).isPositive();
        }
    }

    @Test
    @Order(4)
    void stockResticRestoresEverythingFromEitherServer() throws IOException {
        for (String server : List.of("friend", "cloud")) {
            Path repository = clouds.folder(server);
            assertThat(clouds.restic(repository, words, "check", "--read-data")).contains("no errors were found");
            Path into = clouds.folder("restored-" + server);
            clouds.restic(repository, words, "restore", "latest", "--target", into.toString());
            Path all = into.resolve("data/files");
            Path keep =
                    all.resolve(Plug.OWNER.toLowerCase(java.util.Locale.ROOT)).resolve("Keep");
            assertThat(Files.readAllBytes(keep.resolve("photo.bin"))).isEqualTo(PHOTO.bytes());
            assertThat(Files.readAllBytes(keep.resolve("Lied für Oma.bin"))).isEqualTo(SONG.bytes());
            assertThat(Files.readAllBytes(all.resolve(MIA).resolve("Mine/letter.bin")))
                    .isEqualTo(LETTER.bytes());
            assertThat(Files.readAllBytes(all.resolve("shared--together/plan.bin")))
                    .isEqualTo(PLAN.bytes());
            assertThat(all.resolve(".hearth")).doesNotExist();
        }
    }

    @Test
    @Order(5)
    void aFileComesBackInPlaceAndWhatWasThereIsInTheBin(Plug plug) {
        try (PlugClient owner = plug.owner()) {
            Folder files = Folder.at(owner, "Keep/");
            assertThat(files.put("photo.bin", SONG).status()).isEqualTo(200);
            Backup backup = new Backup(owner);
            Json snapshot = backup.newest();
            Map<String, Object> wanted = Map.of(
                    "snapshot", snapshot.get("id").string(),
                    "root", Backup.own(snapshot),
                    "paths", List.of("Keep/photo.bin"),
                    "folder", "");
            backup.start("restore", wanted);
            assertThat(backup.settle("restore").get("verified").longValue()).isEqualTo(1);
            files.assertHolds("photo.bin", PHOTO);
            assertThat(owner.send("GET", "/api/v1/bin").text()).contains("photo.bin");
            assertThat(owner.send("GET", "/api/v1/backup/receipt")
                            .json()
                            .get("text")
                            .string())
                    .contains("target: Friend; well");
        }
    }
}
