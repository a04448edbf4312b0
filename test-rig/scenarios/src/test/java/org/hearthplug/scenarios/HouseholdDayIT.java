// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.awt.GradientPaint;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import javax.imageio.ImageIO;
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
        browser.awaitView("signin");
        browser.type("signin-owner", Plug.OWNER);
        browser.type("signin-passphrase", Plug.PASSPHRASE);
        browser.click("signin-submit");
        browser.test("account-menu");
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

    @Test
    @Order(2)
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
    @Order(3)
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
    @Order(4)
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
