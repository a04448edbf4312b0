// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hearthplug.scenarios.Problems.assertProblem;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.hearthplug.rig.HearthTree;
import org.hearthplug.rig.Json;
import org.hearthplug.rig.Plug;
import org.hearthplug.rig.PlugClient;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** Four places of different kinds, set up in a browser; one is destroyed, one rots; all is repaired, and stock restic opens it. */
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
    private static Browser browser;
    private static BackupPage page;
    private static String words = "";

    @TempDir
    private static Path downloads;

    @BeforeAll
    static void otherPeoplesServersAndABrowser(Plug plug) {
        clouds = new Clouds(HearthTree.build("rig-clouds"));
        clouds.destroy(".");
        browser = Browser.open(plug, downloads);
        page = new BackupPage(browser);
    }

    @AfterAll
    static void goHome() {
        clouds.close();
        if (browser != null) {
            browser.close();
        }
    }

    @AfterEach
    void keepAPicture(TestInfo scenario) {
        browser.screenshot(
                "backup-last-of-" + scenario.getTestMethod().orElseThrow().getName());
    }

    @Test
    @Order(1)
    void theOwnerSetsUpFourPlacesAndProvesTheWords(Plug plug) {
        try (PlugClient owner = plug.owner()) {
            Folder files = Folder.at(owner, "Keep/");
            assertThat(files.put("photo.bin", PHOTO).status()).isEqualTo(201);
            assertThat(files.put("Lied für Oma.bin", SONG).status()).isEqualTo(201);
            anotherPersonHasFilesToo(plug, owner);
            browser.go("/#/backup");
            browser.signIn(Plug.OWNER, Plug.PASSPHRASE);
            page.open();
            browser.test("backup-new");
            browser.screenshot("backup-1-new-desktop-light");
            thePlacesOneByOne();
            Backup backup = new Backup(owner);
            assertThat(backup.places("")).containsExactly("Here", "Friend", "Cloud", "Cellar");
            assertThat(backup.state().get("state").string()).isEqualTo("unproved");
            assertProblem(backup.post("shares", Map.of("needed", 2, "count", 3, "passphrase", Plug.PASSPHRASE)), 409);
            theWordsAreTypedBack();
            backup.settle("backup");
            assertProblem(backup.post("words", Map.of("passphrase", "a guess")), 403);
            browser.assertNothingWentWrong();
        }
    }

    private static void thePlacesOneByOne() {
        page.addPlace("folder", Map.of("path", "/data/backup/here", "label", "Here"));
        browser.test("recovery-sheet");
        browser.screenshot("backup-2-sheet-desktop-light");
        browser.click("dialog-cancel");
        page.awaitIdle();
        page.addPlace("rest", Map.of("label", "Friend"));
        browser.screenshot("backup-3-place-problem");
        browser.test("place-url", "[aria-invalid='true']");
        browser.type("place-url", clouds.serve("restic", "friend"));
        browser.type("place-limit", "400");
        browser.click("dialog-submit");
        browser.test("backup-place", "[data-label='Friend']");
        page.awaitIdle();
        page.addPlace("webdav", Map.of("url", clouds.serve("webdav", "cloud"), "label", "Cloud"));
        browser.test("backup-place", "[data-label='Cloud']");
        page.awaitIdle();
        page.addPlace(
                "sftp",
                Map.of(
                        "host",
                        Clouds.HOST,
                        "port",
                        "" + clouds.serveSftp("cellar"),
                        "user",
                        "hearth",
                        "folder",
                        "repository",
                        "secret",
                        "secret1",
                        "label",
                        "Cellar"));
        assertThat(browser.test("place-host-key").getText()).contains("SHA256:");
        browser.screenshot("backup-4-host-key");
        browser.click("dialog-submit");
        browser.test("backup-place", "[data-label='Cellar']");
        page.awaitIdle();
        browser.screenshot("backup-5-unproved");
    }

    private static void theWordsAreTypedBack() {
        browser.click("backup-sheet");
        words = page.words();
        browser.phone();
        browser.dark(true);
        browser.screenshot("backup-6-sheet-phone-dark");
        browser.dark(false);
        browser.desktop();
        browser.click("sheet-next");
        browser.type("sheet-typed", words.replace(words.substring(0, 5), "babab"));
        browser.click("sheet-prove");
        browser.await(
                "the mistake to be named",
                () -> Optional.of(browser.test("sheet-problem").getText()).filter(text -> text.contains("mistyped")));
        browser.screenshot("backup-7-mistyped");
        browser.type("sheet-typed", words.toUpperCase(Locale.ROOT).replace('-', ' '));
        browser.click("sheet-prove");
        browser.test("backup-view", "[data-state='ready']");
        browser.screenshot("backup-8-first-backup");
        page.awaitIdle();
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
                        .check("grep -cx \"$(cat /run/service/backupd/supervise/pid)\""
                                + " /sys/fs/cgroup/hearth/background/cgroup.procs"))
                .as("backupd among what keeps to the allowance of background work")
                .contains("1");
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
            page.open();
            page.work("backup-audit", "audit");
            assertThat(page.health("warn")).contains("Friend", "Cloud").doesNotContain("Cellar", "Here");
            page.assertPlace("Friend", "DAMAGED");
            page.assertPlace("Cloud", "DAMAGED");
            browser.screenshot("backup-9-damaged-desktop-light");
            browser.phone();
            browser.dark(true);
            browser.screenshot("backup-9-damaged-phone-dark");
            browser.dark(false);
            browser.desktop();
            assertThat(backup.places("DAMAGED")).containsExactly("Friend", "Cloud");
            assertThat(backup.state().get("alert").string()).isEqualTo("damaged");
            page.work("backup-repair", "repair");
            Json repaired = backup.settle("repair");
            assertThat(repaired.get("repairedCount").longValue()).isGreaterThanOrEqualTo(6);
            assertThat(repaired.get("lostCount").longValue()).isZero();
            assertThat(backup.places("WELL")).containsExactly("Here", "Friend", "Cloud", "Cellar");
            page.work("backup-drill", "drill");
            assertThat(page.health("good")).contains("4 of 4 places hold");
            browser.screenshot("backup-10-well");
            Json drill = backup.settle("drill");
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

    @Test
    @Order(6)
    void friendsOpenItTogetherAndOneAloneDoesNot(Plug plug) throws IOException {
        page.open();
        page.awaitIdle();
        browser.click("backup-shares");
        page.choose("shares-count", "5");
        page.choose("shares-needed", "3");
        browser.type("shares-passphrase", "not this one");
        browser.click("dialog-submit");
        browser.await(
                "the passphrase to be refused",
                () -> Optional.of(browser.test("shares-problem").getText()).filter(text -> !text.isEmpty()));
        browser.type("shares-passphrase", Plug.PASSPHRASE);
        browser.click("dialog-submit");
        List<String> shares = page.shares();
        assertThat(shares).hasSize(5);
        browser.screenshot("backup-11-shares");
        browser.click("shares-next");
        browser.type("shares-typed", shares.get(1) + "\n" + shares.get(4));
        browser.click("shares-prove");
        browser.await(
                "the missing share to be asked for",
                () -> Optional.of(browser.test("shares-problem").getText()).filter(text -> text.contains("3 shares")));
        browser.screenshot("backup-12-shares-too-few");
        browser.type("shares-typed", shares.get(1) + "\n" + shares.get(4) + "\n" + shares.get(2));
        browser.click("shares-prove");
        browser.test("backup-split");
        browser.assertNothingWentWrong();
        Path script = clouds.folder("logs").resolve("combine-shares.py");
        try (PlugClient owner = plug.owner()) {
            Files.write(
                    script, owner.send("GET", "/app/backup/combine-shares.py").body());
        }
        assertThat(clouds.python(script, String.join("\n", shares.subList(2, 5))))
                .isEqualTo(words);
    }

    @Test
    @Order(7)
    void hoursAndALimitAreSet(Plug plug) {
        page.open();
        page.awaitIdle();
        browser.click("backup-hours");
        browser.test("backup-hours-fromUtc");
        page.choose("backup-hours-fromUtc", "23");
        browser.click("backup-place-limit");
        browser.type("place-limit", "0,1");
        browser.click("dialog-submit");
        browser.await(
                "the limit to be refused",
                () -> Optional.of(browser.test("limit-problem").getText()).filter(text -> text.contains("0.2")));
        browser.type("place-limit", "2,5");
        browser.click("dialog-submit");
        browser.await(
                "the limit to be shown",
                () -> Optional.of(browser.test("backup-place", "[data-label='Friend']")
                                .getText())
                        .filter(text -> text.contains("2.5 Mbit/s")));
        browser.screenshot("backup-13-limit-and-hours");
        try (PlugClient owner = plug.owner()) {
            assertThat(new Backup(owner)
                            .state()
                            .get("schedule")
                            .get("hours")
                            .get("fromUtc")
                            .longValue())
                    .isBetween(0L, 23L);
        }
        browser.click("backup-hours");
        browser.click("backup-receipt");
        browser.await(
                "no hours", () -> browser.shows("backup-hours-fromUtc", "") ? Optional.empty() : Optional.of(true));
        browser.assertNothingWentWrong();
    }

    @Test
    @Order(8)
    void aLaptopBacksUpToThePlugAndCannotTakeAnythingAway(Plug plug) throws IOException {
        try (PlugClient owner = plug.owner()) {
            String password = owner.sendJson("POST", "/api/v1/app-passwords", Map.of("label", "laptop"))
                    .json()
                    .get("password")
                    .string();
            Json laptops = owner.send("GET", "/api/v1/backup/laptops").json();
            Path pem = clouds.folder("logs").resolve("hearth.pem");
            Files.writeString(pem, laptops.get("certificate").string());
            Path home = clouds.folder("laptop");
            Files.write(home.resolve("thesis.bin"), SONG.bytes());
            String repository = "rest:https://" + Plug.OWNER + ":" + password + "@localhost:"
                    + plug.target().port(443) + "/restic/laptop/";
            List<String> to = List.of("--cacert", pem.toString());
            clouds.restic(repository, "a laptop's own", to, "init");
            clouds.restic(repository, "a laptop's own", to, "backup", home.toString());
            assertThat(clouds.restic(repository, "a laptop's own", to, "check", "--read-data"))
                    .contains("no errors were found");
            nothingCanBeTakenAway(owner, password);
            Path into = clouds.folder("laptop-restored");
            clouds.restic(repository, "a laptop's own", to, "restore", "latest", "--target", into.toString());
            assertThat(into.resolve(home.toString().substring(1)).resolve("thesis.bin"))
                    .hasBinaryContent(SONG.bytes());
            page.open();
            assertThat(browser.test("laptop", "[data-name='laptop']").getText()).contains("laptop");
            browser.screenshot("backup-14-laptops");
            anotherPlugKeepsCiphertext(new Backup(owner), password);
        }
    }

    /** As restic's forget would, without its minute of trying again. */
    private static void nothingCanBeTakenAway(PlugClient owner, String password) {
        String basic =
                Base64.getEncoder().encodeToString((Plug.OWNER + ":" + password).getBytes(StandardCharsets.UTF_8));
        Map<String, String> asRestic =
                Map.of("Authorization", "Basic " + basic, "Accept", "application/vnd.x.restic.rest.v2");
        String snapshots = "/restic/laptop/snapshots/";
        String id = owner.send("GET", snapshots, BodyPublishers.noBody(), asRestic)
                .json()
                .list()
                .getFirst()
                .get("name")
                .string();
        assertThat(owner.send("DELETE", snapshots + id, BodyPublishers.noBody(), asRestic)
                        .status())
                .isEqualTo(403);
    }

    /** The other plug is this one's own server for others: the same way over TLS, the key confirmed, append-only. */
    private static void anotherPlugKeepsCiphertext(Backup backup, String password) {
        Map<String, Object> place = new HashMap<>(Map.of("kind", "rest", "url", "https://127.0.0.1/restic/neighbour/"));
        place.putAll(Map.of("user", Plug.OWNER, "secret", password, "label", "Neighbour"));
        place.put("hostKey", backup.hostKey(place));
        backup.add(place);
        backup.run("backup");
        backup.run("audit");
        assertThat(backup.places("WELL")).contains("Neighbour");
        String id = backup.state().get("targets").list().stream()
                .filter(t -> t.get("label").string().equals("Neighbour"))
                .findFirst()
                .orElseThrow()
                .get("id")
                .string();
        page.open();
        page.assertPlace("Neighbour", "WELL");
        assertThat(backup.owner().send("DELETE", "/api/v1/backup/targets/" + id).status())
                .isEqualTo(200);
    }
}
