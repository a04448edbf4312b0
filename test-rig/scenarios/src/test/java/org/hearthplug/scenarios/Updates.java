// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileNotFoundException;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.hearthplug.rig.Deadline;
import org.hearthplug.rig.HearthTree;
import org.hearthplug.rig.Json;
import org.hearthplug.rig.Plug;
import org.hearthplug.rig.PlugClient;
import org.hearthplug.rig.PlugClient.Answer;

/** Updates as the owner's page does them, on a machine that starts from a card. */
final class Updates {
    /** The versions of {@code qemu/bin/lab-card}. */
    static final String NEXT = "99.0.0";

    static final String BROKEN = "99.1.0";

    private static final Duration INSTALL = Duration.ofSeconds(120);
    private static final Duration RESTART = Duration.ofSeconds(60);
    private static final Duration CONFIRMED = Duration.ofSeconds(180);

    private final Plug plug;

    Updates(Plug plug) {
        this.plug = plug;
    }

    /** A bundle that {@code qemu/bin/lab-card} made, or {@code product-card} for another image than the lab's. */
    static Path bundle(String name) {
        String image = System.getProperty("hearth.image", "lab");
        return HearthTree.build(image.equals("lab") ? "lab/card" : image).resolve(name + ".raucb");
    }

    static BodyPublisher body(Path file) {
        try {
            return BodyPublishers.ofFile(file);
        } catch (FileNotFoundException e) {
            throw new UncheckedIOException(e);
        }
    }

    Json state() {
        try (PlugClient owner = plug.owner()) {
            return state(owner);
        }
    }

    private static Json state(PlugClient owner) {
        // platformd starts after the page
        return Deadline.seconds(120)
                .await("the state of updates", () -> {
                    Answer answer = owner.send("GET", "/api/v1/update");
                    return answer.status() == 200 ? java.util.Optional.of(answer.json()) : java.util.Optional.empty();
                })
                .get("state");
    }

    /** Uploads a bundle and asks for its installation; returns the state at its end. */
    Json install(BodyPublisher bundle, String name, boolean allowOlder) {
        try (PlugClient owner = plug.owner()) {
            state(owner);
            assertThat(owner.send("PUT", "/api/v1/update/bundle", bundle, Map.of())
                            .status())
                    .isEqualTo(201);
            return install(owner, Map.of("from", "upload", "name", name, "allowOlder", allowOlder));
        }
    }

    /** Asks for the installation of what is there; returns the state at its end. */
    static Json install(PlugClient owner, Map<String, ?> wish) {
        Answer accepted = owner.sendJson("POST", "/api/v1/update/install", wish);
        assertThat(accepted.status()).as("%s", accepted).isEqualTo(202);
        // The updater is woken by platformd: its first word replaces what the installation before left.
        return Deadline.after(INSTALL).await("the end of the installation", () -> {
            Json state = state(owner);
            String phase = state.get("phase").string();
            boolean mine = state.at("source").map(Json::string).orElse("").equals(wish.get("name"));
            return mine && (phase.equals("installed") || phase.equals("failed"))
                    ? java.util.Optional.of(state)
                    : java.util.Optional.empty();
        });
    }

    /** The problem's word for a bundle that is not installed. */
    String refusal(BodyPublisher bundle, String name) {
        Json state = install(bundle, name, false);
        assertThat(state.get("phase").string()).as("%s", state).isEqualTo("failed");
        assertThat(state.get("detail").string()).as("a sentence").matches("(?s)[A-Z].* .*[.]");
        return state.get("problem").string();
    }

    /** Restarts by the page's button and waits for a slot's start and the page. */
    void restartInto(String slot) {
        plug.target().console().skipToNow();
        try (PlugClient owner = plug.owner()) {
            assertThat(owner.send("POST", "/api/v1/update/restart").status()).isEqualTo(202);
        }
        awaitSlot(slot);
    }

    /** Waits until U-Boot starts a slot, and then for the page. */
    void awaitSlot(String slot) {
        plug.target().console().expect("(hearth: starting slot " + slot + ")", Deadline.after(RESTART.plus(RESTART)));
        plug.awaitPage();
    }

    /** Waits until the plug has found the running version healthy. */
    void awaitGood(String version) {
        assertThat(awaitGood().get("version").string()).isEqualTo(version);
    }

    /** Waits until the plug has found whatever runs healthy; returns the state then. */
    Json awaitGood() {
        return Deadline.after(CONFIRMED).await("the new version to be found healthy", () -> {
            Json now = state();
            return now.get("onTrial").bool() ? java.util.Optional.empty() : java.util.Optional.of(now);
        });
    }
}
