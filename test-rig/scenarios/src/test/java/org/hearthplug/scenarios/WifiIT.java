// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.hearthplug.rig.Deadline;
import org.hearthplug.rig.Json;
import org.hearthplug.rig.Plug;
import org.hearthplug.rig.PlugClient;
import org.hearthplug.rig.Shell;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Wi-Fi over the kernel's simulated radios, with a real hostapd, supplicant and DHCP server on the other side of the air. */
@Order(37)
@Household
// It takes a minute and a half.
@Tag("campaign")
class WifiIT {
    private static final String SECRET = "the first secret";
    private static final String WPA2 = "wpa_key_mgmt=WPA-PSK\\nwpa_passphrase=" + SECRET;
    private static final String OTHER_SECRET = "the other secret";
    private static final String WPA3 = "wpa_key_mgmt=SAE\\nieee80211w=2\\nsae_password=" + OTHER_SECRET;
    private static final String PLATFORMD = "/run/service/platformd/supervise/";
    private static final String SERVICES = "ls -d /run/service/wifi /run/service/wifi-address 2>/dev/null | wc -l";

    @Test
    void joinsLosesFindsAndStandsInForTheCable(Plug plug) {
        Shell shell = plug.shell();
        assumeTrue(
                shell.run("command -v iw").exitCode() == 0, "an image that cannot move a simulated radio: the product");
        assertThat(shell.check(SERVICES)).as("services without a radio").isEqualTo("0");
        Air air = new Air(shell);
        air.begin();
        try (PlugClient owner = plug.owner()) {
            air.network("Home", WPA2, 1, "10.9.1");
            until(owner, "the radio", state -> mode(state).equals("client"));
            keepsItsOwnersCountry(shell, owner);
            assertThat(heard(owner, "Home").get("security").string()).isEqualTo("wpa2");

            assertThat(join(owner, "Home", "not the secret")).isEqualTo("wrong-passphrase");
            assertThat(shell.run("grep -q psk /data/hearth/platform/wifi.conf").exitCode())
                    .as("a wrong passphrase is not kept")
                    .isNotZero();
            assertThat(join(owner, "Home", SECRET)).isEqualTo("joined");
            String address = address(owner, "10.9.1.");
            assertThat(shell.check("stat -c '%a %U' /data/hearth/platform/wifi.conf"))
                    .isEqualTo("600 root");
            standsInForTheCable(plug, owner, air, address);

            air.vanish();
            until(owner, "the loss", state -> ssid(state).isEmpty());
            air.appear();
            until(owner, "being back by itself", state -> ssid(state).equals("Home"));

            air.noNetwork();
            air.network("Café", WPA3, 6, "10.9.2");
            assertThat(join(owner, "Café", OTHER_SECRET)).isEqualTo("joined");
            assertThat(state(owner).get("security").string()).isEqualTo("wpa3");
            address(owner, "10.9.2.");
            air.noNetwork();

            isANetworkItself(owner, air);
            assertThat(chooses(owner, "00").status()).isEqualTo(200);
            assertThat(country(state(owner))).isNotEqualTo("FR");
            assertThat(shell.run("grep -rqe '" + SECRET + "' -e '" + OTHER_SECRET + "' /data/log /run/hearth/wifi")
                            .exitCode())
                    .as("a passphrase in a log, or one that is of no more use")
                    .isNotZero();
            forget(owner, "Home");
            forget(owner, "Café");
        } finally {
            air.end();
        }
        Deadline.seconds(120)
                .awaitTrue(
                        "the services to go with the radio",
                        () -> shell.check(SERVICES).equals("0")
                                && shell.run("pidof wpa_supplicant").exitCode() != 0);
    }

    /** While platformd is down the kernel is told otherwise, so that it is platformd that brings the country back. */
    private static void keepsItsOwnersCountry(Shell shell, PlugClient owner) {
        assertThat(country(state(owner))).isEqualTo("00");
        PlugClient.Answer chosen = chooses(owner, "FR");
        assertThat(chosen.status()).as("%s", chosen).isEqualTo(200);
        assertThat(country(chosen.json().get("state"))).isEqualTo("FR");
        assertThat(shell.check("hearth wifi country")).contains("rules of FR");
        // Nobody's; the kernel takes four seconds for it.
        assertThat(chooses(owner, "QZ").status()).isEqualTo(422);
        until(owner, "the chosen country again", state -> country(state).equals("FR"));
        shell.check("printf d >" + PLATFORMD + "control");
        Deadline.seconds(120)
                .awaitTrue(
                        "platformd's end",
                        () -> shell.run("[ -s " + PLATFORMD + "pid ]").exitCode() != 0);
        shell.check("iw reg set 00");
        Deadline.seconds(60)
                .awaitTrue(
                        "the world's rules",
                        () -> shell.run("iw reg get | grep -q 'country 00'").exitCode() == 0);
        shell.check("printf u >" + PLATFORMD + "control");
        until(owner, "the country after a restart", state -> country(state).equals("FR"));
    }

    private static PlugClient.Answer chooses(PlugClient owner, String country) {
        return owner.sendJson("PUT", "/api/v1/wifi/country", Map.of("country", country));
    }

    private static String country(Json state) {
        return state.at("country").map(Json::string).orElse("");
    }

    private static void standsInForTheCable(Plug plug, PlugClient owner, Air air, String address) {
        assertThat(way(plug)).contains("eth0");
        plug.target().link(false);
        try {
            Deadline.seconds(60).awaitTrue("the way over Wi-Fi", () -> way(plug).contains("wlan0"));
            assertThat(air.page(address)).contains("308");
        } finally {
            plug.target().link(true);
        }
        Deadline.seconds(60).awaitTrue("the way over the cable", () -> way(plug).contains("eth0"));
        assertThat(owner.send("GET", "/api/v1/session").status()).isEqualTo(200);
    }

    /** Which way a packet to somewhere far would take. */
    private static String way(Plug plug) {
        return plug.shell().run("ip route get 192.0.2.1").output();
    }

    private static void isANetworkItself(PlugClient owner, Air air) {
        assertThat(owner.sendJson("PUT", "/api/v1/wifi/access-point", Map.of("on", true, "passphrase", "short"))
                        .status())
                .isEqualTo(422);
        assertThat(owner.sendJson("PUT", "/api/v1/wifi/access-point", Map.of("on", true, "passphrase", SECRET))
                        .status())
                .isEqualTo(200);
        Json state = until(owner, "a network of the plug's", now -> mode(now).equals("access-point"));
        air.joins(ssid(state), SECRET, "10.42.7.99");
        until(owner, "somebody in it", now -> now.get("clients").longValue() == 1);
        assertThat(air.getsAnAddress()).isTrue();
        assertThat(air.page("10.42.7.1")).contains("308");
        air.leaves();
        assertThat(owner.sendJson("PUT", "/api/v1/wifi/access-point", Map.of("on", false))
                        .status())
                .isEqualTo(200);
        until(owner, "its end", now -> mode(now).equals("client"));
    }

    /** A plug that is slow to answer may have forgotten it all the same. */
    private static void forget(PlugClient owner, String ssid) {
        until(owner, "forgetting " + ssid, state -> {
            boolean known = state.get("known").list().stream()
                    .anyMatch(one -> one.get("ssid").string().equals(ssid));
            if (known) {
                owner.sendJson("POST", "/api/v1/wifi/forget", Map.of("ssid", ssid));
            }
            return mode(state).equals("client") && !known;
        });
    }

    /** Joins and tells the problem, or that there was none. */
    private static String join(PlugClient owner, String ssid, String passphrase) {
        PlugClient.Answer answer =
                owner.sendJson("POST", "/api/v1/wifi/join", Map.of("ssid", ssid, "passphrase", passphrase));
        assertThat(answer.status()).as("%s", answer).isEqualTo(202);
        Json ended = until(
                owner,
                "the end of joining",
                state -> !state.get("attempt.phase").string().equals("trying"));
        return ended.at("attempt.problem")
                .map(Json::string)
                .orElse(ended.get("attempt.phase").string());
    }

    /** What a scan hears of a network; the first may have begun before it was there. */
    private static Json heard(PlugClient owner, String ssid) {
        return Deadline.seconds(120).await("hearing " + ssid, () -> {
            PlugClient.Answer answer = owner.send("POST", "/api/v1/wifi/scan");
            return answer.status() == 200
                    ? answer.json().get("networks").list().stream()
                            .filter(one -> one.get("ssid").string().equals(ssid))
                            .findFirst()
                    : Optional.empty();
        });
    }

    private static String address(PlugClient owner, String start) {
        Json state = until(
                owner,
                "an address in " + start,
                now -> now.get("addresses").list().stream()
                        .anyMatch(one -> one.string().startsWith(start)));
        return state.get("addresses").list().stream()
                .map(Json::string)
                .filter(one -> one.startsWith(start))
                .map(one -> one.substring(0, one.indexOf('/')))
                .findFirst()
                .orElseThrow();
    }

    private static Json state(PlugClient owner) {
        return owner.send("GET", "/api/v1/wifi").json().get("state");
    }

    private static Json until(PlugClient owner, String what, Predicate<Json> wanted) {
        return Deadline.seconds(180).await(what, () -> {
            PlugClient.Answer answer = owner.send("GET", "/api/v1/wifi");
            return answer.status() == 200 && wanted.test(answer.json().get("state"))
                    ? Optional.of(answer.json().get("state"))
                    : Optional.empty();
        });
    }

    private static String mode(Json state) {
        return state.get("mode").string();
    }

    private static String ssid(Json state) {
        return state.at("ssid").map(Json::string).orElse("");
    }
}
