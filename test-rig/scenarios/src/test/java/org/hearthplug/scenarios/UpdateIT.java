// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import org.hearthplug.rig.Deadline;
import org.hearthplug.rig.Json;
import org.hearthplug.rig.Plug;
import org.hearthplug.rig.PlugClient;
import org.hearthplug.rig.junit.BootTarget;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Updates on a plug that starts from a card: U-Boot, two slots through dm-verity, signed bundles. One machine, in the order of its
 * life: refused bundles, A to B, back to A, a bit flips, a bad version.
 */
@Order(64)
@BootTarget(kind = "card", powerCuts = true)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class UpdateIT {
    private static final Content LETTER = Content.of(42, 300_000);
    private static final long SEED = 20_261_123L;

    private static String today;

    @TempDir
    private static Path folder;

    @Test
    @Order(1)
    void aFreshCardRunsSlotAAndGrows(Plug plug) {
        Json state = new Updates(plug).state();
        today(plug, state);
        assertThat(state.get("slot").string()).isEqualTo("A");
        assertThat(state.get("phase").string()).isEqualTo("idle");
        try (PlugClient owner = plug.owner()) {
            assertThat(owner.send("GET", "/api/v1/plug").json().get("storage").list())
                    .as("the card, and not what dm-verity shows of it")
                    .extracting(disk -> disk.get("name").string())
                    .containsExactly("vda");
        }
        assertThat(plug.shell().check("cut -d' ' -f2 /proc/mounts | grep -c '^/data$'"))
                .isEqualTo("1");
        assertThat(Long.parseLong(plug.shell().check("stat -f -c %b /data"))).isGreaterThan(180_000);
    }

    /** The version that the card came with, and a letter of its owner's from then. */
    private static String today(Plug plug, Json state) {
        if (today == null) {
            today = state.get("version").string();
            try (PlugClient owner = plug.owner()) {
                Folder.at(owner, "Letters/").put("oma.bin", LETTER);
            }
        }
        return today;
    }

    @Test
    @Order(2)
    void badBundlesAreRefusedBeforeAByteIsWritten(Plug plug) throws IOException {
        Updates updates = new Updates(plug);
        String before = slotAndRecords(plug);
        assertThat(updates.refusal(Updates.body(Updates.bundle("older")), "older.raucb"))
                .isEqualTo("older");
        assertThat(updates.refusal(Updates.body(Updates.bundle("other-board")), "board.raucb"))
                .isEqualTo("board");
        assertThat(updates.refusal(Updates.body(Updates.bundle("other-signer")), "signer.raucb"))
                .isEqualTo("signature");
        assertThat(updates.refusal(Updates.body(Updates.bundle("too-large")), "large.raucb"))
                .isEqualTo("size");
        byte[] small = Files.readAllBytes(Updates.bundle("older"));
        assertThat(updates.refusal(BodyPublishers.ofByteArray(Arrays.copyOf(small, small.length - 5000)), "cut.raucb"))
                .isEqualTo("damaged");
        assertThat(updates.refusal(
                        BodyPublishers.ofByteArray(Content.of(5, 10_000).bytes()), "noise.raucb"))
                .isEqualTo("damaged");
        byte[] whole = Files.readAllBytes(Updates.bundle("next"));
        whole[whole.length / 2] ^= 1;
        assertThat(updates.refusal(BodyPublishers.ofByteArray(whole), "flipped.raucb"))
                .isEqualTo("damaged");
        assertThat(slotAndRecords(plug)).isEqualTo(before);
    }

    /** The start of the slot that does not run and the boot state: neither may change. */
    private static String slotAndRecords(Plug plug) {
        return plug.shell()
                .check(
                        "/usr/libexec/hearth/boot-state show | grep -e order -e trial -e b_left; head -c 1000000 /dev/hearth/slot-b | sha256sum");
    }

    @Test
    @Order(3)
    void aFullDiskIsSaidBeforeTheUpload(Plug plug) {
        try (PlugClient owner = plug.owner()) {
            // The bundle that was refused last was mounted: its room comes back a moment after it was deleted.
            Deadline.seconds(120).awaitTrue("the plug to have no room for a bundle", () -> {
                plug.shell()
                        .check("rm -f /data/hearth/cloud/update.raucb /data/full; sync;"
                                + " fallocate -l $(($(stat -f -c %a /data) * 4096 - 60000000)) /data/full");
                PlugClient.Answer answer =
                        owner.send("PUT", "/api/v1/update/bundle", Updates.body(Updates.bundle("next")), Map.of());
                if (answer.status() == 201) {
                    return false;
                }
                Problems.assertProblem(answer, 507);
                return true;
            });
        } finally {
            plug.shell().check("rm -f /data/full");
        }
    }

    @Test
    @Order(4)
    void anUpdateFromAStickRunsAfterAPowerCutInTheInstantItIsInstalledAndIsFoundGood(Plug plug) throws Exception {
        Updates updates = new Updates(plug);
        Path stick = Sticks.vfat(folder.resolve("stick.img"), 128, Updates.bundle("next"));
        plug.target().plugUsbStick("updates", stick);
        try (PlugClient owner = plug.owner()) {
            Json found = Deadline.seconds(60).await("the bundle on the stick", () -> {
                owner.send("POST", "/api/v1/update/look");
                return updates.state().at("bundles.0");
            });
            assertThat(found.get("name").string()).isEqualTo("next.raucb");
            Json state = Updates.install(
                    owner, Map.of("from", "stick", "device", found.get("device").string(), "name", "next.raucb"));
            assertThat(state.get("phase").string()).as("%s", state).isEqualTo("installed");
            assertThat(state.get("newVersion").string()).isEqualTo(Updates.NEXT);
        }
        assertThat(plug.target().cut(SEED).honest()).isTrue();
        plug.boot();
        assertThat(updates.state().get("slot").string()).isEqualTo("B");
        updates.awaitGood(Updates.NEXT);
        assertThat(updates.state().get("last.outcome").string()).isEqualTo("good");
        assertLetterIsThere(plug);
    }

    /** By the page, as its owner does it: the file is older, so it says so and asks. */
    @Test
    @Order(5)
    @Tag("campaign")
    void backToTheVersionBeforeOnPurposeByThePage(Plug plug) {
        Updates updates = new Updates(plug);
        if (today(plug, updates.state()).equals(updates.state().get("version").string())) {
            updates.install(Updates.body(Updates.bundle("next")), "next.raucb", false);
            startAnew(plug);
            plug.awaitPage();
            updates.awaitGood(Updates.NEXT);
        }
        try (Browser browser = Browser.open(plug, folder)) {
            openUpdates(browser);
            browser.test("update-version", "[data-version='" + Updates.NEXT + "']");
            browser.test("update-file").sendKeys(Updates.bundle("today").toString());
            browser.test("update-failed", "[data-problem='older']");
            browser.screenshot("6-update-older-desktop-light");
            browser.phone();
            browser.dark(true);
            browser.screenshot("6-update-older-phone-dark");
            browser.desktop();
            browser.dark(false);
            browser.click("update-older");
            browser.test("update-installed");
            browser.screenshot("6-update-installed-desktop-light");
            browser.assertNothingWentWrong();
            plug.target().console().skipToNow();
            browser.click("update-restart");
            browser.test("update-restarting");
            updates.awaitSlot("A");
            // the dialog goes on by itself: the page reloads with the version that runs now
            browser.await(
                    "the page of the other version",
                    () -> java.util.Optional.of(browser.shows("update-restarting", ""))
                            .filter(shown -> !shown));
        }
        updates.awaitGood(today);
        assertLetterIsThere(plug);
    }

    @Test
    @Order(6)
    void aFlippedBitInTheRunningSlotStartsTheOther(Plug plug) {
        Updates updates = new Updates(plug);
        Json before = updates.state();
        String slot = "/dev/hearth/slot-" + before.get("slot").string().toLowerCase(Locale.ROOT);
        // In the squashfs's super block, which lies behind the header and the kernel.
        plug.shell()
                .check("at=$(dd if=" + slot
                        + " bs=4096 count=1 2>/dev/null | tr '\\000' '\\n' | sed -n 's/^FIT_BLOCKS=//p');"
                        + " printf x | dd of=" + slot
                        + " bs=1 seek=$((4096 + 0x$at * 512 + 40)) conv=notrunc,fsync");
        startAnew(plug);
        updates.awaitSlot(before.get("slot").string().equals("A") ? "B" : "A");
        assertThat(updates.state().get("version").string())
                .isEqualTo(before.get("version").string().equals(today) ? Updates.NEXT : today);
        assertLetterIsThere(plug);
    }

    @Test
    @Order(7)
    void aVersionFromTheWebWhoseServiceCrashesRollsBackByItself(Plug plug) throws IOException {
        Updates updates = new Updates(plug);
        Json before = updates.state();
        try (Clouds web = new Clouds(folder)) {
            Files.copy(Updates.bundle("broken"), web.folder("web").resolve("broken.raucb"));
            installByThePage(plug, web.serve("http", "web") + "broken.raucb");
        }
        startAnew(plug);
        plug.target().console().expect("(keeps crashing; going back)", Deadline.seconds(180));
        updates.awaitSlot(before.get("slot").string());
        Json after = updates.state();
        assertThat(after.get("version").string())
                .isEqualTo(before.get("version").string());
        assertThat(after.get("last.version").string()).isEqualTo(Updates.BROKEN);
        assertThat(after.get("last.outcome").string()).isEqualTo("rolled-back");
    }

    /** With a new QEMU: one that was only reset runs U-Boot's unpacking many times as slowly over memory that held a JVM's code. */
    private static void startAnew(Plug plug) {
        plug.target().console().skipToNow();
        plug.target().cut(SEED);
        plug.target().powerOn();
    }

    private static void installByThePage(Plug plug, String address) {
        try (Browser browser = Browser.open(plug, folder)) {
            openUpdates(browser);
            browser.type("update-address", address.replace("broken", "nothing"));
            browser.click("update-fetch");
            browser.await(
                    "the word that there is no such file",
                    () -> java.util.Optional.of(browser.test("update-problem").getText())
                            .filter(text -> text.contains("404")));
            browser.type("update-address", address);
            browser.screenshot("6-update-address-desktop-light");
            browser.click("update-fetch");
            browser.test("update-installed");
            browser.phone();
            browser.click("update-server");
            browser.test("server-address");
            browser.screenshot("6-update-server-phone-light");
        }
    }

    private static void openUpdates(Browser browser) {
        browser.go("/#/plug");
        browser.signIn(Plug.OWNER, Plug.PASSPHRASE);
        browser.awaitView("plug");
        browser.click("account-menu");
        browser.click("updates");
    }

    private static void assertLetterIsThere(Plug plug) {
        try (PlugClient owner = plug.owner()) {
            new Folder(owner, "Letters/").assertHolds("oma.bin", LETTER);
        }
    }
}
