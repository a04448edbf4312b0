// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hearthplug.rig.Deadline;
import org.hearthplug.rig.Json;
import org.hearthplug.rig.Plug;
import org.hearthplug.rig.PlugClient;
import org.hearthplug.rig.PlugClient.Answer;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Energy receipts on the booted plug: who used what, kept over a restart of cloudd and a power cut; figures for Prometheus. */
@Order(8)
@Household
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EnergyIT {
    private static final List<String> NAMES = List.of("cloudd", "backupd", "platformd", "system", "plug");

    /** Rounding of the answers, in Wh. */
    private static final double ROUNDED = 1e-4;

    @Test
    @Order(1)
    void theReceiptsSayWhoUsedWhatAndSurviveRestartsAndAPowerCut(Plug plug) {
        double told;
        try (PlugClient owner = plug.owner()) {
            Json hours = awaitEnergy(owner, 0.03);
            told = sum(hours);
            for (Json hour : hours.get("items").list()) {
                double parts = NAMES.stream()
                        .mapToDouble(name -> hour.get("used").get(name).doubleValue())
                        .sum();
                assertThat(parts).isCloseTo(watts(hour), org.assertj.core.api.Assertions.within(ROUNDED));
                assertThat(hour.get("measuredWattHours").doubleValue())
                        .as("no sensor in the lab")
                        .isZero();
                double mean = watts(hour) * 3600 / hour.get("seconds").longValue();
                assertThat(mean).as("watts").isBetween(2.0, 7.0);
            }
            for (String name : NAMES) {
                assertThat(used(hours, name)).as(name).isGreaterThan(name.equals("backupd") ? -1 : 0);
            }
            assertThat(plug.shell().check("hearth power", Deadline.seconds(120)))
                    .contains("cloudd");
        }
        plug.shell().check("kill -KILL $(cat /run/service/cloudd/supervise/pid)");
        plug.awaitPage();
        try (PlugClient owner = plug.owner()) {
            double after = sum(awaitEnergy(owner, 0));
            assertThat(after).as("after a restart of cloudd").isGreaterThanOrEqualTo(told - ROUNDED);
            told = after;
        }
        plug.target().cut(0);
        plug.boot();
        try (PlugClient owner = plug.owner()) {
            Answer cut = owner.send("GET", "/api/v1/energy?by=day");
            assertThat(cut.status()).isEqualTo(200);
            assertThat(sum(cut.json()))
                    .as("after a power cut, before the power manager is up")
                    .isGreaterThanOrEqualTo(told - ROUNDED);
        }
    }

    @Test
    @Order(2)
    void metricsAreServedToWhoHasAPasswordForThem(Plug plug) {
        try (PlugClient owner = plug.owner();
                PlugClient prometheus = plug.visitor()) {
            Json made = owner.sendJson(
                            "POST", "/api/v1/app-passwords", Map.of("label", "Prometheus", "scope", "metrics"))
                    .json();
            PowerStatus.await(owner, "the power manager", power -> true);
            assertThat(prometheus.send("GET", "/metrics").status()).isEqualTo(401);
            assertThat(metrics(prometheus, "/metrics", "wrong").status()).isEqualTo(401);
            Answer answer = metrics(prometheus, "/metrics", made.get("password").string());
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.text())
                    .contains(
                            "# TYPE hearth_energy_joules_total counter\nhearth_energy_joules_total{service=\"cloudd\"} ")
                    .contains("hearth_power_limit_watts 7\n")
                    .contains("hearth_power_measured 0\n")
                    .containsPattern("hearth_power_watts [2-6]\\.")
                    .contains("hearth_filesystem_free_bytes{mountpoint=\"/data\"}");
            assertThat(metrics(prometheus, "/dav/", made.get("password").string())
                            .status())
                    .isEqualTo(401);
            owner.send("DELETE", "/api/v1/app-passwords/" + made.get("id").string());
            assertThat(metrics(prometheus, "/metrics", made.get("password").string())
                            .status())
                    .isEqualTo(401);
        }
    }

    private static Answer metrics(PlugClient client, String path, String password) {
        String pair = Plug.OWNER + ":" + password;
        String basic = "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
        return client.send("GET", path, BodyPublishers.noBody(), Map.of("Authorization", basic));
    }

    /** Today's and yesterday's hours, once they come to so much. */
    private static Json awaitEnergy(PlugClient owner, double least) {
        return Deadline.seconds(180).await("energy receipts", () -> {
            Answer answer = owner.send("GET", "/api/v1/energy?by=hour");
            boolean there = answer.status() == 200 && sum(answer.json()) > least;
            return there ? Optional.of(answer.json()) : Optional.empty();
        });
    }

    private static double watts(Json item) {
        return item.get("wattHours").doubleValue();
    }

    private static double sum(Json told) {
        return told.get("items").list().stream().mapToDouble(EnergyIT::watts).sum();
    }

    private static double used(Json told, String name) {
        return told.get("items").list().stream()
                .mapToDouble(item -> item.get("used").get(name).doubleValue())
                .sum();
    }
}
