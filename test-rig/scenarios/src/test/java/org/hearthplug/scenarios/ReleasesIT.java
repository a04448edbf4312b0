// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hearthplug.rig.Deadline;
import org.hearthplug.rig.Json;
import org.hearthplug.rig.Plug;
import org.hearthplug.rig.PlugClient;
import org.hearthplug.rig.junit.BootTarget;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * A plug that lives through two releases and back: set up by an older one, updated to this one, gone back. {@code -Dhearth.old=DIR}
 * names the older one's checkout, with its lab image and card built and signed by the keys of this one ({@code build/keys}).
 */
@Order(66)
@Tag("campaign")
@BootTarget(kind = "card")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ReleasesIT {
    private static final Content LETTER = Content.of(42, 300_000);

    private static Map<String, Object> byTheOld;
    private static Map<String, Object> byTheNew;

    private static Path bundleOfTheOld() {
        String checkout = System.getProperty("hearth.old", "");
        Assumptions.assumeFalse(checkout.isEmpty(), "-Dhearth.old= names no older release");
        return Path.of(checkout, "build/lab/card/today.raucb");
    }

    /** What an owner has set and sees of it, whichever release answers. */
    private static Map<String, Object> settings(Plug plug) {
        try (PlugClient owner = plug.owner()) {
            Map<String, Object> seen = new LinkedHashMap<>();
            seen.put("name", json(owner, "/api/v1/setup").get("plugName").string());
            seen.put(
                    "budget",
                    power(owner).get("budget").get("hardLimitMilliwatts").longValue());
            seen.put("quiet", power(owner).get("budget").get("quietFromMinute").longValue());
            seen.put(
                    "update server",
                    json(owner, "/api/v1/update/server").get("address").string());
            seen.put("app passwords", texts(json(owner, "/api/v1/app-passwords").get("items"), "label"));
            seen.put("bin", texts(json(owner, "/api/v1/bin").get("items"), "name"));
            Json backup = new Backup(owner).state();
            seen.put("places", texts(backup.get("targets"), "label"));
            return seen;
        }
    }

    private static Json power(PlugClient owner) {
        return Deadline.seconds(120).await("the power manager", () -> {
            PlugClient.Answer answer = owner.send("GET", "/api/v1/power");
            return answer.status() == 200 ? java.util.Optional.of(answer.json()) : java.util.Optional.empty();
        });
    }

    private static Json json(PlugClient owner, String path) {
        PlugClient.Answer answer = owner.send("GET", path);
        assertThat(answer.status()).as("%s: %s", path, answer).isEqualTo(200);
        return answer.json();
    }

    private static List<String> texts(Json list, String member) {
        return list.list().stream().map(one -> one.get(member).string()).toList();
    }

    private static void change(Plug plug, long milliwatts, String appPassword, String place) {
        try (PlugClient owner = plug.owner()) {
            power(owner);
            PlugClient.Answer budget = owner.sendJson(
                    "PUT",
                    "/api/v1/power/budget",
                    Map.of(
                            "hardLimitMilliwatts",
                            milliwatts,
                            "quietMilliwatts",
                            3000,
                            "quietFromMinute",
                            milliwatts / 10,
                            "quietToMinute",
                            360));
            assertThat(budget.status()).as("%s", budget).isEqualTo(200);
            assertThat(owner.sendJson("POST", "/api/v1/app-passwords", Map.of("label", appPassword))
                            .status())
                    .isEqualTo(201);
            new Backup(owner).add(Map.of("kind", "folder", "path", "/data/backup/" + place, "label", place));
        }
    }

    private static void installTheOld(Plug plug, String slot) {
        Updates updates = new Updates(plug);
        Json state = updates.install(Updates.body(bundleOfTheOld()), "old.raucb", true);
        assertThat(state.get("phase").string()).as("%s", state).isEqualTo("installed");
        updates.restartInto(slot);
        updates.awaitGood();
    }

    @Test
    @Order(1)
    void theOlderReleaseIsSetUp(Plug plug) {
        assertThat(Files.exists(bundleOfTheOld())).isTrue();
        installTheOld(plug, "B");
        try (PlugClient owner = plug.owner()) {
            Folder letters = Folder.at(owner, "Letters/");
            letters.put("oma.bin", LETTER);
            letters.put("thrown-away.bin", LETTER);
            assertThat(owner.send("DELETE", "/api/v1/files/Letters/thrown-away.bin")
                            .status())
                    .isEqualTo(200);
            Backup backup = new Backup(owner);
            String words = backup.words();
            backup.add(Map.of("kind", "folder", "path", "/data/backup/first", "label", "first"));
            assertThat(backup.post("words/proof", Map.of("words", words)).status())
                    .isEqualTo(200);
            assertThat(owner.sendJson(
                                    "PUT",
                                    "/api/v1/update/server",
                                    Map.of(
                                            "address",
                                            "https://updates.example.org/default",
                                            "controllerId",
                                            "attic",
                                            "token",
                                            "0123456789abcdef"))
                            .status())
                    .isEqualTo(200);
        }
        change(plug, 6300, "telephone", "second");
        byTheOld = settings(plug);
        System.out.println("set by the older release: " + byTheOld);
    }

    @Test
    @Order(2)
    void thisReleaseKnowsAllThatTheOlderOneWasTold(Plug plug) {
        Updates updates = new Updates(plug);
        Json state = updates.install(Updates.body(Updates.bundle("today")), "today.raucb", true);
        assertThat(state.get("phase").string()).as("%s", state).isEqualTo("installed");
        updates.restartInto("A");
        updates.awaitGood();
        assertThat(settings(plug)).isEqualTo(byTheOld);
        assertLetterIsThere(plug);
        change(plug, 5900, "camera", "third");
        byTheNew = settings(plug);
        assertThat(byTheNew).isNotEqualTo(byTheOld);
        try (PlugClient owner = plug.owner()) {
            assertThat(new Backup(owner).run("backup").get("ok").bool()).isTrue();
        }
    }

    @Test
    @Order(3)
    void theOlderReleaseKnowsAllThatThisOneWasTold(Plug plug) {
        installTheOld(plug, "B");
        assertThat(settings(plug)).isEqualTo(byTheNew);
        assertLetterIsThere(plug);
        try (PlugClient owner = plug.owner()) {
            assertThat(new Backup(owner).run("backup").get("ok").bool()).isTrue();
        }
    }

    private static void assertLetterIsThere(Plug plug) {
        try (PlugClient owner = plug.owner()) {
            new Folder(owner, "Letters/").assertHolds("oma.bin", LETTER);
        }
    }
}
