// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.hearthplug.rig.Deadline;
import org.hearthplug.rig.Json;
import org.hearthplug.rig.Plug;
import org.hearthplug.rig.PlugClient;
import org.hearthplug.rig.PlugClient.Answer;
import org.hearthplug.rig.Shell;
import org.hearthplug.rig.qemu.QemuTarget;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** People's files on USB sticks: offered, used as they are, shared, let go, pulled in the midst, made new, and there again after a restart. */
@Order(6)
@Household
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DisksIT {
    private static final String CAMERA = "CAMERA";
    private static final String ARCHIVE = "ARCHIVE";
    private static final Content BEACH = Content.of(61, 70_000);

    @TempDir
    private static Path folder;

    private static Path camera;
    private static Path archive;
    private static PlugClient owner;

    @BeforeAll
    static void sticks(Plug plug) throws Exception {
        plug.shell().check("modprobe -a xhci_pci usb_storage sd_mod vfat");
        camera = Sticks.vfat(
                folder.resolve("camera.img"), CAMERA, 48, Files.write(folder.resolve("beach.jpg"), BEACH.bytes()));
        archive = Sticks.blank(folder.resolve("archive.img"), 256);
        owner = plug.owner();
    }

    @AfterAll
    static void pull(Plug plug) {
        owner.close();
        for (String name : List.of(CAMERA, ARCHIVE)) {
            if (plug.shell()
                            .run("grep -q " + name + " /sys/bus/usb/devices/*/serial")
                            .exitCode()
                    == 0) {
                plug.target().pullUsbStick(name, Deadline.seconds(30));
            }
        }
    }

    private static Optional<Json> disk(String serial) {
        Answer answer = owner.send("GET", "/api/v1/disks");
        if (answer.status() == 503) {
            return Optional.empty(); // The hardware's service starts after the page.
        }
        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
        return answer.json().get("items").list().stream()
                .filter(one ->
                        one.at("serial").map(s -> s.string().equals(serial)).orElse(false))
                .findFirst();
    }

    private static Json await(String serial, String state) {
        return Deadline.seconds(60)
                .await(
                        serial + " to be " + state,
                        () -> disk(serial)
                                .filter(one -> one.get("state").string().equals(state)));
    }

    private static Answer ask(String what, Json disk, Map<String, String> more) {
        Map<String, String> form = new HashMap<>(Map.of(
                "volume",
                disk.get("volume").string(),
                "identity",
                disk.get("identity").string()));
        form.putAll(more);
        return owner.sendJson("POST", "/api/v1/disks/" + what, form);
    }

    private static String mounts(Plug plug) {
        return plug.shell().check("grep /run/hearth/disks /proc/mounts || true");
    }

    @Test
    @Order(1)
    void aStickIsOfferedAndNothingOnItIsTouchedBeforeSomebodySaysSo(Plug plug) throws Exception {
        byte[] before = Files.readAllBytes(camera);
        plug.target().plugUsbStick(CAMERA, camera);
        Json offered = await(CAMERA, "offered");
        assertThat(offered.get("fileSystem").string()).isEqualTo("vfat");
        assertThat(offered.get("label").string()).isEqualTo(CAMERA);
        assertThat(mounts(plug)).isEmpty();
        assertThat(Files.readAllBytes(camera)).isEqualTo(before);
        // The plug's own disk is never among them.
        assertThat(owner.send("GET", "/api/v1/disks").json().get("items").list())
                .noneMatch(one -> one.get("volume").string().startsWith("vd"));
        Answer another = owner.sendJson(
                "POST",
                "/api/v1/disks/use",
                Map.of("volume", offered.get("volume").string(), "identity", "another stick"));
        Problems.assertProblem(another, 404);
        assertThat(mounts(plug)).isEmpty();
    }

    @Test
    @Order(2)
    void usedAsItIsItsFilesAreAmongThePeoplesWhicheverWayTheyCome(Plug plug) throws Exception {
        Answer used = ask("use", await(CAMERA, "offered"), Map.of("name", "Camera"));
        assertThat(used.status()).as("%s", used).isEqualTo(200);
        assertThat(used.json().get("disk").get("state").string()).isEqualTo("used");
        Folder root = new Folder(owner, "");
        assertThat(root.names()).contains("Camera");
        Folder stick = new Folder(owner, "Camera/");
        assertThat(stick.names()).containsExactly("beach.jpg");
        stick.assertHolds("beach.jpg", BEACH);
        assertThat(stick.put("notes.txt", new Content("by the page".getBytes(StandardCharsets.UTF_8)))
                        .status())
                .isEqualTo(201);
        Problems.assertProblem(stick.put("what?.txt", BEACH), 400);
        Rclone rclone = new Rclone(plug, owner, Plug.OWNER, Files.createDirectories(folder.resolve("rclone")));
        rclone.store("by WebDAV", "dav:Camera/dav.txt");
        rclone.store("by SFTP", "sftp:Camera/sftp.txt");
        assertThat(rclone.run("cat", "sftp:Camera/dav.txt").strip()).isEqualTo("by WebDAV");
        Deadline.seconds(90)
                .awaitTrue(
                        "the search to find a file on the stick",
                        () -> owner.send("GET", "/api/v1/search?q=beach").text().contains("/Camera/beach.jpg"));
        assertThat(stick.delete("dav.txt").status()).isEqualTo(200);
        assertThat(owner.send("GET", "/api/v1/bin").text()).contains("/Camera/dav.txt");
    }

    /** A disk that spins up takes ten seconds for its first answer, one that dies takes minutes; a page of pictures asks it for thirty things at once. */
    @Test
    @Order(3)
    void aDiskThatDoesNotAnswerKeepsNobodyFromTheRest(Plug plug) throws Exception {
        QemuTarget target = (QemuTarget) plug.target();
        // Nothing of it is in memory, and the kernel does not give it up meanwhile: QEMU would not come back from that.
        plug.shell()
                .check("sync; echo 3 > /proc/sys/vm/drop_caches;"
                        + " for timeout in /sys/block/sd*/device/timeout; do echo 600 > $timeout; done");
        try (PlugClient visitor = plug.owner();
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Answer>> asked = new ArrayList<>();
            target.stallUsbStick(CAMERA, true);
            try {
                for (int i = 0; i < 30; i++) {
                    String what = i % 2 == 0 ? "beach.jpg" : "";
                    asked.add(threads.submit(() -> owner.send("GET", "/api/v1/files/Camera/" + what)));
                }
                Deadline.seconds(20).awaitTrue("the disk to be waited for", () -> waitingForADisk(plug.shell()) > 1);
                assertThat(visitor.send("GET", "/api/v1/session").status()).isEqualTo(200);
                assertThat(new Folder(visitor, "").put("meanwhile.txt", BEACH).status())
                        .isEqualTo(201);
                assertThat(asked)
                        .as("those that wait for the disk, but for what its first answer was enough for")
                        .filteredOn(one -> !one.isDone())
                        .hasSizeGreaterThan(10);
            } finally {
                target.stallUsbStick(CAMERA, false);
            }
            for (Future<Answer> one : asked) {
                assertThat(one.get().status()).isEqualTo(200);
            }
        }
    }

    /** How many of cloudd's threads are in the kernel, in a wait that nothing interrupts. */
    private static long waitingForADisk(Shell shell) {
        return shell.check("cat /proc/$(cat /run/service/cloudd/supervise/pid)/task/*/stat")
                .lines()
                .filter(line -> line.contains(") D "))
                .count();
    }

    @Test
    @Order(4)
    void itIsSharedWithThoseWhomTheOwnerNames(Plug plug) {
        String token = owner.sendJson("POST", "/api/v1/people", Map.of("name", "Lou", "role", "member"))
                .json()
                .get("token")
                .string();
        try (PlugClient lou = plug.visitor()) {
            assertThat(lou.sendJson("POST", "/api/v1/invitation/" + token, Map.of("passphrase", Plug.PASSPHRASE))
                            .status())
                    .isEqualTo(201);
            assertThat(new Folder(lou, "").names()).doesNotContain("Camera");
            String id = disk(CAMERA).orElseThrow().get("id").string();
            Answer shared = owner.sendJson(
                    "PUT", "/api/v1/disks/share", Map.of("id", id, "name", "Camera", "people", Map.of("lou", "read")));
            assertThat(shared.status()).as("%s", shared).isEqualTo(200);
            new Folder(lou, "Camera/").assertHolds("beach.jpg", BEACH);
            Problems.assertProblem(new Folder(lou, "Camera/").put("x", BEACH), 403);
            assertThat(lou.send("GET", "/api/v1/disks").status()).isEqualTo(403);
        }
    }

    @Test
    @Order(5)
    void letGoItCanBePulledAndAnotherComputerReadsWhatWasStored(Plug plug) throws Exception {
        Answer released = ask("release", disk(CAMERA).orElseThrow(), Map.of());
        assertThat(released.status()).as("%s", released).isEqualTo(200);
        assertThat(mounts(plug)).isEmpty();
        assertThat(new Folder(owner, "").names()).doesNotContain("Camera");
        plug.target().pullUsbStick(CAMERA, Deadline.seconds(30));
        assertThat(new String(Sticks.onFat(camera, "notes.txt"), StandardCharsets.UTF_8))
                .isEqualTo("by the page");
        assertThat(new String(Sticks.onFat(camera, "sftp.txt"), StandardCharsets.UTF_8))
                .isEqualTo("by SFTP");
        assertThat(Sticks.onFat(camera, "beach.jpg")).isEqualTo(BEACH.bytes());
    }

    @Test
    @Order(6)
    void itComesBackByItselfAndPulledInTheMidstOfAnUploadNothingAcknowledgedIsLost(Plug plug) throws Exception {
        plug.target().plugUsbStick(CAMERA, camera);
        await(CAMERA, "used");
        Folder stick = new Folder(owner, "Camera/");
        stick.assertHolds("beach.jpg", BEACH);
        List<String> stored = new ArrayList<>();
        CompletableFuture<Integer> cut;
        byte[] large = Content.of(62, 16 << 20).bytes();
        try (PlugClient other = plug.owner()) {
            for (int i = 0; i < 6; i++) {
                if (stick.put("kept-" + i, Content.of(100 + i, 200_000)).status() == 201) {
                    stored.add("kept-" + i);
                }
            }
            cut = other.sendAsync("PUT", "/api/v1/files/Camera/cut", BodyPublishers.ofByteArray(large), Map.of())
                    .handle((answer, failed) -> failed == null ? answer.status() : -1);
            Deadline.seconds(30)
                    .awaitTrue(
                            "the upload to have begun",
                            () -> !plug.shell()
                                    .check("ls /run/hearth/disks/*/.hearth/uploads")
                                    .isBlank());
            plug.target().pullUsbStick(CAMERA, Deadline.seconds(30));
            assertThat(cut.get(
                            Deadline.scaled(java.time.Duration.ofSeconds(60)).toSeconds(),
                            java.util.concurrent.TimeUnit.SECONDS))
                    .as("the answer to an upload whose stick was pulled")
                    .isIn(-1, 403, 404, 409, 500, 503);
        }
        Deadline.seconds(30).awaitTrue("the mount to go", () -> mounts(plug).isEmpty());
        assertThat(new Folder(owner, "").names()).doesNotContain("Camera");
        assertThat(disk(CAMERA)).isEmpty();
        plug.target().plugUsbStick(CAMERA, camera);
        await(CAMERA, "used");
        assertThat(stored).hasSize(6);
        for (int i = 0; i < 6; i++) {
            stick.assertHolds("kept-" + i, Content.of(100 + i, 200_000));
        }
        assertThat(stick.names()).doesNotContain("cut");
        Answer forgotten = ask("forget", disk(CAMERA).orElseThrow(), Map.of());
        assertThat(forgotten.status()).as("%s", forgotten).isEqualTo(200);
        assertThat(await(CAMERA, "offered").get("known").bool()).isFalse();
    }

    @Test
    @Order(7)
    void preparedItIsNewAndOnlyByWhoNamesWhatIsLost(Plug plug) throws Exception {
        Json known = disk(CAMERA).orElseThrow();
        String wanted = known.get("confirmation").string();
        Problems.assertProblem(ask("prepare", known, Map.of("label", "New")), 422);
        Problems.assertProblem(ask("prepare", known, Map.of("label", "New", "confirmation", wanted + "!")), 422);
        assertThat(Sticks.onFat(camera, "beach.jpg")).isEqualTo(BEACH.bytes());
        plug.target().plugUsbStick(ARCHIVE, archive);
        Json blank = await(ARCHIVE, "offered");
        assertThat(blank.at("fileSystem").filter(type -> !type.toString().equals("null")))
                .isEmpty();
        Problems.assertProblem(ask("use", blank, Map.of()), 422);
        Answer made = ask("prepare", blank, Map.of("label", "Archive"));
        assertThat(made.status()).as("%s", made).isEqualTo(200);
        assertThat(made.json().get("disk").get("fileSystem").string()).isEqualTo("ext4");
        Folder stick = new Folder(owner, "Archive/");
        assertThat(stick.names()).isEmpty();
        assertThat(stick.put("one", Content.of(71, 300_000)).status()).isEqualTo(201);
        assertThat(stick.put("one", Content.of(72, 300_000)).status()).isEqualTo(200);
        assertThat(owner.send("GET", "/api/v1/versions/Archive/one")
                        .json()
                        .get("items")
                        .list())
                .hasSize(1);
    }

    @Test
    @Order(8)
    void itIsAPlaceOfTheBackupWhichNobodyWaitsForWhileItIsAway(Plug plug) throws Exception {
        Backup backup = new Backup(owner);
        Folder files = Folder.at(owner, "Kept/");
        assertThat(files.put("letter", Content.of(81, 200_000)).status()).isEqualTo(201);
        String id = await(ARCHIVE, "used").get("id").string();
        backup.add(Map.of("kind", "folder", "path", "/data/backup/beside", "label", "Plug"));
        backup.add(Map.of("kind", "folder", "disk", id));
        assertThat(backup.place("Archive").get("where").string()).isEqualTo("Disk “Archive”");
        backup.run("backup");
        assertThat(backup.places("WELL")).containsExactly("Plug", "Archive");
        String first = backup.newestOn("Archive");
        assertThat(backup.newestOn("Plug")).isEqualTo(first);
        assertThat(new Folder(owner, "Archive/").names()).containsExactly("one");
        assertThat(disk(ARCHIVE).orElseThrow().get("keeps").toString()).contains("backup");

        assertThat(ask("release", disk(ARCHIVE).orElseThrow(), Map.of()).status())
                .isEqualTo(200);
        assertThat(backup.places("DOWN")).containsExactly("Archive");
        assertThat(backup.place("Archive").get("away").bool()).isTrue();
        assertThat(backup.place("Archive").get("health").get("error").string()).contains("“Archive”", "Plug it in");
        plug.target().pullUsbStick(ARCHIVE, Deadline.seconds(30));
        assertThat(Sticks.onExt4(archive, "/.hearth/backup/config")).isNotEmpty();
        assertThat(files.put("letter", Content.of(82, 200_000)).status()).isEqualTo(200);
        backup.run("backup");
        assertThat(backup.places("WELL")).containsExactly("Plug");
        String second = backup.newestOn("Plug");
        assertThat(second).isNotEqualTo(first);
        assertThat(plug.shell().check("ls /run/hearth/disks"))
                .as("nothing is made anew")
                .doesNotContain(id);
        Problems.assertProblem(backup.post("probe", Map.of("kind", "folder", "disk", id)), 409);

        plug.target().plugUsbStick(ARCHIVE, archive);
        await(ARCHIVE, "used");
        backup.run("synchronise");
        assertThat(backup.places("WELL")).containsExactly("Plug", "Archive");
        assertThat(backup.newestOn("Archive")).isEqualTo(second);
        noMoreBackup(plug, backup);
    }

    /** Who comes next in this household begins with none. */
    private static void noMoreBackup(Plug plug, Backup backup) {
        for (Json place : backup.state().get("targets").list()) {
            assertThat(owner.send(
                                    "DELETE",
                                    "/api/v1/backup/targets/" + place.get("id").string())
                            .status())
                    .isEqualTo(200);
        }
        assertThat(backup.state().get("state").string()).isEqualTo("new");
        plug.shell().check("rm -rf /data/backup/beside /run/hearth/disks/*/.hearth/backup");
    }

    @Test
    @Order(9)
    void afterARestartWhatWasUsedIsUsedAgainByItselfAndNothingElse(Plug plug) throws Exception {
        owner.close();
        // Another QEMU, with nothing plugged in.
        plug.rebootCleanly();
        plug.target().plugUsbStick(ARCHIVE, archive);
        plug.target().plugUsbStick(CAMERA, camera);
        owner = plug.owner();
        await(ARCHIVE, "used");
        new Folder(owner, "Archive/").assertHolds("one", Content.of(72, 300_000));
        await(CAMERA, "offered");
        assertThat(ask("release", disk(ARCHIVE).orElseThrow(), Map.of()).status())
                .isEqualTo(200);
        plug.target().pullUsbStick(ARCHIVE, Deadline.seconds(30));
        assertThat(Sticks.onExt4(archive, "/one"))
                .isEqualTo(Content.of(72, 300_000).bytes());
    }

    /** The same in a browser: offered, used, opened, and the warning before it would be erased. */
    @Test
    @Order(10)
    void thePageOffersItUsesItAndWarns(Plug plug) {
        String volume = await(CAMERA, "offered").get("volume").string();
        String row = "[data-volume='" + volume + "']";
        try (Browser browser = Browser.open(plug, folder)) {
            browser.go("/");
            browser.signIn(Plug.OWNER, Plug.PASSPHRASE);
            browser.go("/#/plug");
            browser.test("disk", row + "[data-state='offered']");
            browser.assertAccessible("a disk that is offered");
            scroll(browser, row);
            browser.screenshot("8-disk-offered-desktop-light");
            browser.click("disk-prepare", "");
            browser.test("disk-now");
            browser.assertAccessible("the warning before a disk is erased");
            browser.screenshot("8-disk-prepare-desktop-light");
            browser.click("dialog-cancel");
            browser.click("disk-use");
            browser.type("disk-name", "Camera again");
            browser.screenshot("8-disk-use-desktop-light");
            browser.click("dialog-submit");
            browser.test("disk", row + "[data-state='used'][data-name='Camera again']");
            browser.phone();
            browser.dark(true);
            scroll(browser, row);
            browser.screenshot("8-disk-used-phone-dark");
            browser.desktop();
            browser.dark(false);
            browser.click("disk-open", "");
            browser.awaitView("files");
            browser.test("file-row", "[data-name='beach.jpg']");
            browser.screenshot("8-disk-files-desktop-light");
            browser.go("/#/plug");
            browser.click("disk-release");
            browser.test("disk", row + "[data-state='released']");
            browser.assertNothingWentWrong();
        }
    }

    private static void scroll(Browser browser, String row) {
        browser.script("document.querySelector(\"[data-test='disk']" + row + "\").scrollIntoView({block: 'center'})");
    }
}
