// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hearthplug.rig.Deadline;
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
import org.openqa.selenium.By;
import org.openqa.selenium.virtualauthenticator.VirtualAuthenticator;

/** The page in a real browser: what a new owner does in the first ten minutes. Pictures under build/screenshots/. */
@Order(2)
@Household
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BrowserIT {
    private static final Content PHOTO = Content.of(11, 700_000);

    @TempDir
    private static Path folder;

    private static Browser browser;

    @BeforeAll
    static void openBrowser(Plug plug) {
        browser = Browser.open(plug, folder);
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
    void claimsThePlug(Plug plug) {
        awaitCalm(plug);
        browser.go("/");
        browser.awaitView("claim");
        assertThat(browser.test("claim-fingerprint").getText().replaceAll("\\s", ""))
                .contains(plug.fingerprint().substring(0, 11));
        browser.screenshot("1-claim-desktop-light");
        browser.dark(true);
        browser.phone();
        browser.screenshot("1-claim-phone-dark");
        browser.desktop();
        browser.dark(false);
        browser.type("claim-code", plug.claimCode());
        browser.type("claim-plug-name", Plug.NAME);
        browser.type("claim-owner", Plug.OWNER);
        browser.type("claim-passphrase", Plug.PASSPHRASE);
        browser.click("claim-submit");
        browser.awaitView("plug");
        browser.assertNothingWentWrong();
    }

    @Test
    @Order(2)
    void watchesThePlugLive() {
        browser.go("/#/plug");
        browser.test("connection", "[data-state='live']");
        double first = Double.parseDouble(browser.test("uptime").getAttribute("data-value"));
        browser.await(
                "the uptime to move",
                () -> Optional.of(browser.test("uptime").getAttribute("data-value"))
                        .map(Double::parseDouble)
                        .filter(now -> now > first));
        assertThat(Double.parseDouble(browser.test("memory").getAttribute("data-value")))
                .isBetween(10e6, 512e6);
        assertThat(browser.shows("network-interface", "[data-carrier='true']")).isTrue();
        assertThat(browser.shows("service", "[data-name='cloudd'][data-state='running']"))
                .isTrue();
        browser.screenshot("2-plug-desktop-light");
        browser.dark(true);
        browser.screenshot("2-plug-desktop-dark");
        browser.phone();
        browser.screenshot("2-plug-phone-dark");
        browser.dark(false);
        browser.screenshot("2-plug-phone-light");
        browser.desktop();
        browser.test("hardware").findElement(By.tagName("summary")).click();
        browser.test("hardware-part", "[data-kind='board']");
        browser.screenshot("2-plug-hardware-desktop-light");
        browser.assertNothingWentWrong();
    }

    @Test
    @Order(3)
    void uploadsAndFindsItAgainAfterAReload() throws IOException {
        Path photo = folder.resolve("Küche im März.jpg");
        Files.write(photo, PHOTO.bytes());
        Path note = folder.resolve("Einkaufszettel.txt");
        Files.writeString(note, "Milch\nBrot\n");
        browser.go("/#/files/");
        browser.test("files-view", ":not([data-state='loading'])");
        browser.test("file-input").sendKeys(photo + "\n" + note);
        browser.test("upload-item", "[data-name='Küche im März.jpg'][data-state='done']");
        browser.test("upload-item", "[data-name='Einkaufszettel.txt'][data-state='done']");
        browser.test("file-row", "[data-name='Küche im März.jpg']");
        browser.screenshot("3-files-desktop-light");
        browser.reload();
        browser.test("file-row", "[data-name='Küche im März.jpg']");
        browser.test("file-row", "[data-name='Einkaufszettel.txt']");
        browser.dark(true);
        browser.phone();
        browser.screenshot("3-files-phone-dark");
        browser.desktop();
        browser.dark(false);
        browser.assertNothingWentWrong();
    }

    @Test
    @Order(4)
    void downloadsWhatWasUploaded() throws IOException {
        Files.delete(folder.resolve("Küche im März.jpg"));
        browser.clickInRow("Küche im März.jpg", "file-menu");
        browser.click("action-download");
        assertThat(browser.downloaded("Küche im März.jpg")).isEqualTo(PHOTO.bytes());
    }

    @Test
    @Order(4)
    void looksAtWhatTheBrowserCanShow() {
        browser.go("/#/files/");
        browser.clickInRow("Einkaufszettel.txt", "file-open");
        browser.await(
                "the text",
                () -> Optional.of(browser.test("look-text").getText()).filter(text -> text.contains("Milch")));
        browser.click("look-close");
        browser.assertNothingWentWrong();
    }

    @Test
    @Order(5)
    void deletesAndTakesItBack() {
        browser.go("/#/files/");
        browser.clickInRow("Einkaufszettel.txt", "file-check");
        browser.click("action-delete");
        browser.click("toast-undo");
        browser.test("file-row", "[data-name='Einkaufszettel.txt']");
        browser.test("file-row", "[data-name='Küche im März.jpg']");
        browser.assertNothingWentWrong();
    }

    @Test
    @Order(6)
    void signsOutAndInAgain() {
        browser.click("account-menu");
        browser.click("sign-out");
        browser.awaitView("signin");
        browser.screenshot("4-signin-desktop-light");
        browser.type("signin-owner", Plug.OWNER);
        browser.type("signin-passphrase", "not this one");
        browser.click("signin-submit");
        browser.test("signin-error", "[data-kind='wrong']");
        browser.type("signin-passphrase", Plug.PASSPHRASE);
        browser.click("signin-submit");
        browser.await(
                "being signed in",
                () -> Optional.of(browser.shows("account-menu", "")).filter(shown -> shown));
        browser.assertNothingWentWrong();
    }

    @Test
    @Order(7)
    void signsInWithAPasskey() {
        VirtualAuthenticator finger = browser.authenticator();
        browser.go("/#/security");
        browser.click("passkey-add");
        browser.type("passkey-name", "Laptop");
        browser.type("passkey-current", Plug.PASSPHRASE);
        browser.click("dialog-submit");
        browser.test("passkey-row", "[data-name='Laptop'][data-used='false']");
        browser.screenshot("5-passkeys-desktop-light");
        browser.click("account-menu");
        browser.click("sign-out");
        browser.awaitView("signin");
        browser.click("signin-passkey");
        browser.test("passkey-row", "[data-name='Laptop'][data-used='true']");
        browser.click("passkey-remove");
        browser.click("dialog-submit");
        browser.test("passkeys", "[data-count='0']");
        browser.click("account-menu");
        browser.click("sign-out");
        browser.awaitView("signin");
        browser.click("signin-passkey");
        browser.test("signin-error");
        browser.signIn(Plug.OWNER, Plug.PASSPHRASE);
        finger.removeAllCredentials();
        browser.assertNothingWentWrong();
    }

    /** On the screens of a desk and of a hand, light and dark. */
    @Test
    @Order(8)
    void everyViewIsOneThatEverybodyCanUse() {
        for (String view : List.of(
                "plug",
                "files",
                "photos",
                "albums",
                "music",
                "backup",
                "bin",
                "shares",
                "security",
                "people",
                "past")) {
            browser.go("/#/" + view + (view.equals("files") || view.equals("past") ? "/" : ""));
            browser.test(view + "-view", ":not([data-state='loading'])");
            browser.assertAccessible(view);
            browser.phone();
            browser.dark(true);
            browser.assertAccessible(view + " in the hand, dark");
            Object over = browser.script("return document.documentElement.scrollWidth - innerWidth");
            assertThat(((Number) over).intValue())
                    .as(view + " is no wider than the hand")
                    .isLessThan(2);
            browser.screenshot("6-" + view + "-phone-dark");
            browser.dark(false);
            browser.desktop();
        }
        browser.assertNothingWentWrong();
    }

    /** The scenarios before this one guessed wrong codes; the plug is slow to answer until it has calmed down. */
    private static void awaitCalm(Plug plug) {
        try (PlugClient visitor = plug.visitor()) {
            // The right code on an incomplete form counts as no guess.
            Map<String, String> incomplete =
                    Map.of("code", plug.claimCode(), "plugName", "", "ownerName", "", "passphrase", "");
            Deadline.seconds(300)
                    .awaitTrue(
                            "the plug to take claim codes again",
                            () -> visitor.sendJson("POST", "/api/v1/setup/claim", incomplete)
                                            .status()
                                    == 422);
        }
    }
}
