// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.hearthplug.rig.Deadline;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

/** The backup's view, as a person uses it. */
record BackupPage(Browser browser) {
    /** Goes there; whoever is signed in, or the household's owner signs in. */
    void open() {
        browser.go("/#/backup");
        browser.test("backup-view", ":not([data-state='loading'])");
    }

    void choose(String select, String value) {
        browser.test(select)
                .findElement(By.cssSelector("option[value='" + value + "']"))
                .click();
    }

    /** Fills the dialog for a place and sends it off. */
    void addPlace(String kind, Map<String, String> fields) {
        browser.click("backup-add");
        choose("place-kind", kind);
        fields.forEach((name, text) -> browser.type("place-" + name, text));
        browser.click("dialog-submit");
    }

    void awaitIdle() {
        Deadline.seconds(240)
                .awaitTrue("the page to show no work", () -> browser.shows("backup-view", "[data-job='']"));
    }

    /** The words that the sheet shows. */
    String words() {
        browser.test("recovery-word");
        return String.join("-", texts("[data-test='recovery-word']"));
    }

    /** A friend's papers, as they are shown. */
    List<String> shares() {
        browser.test("share", "[data-number='1']");
        int count = number("return document.querySelectorAll(\"[data-test='share']\").length");
        return Stream.iterate(1, i -> i <= count, i -> i + 1)
                .map(i -> String.join("-", texts("[data-test='share'][data-number='" + i + "'] .backup-words li")))
                .toList();
    }

    private List<String> texts(String selector) {
        Object all =
                browser.script("return [...document.querySelectorAll(arguments[0])].map(e => e.textContent)", selector);
        return ((List<?>) all).stream().map(String::valueOf).toList();
    }

    private int number(String script) {
        return ((Number) browser.script(script)).intValue();
    }

    /** Presses a button that begins work, and waits until it is done and the page says when. */
    void work(String button, String kind) {
        awaitIdle();
        String before = at(kind);
        browser.click(button);
        browser.await(
                kind + " to be done",
                () -> Optional.of(at(kind))
                        .filter(at -> !at.equals(before) && browser.shows("backup-view", "[data-job='']")));
    }

    private String at(String kind) {
        return browser.shows("backup-last", "[data-kind='" + kind + "']")
                ? browser.test("backup-last", "[data-kind='" + kind + "']").getAttribute("data-at")
                : "";
    }

    /** The sentence at the top, and the names below it. */
    String health(String level) {
        return browser.test("backup-health", "[data-level='" + level + "']").getText();
    }

    void assertPlace(String label, String state) {
        WebElement place = browser.test("backup-place", "[data-label='" + label + "'][data-state='" + state + "']");
        assertThat(place.isDisplayed()).isTrue();
    }
}
