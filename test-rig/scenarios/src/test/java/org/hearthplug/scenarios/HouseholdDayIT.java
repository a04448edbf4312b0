// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
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

/** What a household does with its plug in a browser, besides storing files: it shares an album with guests, plays music, sees who came. */
@Order(4)
@Household
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HouseholdDayIT {
    /** A key that nobody has any more, and what ssh-keygen -l says of it. */
    private static final String KEY =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIB7HjVdPK1eHM/6vBsL+xTU9/V5KHQq4hQdgj3/zPAwp ben@laptop";

    private static final String KEY_PRINT = "SHA256:9tUqu/YW5VGZ6VqAUe2vMdNIPiryygXHGM2cdJjjK0Q";

    @TempDir
    private static Path folder;

    private static Browser browser;

    @BeforeAll
    static void signIn(Plug plug) throws IOException {
        try (PlugClient owner = plug.owner()) {
            Folder album = Folder.at(owner, "Album/");
            album.put("one.png", new Content(picture(Color.ORANGE)));
            album.put("two.png", new Content(picture(Color.CYAN)));
            album.put("read me.txt", new Content("Take what you like!".getBytes()));
            Folder.at(owner, "Guests/");
            Folder music = Folder.at(owner, "Tunes/");
            music.put("1.mp3", Tune.of("Ada & Ben", "Hearthside", 1, "Kindling", 2));
            music.put("2.mp3", Tune.of("Ada & Ben", "Hearthside", 2, "Embers", 40));
        }
        browser = Browser.open(plug, folder);
        browser.go("/");
        browser.signIn(Plug.OWNER, Plug.PASSPHRASE);
    }

    @AfterAll
    static void closeBrowser() {
        if (browser != null) {
            browser.close();
        }
    }

    @AfterEach
    void keepAPicture(TestInfo scenario) {
        browser.screenshot("last-of-" + scenario.getTestMethod().orElseThrow().getName());
    }

    @Test
    @Order(1)
    void anAlbumIsSharedWithAGuestByALink(Plug plug) throws Exception {
        String link = share("Album", "share-read", "blueberry pie");
        visit(plug, link);
        browser.type("guest-passphrase", "blueberry tart");
        browser.click("guest-unlock");
        browser.await(
                "a word on the wrong passphrase",
                () -> Optional.of(browser.test("guest-problem").getText()).filter(text -> !text.isEmpty()));
        browser.screenshot("5-guest-locked-desktop-light");
        browser.type("guest-passphrase", "blueberry pie");
        browser.click("guest-unlock");
        browser.test("guest-picture", "[data-name='two.png']");
        browser.await(
                "both pictures to be seen",
                () -> Optional.of(
                                browser.script(
                                        "return [...document.querySelectorAll('.tile-picture')].filter(i => i.naturalWidth > 0).length"))
                        .filter(seen -> seen.equals(2L)));
        browser.screenshot("5-guest-album-desktop-light");
        browser.phone();
        browser.dark(true);
        browser.screenshot("5-guest-album-phone-dark");
        browser.desktop();
        browser.dark(false);
        browser.click("guest-picture", "[data-name='one.png']");
        browser.test("look-picture");
        browser.click("look-close");
        browser.click("guest-all");
        assertThat(new String(browser.downloaded("Album.zip"), 0, 2)).isEqualTo("PK");
        browser.assertNothingWentWrong();
    }

    /** Pictures out of two folders, picked on the page; a guest sees these and no others, also after one was moved. */
    @Test
    @Order(2)
    void picturesArePutTogetherInAnAlbumAndAGuestSeesTheseAlone(Plug plug) throws Exception {
        try (PlugClient owner = plug.owner()) {
            Folder.at(owner, "Beach/").put("one.png", new Content(picture(Color.MAGENTA)));
            Folder.at(owner, "Beach/").put("secret.png", new Content(picture(Color.RED)));
        }
        String link = albumOf("Days out", "Album/two.png", "Beach/one.png");
        try (PlugClient owner = plug.owner()) {
            assertThat(owner.send("POST", "/api/v1/files/Beach/?move-to=/Sea").status())
                    .isEqualTo(200);
        }
        visit(plug, link);
        browser.test("guest-picture", "[data-name='two.png']");
        browser.await("the index to know where the folder went", () -> {
            boolean there = browser.shows("guest-picture", "[data-name='one.png']");
            if (!there) {
                browser.reload();
            }
            return Optional.of(there).filter(known -> known);
        });
        assertThat(browser.script("return document.querySelectorAll('[data-test=guest-picture]').length"))
                .isEqualTo(2L);
        browser.screenshot("5-guest-own-album-desktop-light");
        browser.click("guest-picture", "[data-name='one.png']");
        browser.await(
                "the picture to fill the screen, found where it was moved to",
                () -> Optional.of(browser.script(
                                "return document.querySelector('[data-test=look-picture]')?.naturalWidth"))
                        .filter(width -> width.equals(640L)));
        browser.click("look-close");
        browser.click("guest-all");
        assertThat(new String(browser.downloaded("Days out.zip"), 0, 2)).isEqualTo("PK");
        try (PlugClient stranger = plug.visitor()) {
            String token = link.substring(link.indexOf('#') + 1);
            String shared = "/api/v1/shared/" + token + "/files/";
            assertThat(stranger.send("GET", shared + "secret.png").status()).isEqualTo(404);
            assertThat(stranger.send("GET", shared + "Sea/secret.png").status()).isEqualTo(404);
        }
        browser.assertNothingWentWrong();
    }

    /** Picks pictures in the timeline, makes an album of them and shares it; returns the link. */
    private static String albumOf(String name, String... paths) {
        browser.leave();
        browser.go("/#/photos");
        for (String path : paths) {
            browser.await("the index to know " + path, () -> {
                boolean there = browser.shows("photo", "[data-path='" + path + "']");
                if (!there) {
                    browser.reload();
                }
                return Optional.of(there).filter(known -> known);
            });
        }
        browser.click("photos-pick");
        for (String path : paths) {
            browser.click("photo", "[data-path='" + path + "']");
        }
        browser.test("picked", "[data-count='" + paths.length + "']");
        browser.assertAccessible("picking pictures");
        browser.screenshot("5-picking-desktop-light");
        browser.phone();
        browser.screenshot("5-picking-phone-light");
        browser.desktop();
        browser.click("pick-album");
        browser.type("album-name", name);
        browser.click("dialog-submit");
        browser.test("album-added", "[data-count='" + paths.length + "']");
        browser.click("album-show");
        browser.test("album-view", "[data-name='" + name + "'][data-count='" + paths.length + "']");
        browser.assertAccessible("an album");
        browser.screenshot("5-album-desktop-light");
        browser.phone();
        browser.dark(true);
        browser.screenshot("5-album-phone-dark");
        browser.dark(false);
        browser.desktop();
        browser.click("album-share");
        browser.click("dialog-submit");
        String link = browser.test("share-address").getAttribute("value");
        browser.click("dialog-cancel");
        return link;
    }

    @Test
    @Order(3)
    void guestsPutFilesIntoABoxUntilItsLinkIsTakenBack(Plug plug) throws Exception {
        String link = share("Guests", "share-drop", "");
        visit(plug, link);
        Path photo = folder.resolve("From the party.png");
        Files.write(photo, picture(Color.PINK));
        browser.test("guest-box");
        browser.test("guest-input").sendKeys(photo.toString());
        browser.test("guest-sent", "[data-name='From the party.png'][data-state='done']");
        browser.screenshot("5-guest-box-desktop-light");
        try (PlugClient owner = plug.owner()) {
            Folder.at(owner, "Guests/").assertHolds("From the party.png", new Content(Files.readAllBytes(photo)));
        }
        browser.go("/#/shares");
        browser.test("share-row", "[data-path='/Guests'][data-mode='drop']");
        browser.screenshot("5-shares-desktop-light");
        browser.click("share-revoke", "[aria-label*='Guests']");
        browser.click("dialog-submit");
        browser.await(
                "the link to leave the list",
                () -> Optional.of(browser.shows("share-row", "[data-path='/Guests']"))
                        .filter(shown -> !shown));
        visit(plug, link);
        browser.test("guest-view", "[data-phase='missing']");
        browser.assertNothingWentWrong();
    }

    @Test
    @Order(4)
    void musicPlaysOnWhileTheHouseholdLooksElsewhere() {
        browser.go("/#/music");
        browser.click("album", "[data-name='Hearthside']");
        browser.test("song", "[data-path='Tunes/2.mp3']");
        browser.screenshot("6-music-album-desktop-light");
        browser.click("play-all");
        browser.test("player", "[data-path='Tunes/2.mp3'][data-playing='true']");
        browser.script("location.hash = '#/files/'");
        browser.awaitView("files");
        browser.test("player", "[data-path='Tunes/2.mp3'][data-playing='true']");
        assertThat(browser.script("return navigator.mediaSession.metadata.title"))
                .isEqualTo("Embers");
        browser.phone();
        browser.screenshot("6-music-player-phone-light");
        browser.desktop();
        browser.click("player-toggle");
        browser.test("player", "[data-playing='false']");
        browser.assertNothingWentWrong();
    }

    @Test
    @Order(5)
    void theOwnerSignsAForgottenBrowserOutAndReadsTheJournal(Plug plug) {
        try (PlugClient forgotten = plug.visitor()) {
            assertThat(Plug.signIn(forgotten).status()).isEqualTo(201);
            browser.go("/#/security");
            browser.test("session-row", "[data-current='true']");
            browser.test("journal-row", "[data-event='share-revoked']");
            browser.test("journal-row", "[data-event='share-refused']");
            browser.screenshot("7-security-desktop-light");
            browser.click("session-end-others");
            browser.click("dialog-submit");
            browser.await(
                    "the other sessions to end",
                    () -> Optional.of(browser.shows("session-row", "[data-current='false']"))
                            .filter(shown -> !shown));
            assertThat(forgotten.send("GET", "/api/v1/session").status()).isEqualTo(401);
        }
        browser.test("journal-row", "[data-event='session-ended']");
        browser.assertNothingWentWrong();
    }

    @Test
    @Order(6)
    void anotherPersonIsInvitedAndHasWhatIsInCommon(Plug plug) throws IOException {
        String link = inviteWithAFolder("Ben", "Household");
        try (PlugClient owner = plug.owner()) {
            Folder.at(owner, "Household/").put("list.txt", new Content("Milk".getBytes()));
        }
        browser.leave();
        browser.go(link.substring(link.indexOf("/#/join/")));
        browser.test("join-view", "[data-phase='open']");
        browser.type("join-passphrase", "five more ordinary words");
        browser.phone();
        browser.screenshot("8-join-phone-light");
        browser.desktop();
        browser.click("join-submit");
        browser.test("file-row", "[data-name='Household']");
        assertThat(browser.shows("file-row", "[data-name='Album']")).isFalse();
        browser.screenshot("8-files-of-another-desktop-light");
        browser.assertNothingWentWrong();
        try (PlugClient ben = plug.visitor()) {
            Map<String, String> form = Map.of("ownerName", "Ben", "passphrase", "five more ordinary words");
            assertThat(ben.sendJson("POST", "/api/v1/session", form).status()).isEqualTo(201);
            Folder common = Folder.at(ben, "Household/");
            common.assertHolds("list.txt", new Content("Milk".getBytes()));
            assertThat(ben.send("GET", "/api/v1/files/Album/").status()).isEqualTo(404);
            assertThat(ben.send("GET", "/api/v1/audit").status()).isEqualTo(403);
            sendInPieces(ben, "/Household/film.bin", Content.of(6, 2 << 20));
        }
        try (PlugClient owner = plug.owner()) {
            Folder.at(owner, "Household/").assertHolds("film.bin", Content.of(6, 2 << 20));
        }
    }

    /** Ben is signed in in the browser. */
    @Test
    @Order(7)
    void aKeyForSftpIsAddedAndRemovedOnThePage() {
        browser.go("/#/files/");
        browser.click("account-menu");
        browser.click("programs");
        browser.click("sftp");
        browser.type("ssh-key", "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA");
        browser.type("ssh-key-label", "torn");
        browser.click("ssh-key-add");
        browser.await(
                "a word on the torn key",
                () -> Optional.of(browser.test("ssh-key-problem").getText()).filter(text -> !text.isEmpty()));
        browser.type("ssh-key", KEY);
        browser.type("ssh-key-label", "");
        browser.click("ssh-key-add");
        browser.test("ssh-key-row", "[data-label='ben@laptop'][data-used='false']");
        assertThat(browser.test("ssh-key-print").getText()).isEqualTo(KEY_PRINT);
        browser.assertAccessible("the keys");
        browser.screenshot("9-ssh-keys-desktop-light");
        browser.phone();
        browser.dark(true);
        browser.screenshot("9-ssh-keys-phone-dark");
        browser.dark(false);
        browser.desktop();
        browser.click("ssh-key-remove");
        browser.await(
                "the key to go",
                () -> Optional.of(browser.shows("ssh-key-row", "")).filter(shown -> !shown));
        browser.click("dialog-cancel");
        browser.assertNothingWentWrong();
    }

    /** Ben is signed in in the browser. */
    @Test
    @Order(8)
    void whatProgramsOverwroteOrDeletedComesBackAsItWas(Plug plug, @TempDir Path work) throws Exception {
        Content wanted = new Content("as it was on Monday".getBytes());
        try (PlugClient ben = plug.visitor()) {
            Map<String, String> form = Map.of("ownerName", "Ben", "passphrase", "five more ordinary words");
            assertThat(ben.sendJson("POST", "/api/v1/session", form).status()).isEqualTo(201);
            Folder letters = Folder.at(ben, "Letters/");
            letters.put("letter.txt", wanted);
            Rclone programs = new Rclone(plug, ben, "Ben", work);
            programs.store("over SFTP", "sftp:Letters/letter.txt");
            programs.store("over WebDAV", "dav:Letters/letter.txt");
            letters.assertHolds("letter.txt", new Content("over WebDAV".getBytes()));
            Json versions =
                    ben.send("GET", "/api/v1/versions/Letters/letter.txt").json();
            assertThat(versions.get("items").list()).hasSize(2);
            Json first = versions.get("items").list().get(1);

            restoreOnThePage(first.get("id").string());
            letters.assertHolds("letter.txt", wanted);

            assertThat(letters.delete("letter.txt").status()).isEqualTo(200);
            lookBackOnThePage(first.get("until").string());
            letters.assertHolds("letter.txt", wanted);
        }
        browser.assertNothingWentWrong();
    }

    private static void restoreOnThePage(String version) {
        browser.go("/#/files/Letters/");
        browser.clickInRow("letter.txt", "file-menu");
        browser.click("action-versions");
        browser.test("version-row", "[data-id='" + version + "']");
        browser.screenshot("9-versions-desktop-light");
        browser.phone();
        browser.dark(true);
        browser.screenshot("9-versions-phone-dark");
        browser.dark(false);
        browser.desktop();
        browser.click("version-row", "[data-id='" + version + "'] [data-test='version-restore']");
        browser.test("toast", "[data-kind='good']");
    }

    /** Looks at the folder a moment before the file was first overwritten, and brings it back. */
    private static void lookBackOnThePage(String overwritten) {
        browser.click("files-past");
        browser.test("past-view", "[data-path='Letters'][data-state='missing']");
        browser.script("""
                const field = document.querySelector('[data-test="past-at"]');
                const at = new Date(Date.parse(arguments[0]) - 1);
                field.value = new Date(at.getTime() - at.getTimezoneOffset() * 60000).toISOString().slice(0, -1);
                field.dispatchEvent(new Event('change'));
                """, overwritten);
        browser.test("past-row", "[data-name='letter.txt'][data-since='gone']");
        browser.screenshot("9-past-desktop-light");
        browser.phone();
        browser.screenshot("9-past-phone-light");
        browser.desktop();
        browser.click("past-row", "[data-name='letter.txt'] [data-test='past-restore']");
        browser.test("past-row", "[data-name='letter.txt']:not([data-since='gone'])");
    }

    /** Invites somebody and makes a folder in common, on the page; returns the invitation's link. */
    private static String inviteWithAFolder(String name, String folder) {
        browser.leave();
        browser.go("/#/people");
        browser.click("people-invite");
        browser.type("people-name", name);
        browser.click("dialog-submit");
        String link = browser.test("people-link").getAttribute("value");
        browser.click("dialog-cancel");
        browser.click("common-new");
        browser.type("people-folder-name", folder);
        browser.click("dialog-submit");
        browser.test("common-row", "[data-name='" + folder + "']");
        browser.screenshot("8-people-desktop-light");
        return link;
    }

    /** Uploads by the tus protocol, in two pieces. */
    private static void sendInPieces(PlugClient client, String path, Content content) {
        byte[] bytes = content.bytes();
        String encoded = Base64.getEncoder().encodeToString(path.getBytes(StandardCharsets.UTF_8));
        PlugClient.Answer begun = client.send(
                "POST",
                "/api/v1/uploads",
                BodyPublishers.noBody(),
                Map.of(
                        "Tus-Resumable",
                        "1.0.0",
                        "Upload-Length",
                        Integer.toString(bytes.length),
                        "Upload-Metadata",
                        "path " + encoded));
        assertThat(begun.status()).as(begun.toString()).isEqualTo(201);
        int half = bytes.length / 2;
        for (int from = 0; from < bytes.length; from += half) {
            PlugClient.Answer answer = client.send(
                    "PATCH",
                    begun.header("Location"),
                    BodyPublishers.ofByteArray(bytes, from, half),
                    Map.of(
                            "Tus-Resumable", "1.0.0",
                            "Upload-Offset", Integer.toString(from),
                            "Content-Type", "application/offset+octet-stream"));
            assertThat(answer.status()).as(answer.toString()).isEqualTo(204);
            assertThat(answer.header("Upload-Offset")).isEqualTo(Integer.toString(from + half));
        }
    }

    /** Shares a folder on the page; returns the link. */
    private static String share(String name, String mode, String passphrase) {
        browser.go("/#/files/");
        browser.clickInRow(name, "file-menu");
        browser.click("action-share");
        browser.click(mode);
        if (!passphrase.isEmpty()) {
            browser.type("share-passphrase", passphrase);
        }
        browser.click("dialog-submit");
        String link = browser.test("share-address").getAttribute("value");
        browser.click("dialog-cancel");
        return link;
    }

    /** Opens a link as a stranger: a new page, since only what follows the “#” differs. */
    private static void visit(Plug plug, String link) {
        assertThat(link).startsWith("https://localhost:" + plug.target().port(443) + "/s/#");
        browser.leave();
        browser.go(link.substring(link.indexOf("/s/")));
    }

    private static byte[] picture(Color color) throws IOException {
        BufferedImage image = new BufferedImage(640, 480, BufferedImage.TYPE_INT_RGB);
        Graphics2D paint = image.createGraphics();
        paint.setPaint(new GradientPaint(0, 0, color, 640, 480, Color.DARK_GRAY));
        paint.fillRect(0, 0, 640, 480);
        paint.dispose();
        ByteArrayOutputStream png = new ByteArrayOutputStream();
        ImageIO.write(image, "png", png);
        return png.toByteArray();
    }
}
