// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Optional;
import org.hearthplug.rig.Deadline;
import org.hearthplug.rig.Plug;
import org.hearthplug.rig.PlugClient;
import org.hearthplug.rig.junit.BootTarget;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** A factory reset, by the page and by the button: everything goes but the plug's key. */
@Order(63)
@BootTarget(kind = "card")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FactoryResetIT {
    @Test
    @Order(1)
    void keepsTheKeyAndNothingElse(Plug plug) {
        String key = plug.fingerprint();
        try (PlugClient owner = plug.owner()) {
            Folder.at(owner, "Secrets/").put("diary.txt", Content.of(9, 1000));
            new Updates(plug).state();
            Problems.assertProblem(reset(owner, "Another plug", Plug.PASSPHRASE), 422);
            Problems.assertProblem(reset(owner, Plug.NAME, "not the passphrase"), 422);
            plug.target().console().skipToNow();
            PlugClient.Answer answer = Deadline.seconds(120).await("the throttle to let the right one through", () -> {
                PlugClient.Answer one = reset(owner, Plug.NAME, Plug.PASSPHRASE);
                return one.status() == 429 ? java.util.Optional.empty() : java.util.Optional.of(one);
            });
            assertThat(answer.status()).as("%s", answer).isEqualTo(202);
        }
        plug.target().console().expect("(factory reset: done)", Deadline.seconds(120));
        plug.awaitPage(); // trusts the old key only
        assertThat(plug.fingerprint()).isEqualTo(key);
        try (PlugClient anybody = plug.visitor()) {
            assertThat(anybody.send("GET", "/api/v1/setup")
                            .json()
                            .get("claimed")
                            .bool())
                    .isFalse();
        }
        assertThat(
                        plug.shell()
                                .check(
                                        "find /data/files /data/hearth -name 'diary*' -o -name account.json -o -name 'update.last'"))
                .isEmpty();
    }

    @Test
    @Order(2)
    // A reset and two restarts more: minutes.
    @Tag("campaign")
    void heldForTenSecondsTheButtonDoesTheSame(Plug plug) {
        String key = plug.fingerprint();
        // The reset before has made a new one.
        String code = Deadline.seconds(120).await("the claim code", () -> {
            String said = plug.shell()
                    .run("cat /run/hearth/notice/claim-code")
                    .output()
                    .strip();
            return said.matches("[0-9A-Z-]{10,}") ? Optional.of(said) : Optional.empty();
        });
        try (PlugClient owner = plug.visitor()) {
            assertThat(Plug.claim(owner, code).status()).isEqualTo(201);
            Folder.at(owner, "Secrets/").put("diary.txt", Content.of(9, 1000));
        }
        Button button = new Button(plug.shell());
        plug.target().console().skipToNow();
        button.press();
        plug.target().console().expect("(factory reset: done)", Deadline.seconds(180));
        plug.awaitPage();
        assertThat(plug.fingerprint()).isEqualTo(key);
        assertThat(claimed(plug)).isFalse();
        assertThat(plug.shell().check("find /data/files /data/hearth -name 'diary*' -o -name account.json"))
                .isEmpty();
    }

    @Test
    @Order(3)
    @Tag("campaign")
    void heldForFiveSecondsTheButtonRestartsAndRemovesNothing(Plug plug) {
        Button button = new Button(plug.shell());
        plug.shell().check("touch /data/files/kept && sync");
        plug.target().console().skipToNow();
        button.hold(5);
        plug.target().console().expect("(restarting, as the owner asked)", Deadline.seconds(180));
        plug.target().console().expect("(started in )", Deadline.seconds(180));
        plug.awaitPage();
        plug.shell().check("[ -e /data/files/kept ]");
    }

    private static boolean claimed(Plug plug) {
        try (PlugClient anybody = plug.visitor()) {
            return anybody.send("GET", "/api/v1/setup").json().get("claimed").bool();
        }
    }

    private static PlugClient.Answer reset(PlugClient owner, String name, String passphrase) {
        return owner.sendJson(
                "POST", "/api/v1/update/factory-reset", Map.of("plugName", name, "passphrase", passphrase));
    }
}
