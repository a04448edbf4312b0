// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.hearthplug.rig.Deadline;
import org.hearthplug.rig.EventStream;
import org.hearthplug.rig.Json;
import org.hearthplug.rig.Plug;
import org.hearthplug.rig.PlugClient;
import org.hearthplug.rig.PlugClient.Answer;
import org.hearthplug.rig.Shell;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Services die; the plug does not. Last of those on the household's plug, for it leaves restarts behind. */
@Order(9)
@Household
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ServicesIT {
    @Test
    @Order(1)
    void aKilledPlatformdComesBackWhileThePageKeepsAnswering(Plug plug) {
        Shell shell = plug.shell();
        String before = pid(shell, "platformd");
        try (PlugClient owner = plug.owner();
                EventStream events = owner.events()) {
            events.await("a first snapshot", 0, e -> e.name().equals("snapshot"), Deadline.seconds(30));
            int mark = events.mark();
            shell.check("kill -KILL " + before);
            events.await(
                    "word that platformd is away",
                    mark,
                    e -> e.name().equals("platform")
                            && !e.json().get("connected").bool(),
                    Deadline.seconds(30));
            assertThat(owner.send("GET", "/api/v1/session").status()).isEqualTo(200);
            events.await(
                    "word that platformd is back",
                    mark,
                    e -> e.name().equals("platform")
                            && e.json().get("connected").bool(),
                    Deadline.seconds(60));
            Answer plugNow = owner.send("GET", "/api/v1/plug");
            assertThat(plugNow.status()).isEqualTo(200);
            assertThat(service(plugNow.json(), "platformd").get("restarts").longValue())
                    .isPositive();
        }
        assertThat(pid(shell, "platformd")).isNotEqualTo(before);
    }

    @Test
    @Order(2)
    void aKilledClouddComesBackAndKeepsItsSessionsOrAsksAgain(Plug plug) {
        Shell shell = plug.shell();
        String before = pid(shell, "cloudd");
        String folder = "/data/files/ada/lost+found";
        // The owner's files first, by cloudd: what root makes, the owner could not use.
        try (PlugClient owner = plug.owner()) {
            assertThat(owner.send("GET", "/api/v1/files/").status()).isEqualTo(200);
        }
        shell.check("mkdir -m 700 " + folder);
        shell.check("kill -KILL " + before);
        Deadline.seconds(60)
                .awaitTrue("another cloudd", () -> !pid(shell, "cloudd").equals(before));
        plug.awaitPage();
        try (PlugClient owner = plug.owner()) {
            assertThat(owner.send("GET", "/api/v1/plug").status()).isEqualTo(200);
            looksAroundWhatItMayNotOpen(owner);
        }
        shell.check("rmdir " + folder);
    }

    /** As lost+found is on a disk that was filled elsewhere: root's alone. All else is found. */
    private static void looksAroundWhatItMayNotOpen(PlugClient owner) {
        Answer refused = owner.send("GET", "/api/v1/files/lost+found/");
        assertThat(refused.status()).as("%s", refused).isEqualTo(403);
        assertThat(refused.text()).contains("may not open");
        Deadline.seconds(120).awaitTrue("the index to have looked at everything else", () -> {
            Answer answer = owner.send("GET", "/api/v1/search?q=nothing-has-this-name");
            return answer.status() == 200 && answer.json().get("complete").bool();
        });
    }

    @Test
    @Order(3)
    void aCrashLoopBacksOffAndShows(Plug plug) {
        Shell shell = plug.shell();
        plug.target().console().skipToNow();
        try (PlugClient owner = plug.owner()) {
            // Each new platformd dies as soon as it runs, so the supervisor has to wait longer each time.
            String seen = Deadline.seconds(120).await("a back-off of eight seconds", () -> {
                shell.run(
                        "p=$(cat /run/service/platformd/supervise/pid); [ -n \"$p\" ] && [ \"$(cat /proc/$p/comm)\" = java ]"
                                + " && kill -KILL $p");
                String state = shell.check("cat /run/hearth/services/platformd");
                return number(state, "backoff_seconds") >= 8 ? Optional.of(state) : Optional.empty();
            });
            assertThat(seen).contains("last_signal=9");
            assertThat(number(seen, "restarts")).isGreaterThanOrEqualTo(4);
            Answer during = owner.send("GET", "/api/v1/plug");
            assertThat(during.status()).as("%s", during).isEqualTo(503);
            assertThat(service(during.json(), "platformd").get("state").string())
                    .isEqualTo("backoff");
            plug.target().console().expect("platformd stopped .*starting it again in \\d+ s", Deadline.seconds(30));
            Deadline.seconds(120)
                    .awaitTrue(
                            "the page to be live again",
                            () -> owner.send("GET", "/api/v1/plug").status() == 200);
        }
    }

    @Test
    @Order(4)
    void logsAreBoundedAndOneCommandReadsThem(Plug plug) {
        Shell shell = plug.shell();
        assertThat(shell.check("hearth logs cloudd")).isNotEmpty();
        assertThat(shell.check("hearth logs")).isNotEmpty();
        String limits = shell.check("cat /data/log/cloudd/config");
        long size = Long.parseLong(shell.check("sed -n 's/^s//p' /data/log/cloudd/config"));
        long files = Long.parseLong(shell.check("sed -n 's/^n//p' /data/log/cloudd/config"));
        assertThat(size * files).as(limits).isBetween(1L, 8L * 1024 * 1024);
    }

    private static String pid(Shell shell, String service) {
        return shell.check("cat /run/service/" + service + "/supervise/pid");
    }

    private static Json service(Json snapshot, String name) {
        return snapshot.get("services").list().stream()
                .filter(service -> service.get("name").string().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no service " + name + " in " + snapshot));
    }

    private static long number(String state, String key) {
        return state.lines()
                .filter(line -> line.matches(key + "=\\d+"))
                .mapToLong(line -> Long.parseLong(line.substring(key.length() + 1)))
                .findFirst()
                .orElse(0);
    }
}
