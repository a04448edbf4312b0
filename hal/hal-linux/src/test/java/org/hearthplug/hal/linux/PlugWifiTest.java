// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.HalException.Kind;
import org.hearthplug.hal.Hardware;
import org.hearthplug.hal.Wifi;
import org.hearthplug.hal.WifiNetworks;
import org.hearthplug.hal.WifiNetworks.Change;
import org.hearthplug.hal.WifiNetworks.Outcome;
import org.hearthplug.hal.WifiNetworks.Subscription;
import org.hearthplug.hal.contract.Hand;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * A radio (mac80211_hwsim) under the plug's own supplicant, in the plug. The hand outside has a network named {@value #SSID}, WPA2, on channel 1,
 * with the passphrase {@value #SECRET}, and takes the radio away at the end.
 */
@EnabledIf("org.hearthplug.hal.contract.InPlug#isHere")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PlugWifiTest {
    private static final String SSID = "Contract";
    private static final String SECRET = "the secret of the contract";
    private static final Hardware HARDWARE = LinuxHardware.ofThisMachine();
    private static final Wifi WIFI = HARDWARE.wifi();
    private static final WifiNetworks NETWORKS = HARDWARE.wifiNetworks();
    private static final Duration PATIENT = Duration.ofSeconds(120);
    private static final Duration NO_SUCH_COUNTRY = Duration.ofSeconds(6);

    private static Kind failure(Runnable operation) {
        HalException failure = catchThrowableOfType(HalException.class, operation::run);
        return failure == null ? null : failure.kind();
    }

    private static <T> T await(String what, Supplier<Optional<T>> probe) throws InterruptedException {
        long began = System.nanoTime();
        while (true) {
            Optional<T> answer = probe.get();
            if (answer.isPresent()) {
                return answer.get();
            }
            assertThat(System.nanoTime() - began).as(what).isLessThan(PATIENT.toNanos());
            Thread.sleep(100);
        }
    }

    private static void awaitTrue(String what, BooleanSupplier condition) throws InterruptedException {
        await(what, () -> condition.getAsBoolean() ? Optional.of(true) : Optional.empty());
    }

    private static Wifi.Radio radio() {
        return WIFI.radios().stream()
                .filter(one -> one.role() == Wifi.Role.STATION)
                .findFirst()
                .orElseThrow();
    }

    private static String link() {
        return radio().link();
    }

    /** What a scan hears of the network; the supplicant's own scan may be under way. */
    private static Wifi.Network heard() throws InterruptedException {
        return await("hearing the network", () -> {
            try {
                return WIFI.scan(link(), PATIENT).stream()
                        .filter(one -> one.ssid().equals(Optional.of(SSID)))
                        .findFirst();
            } catch (HalException busy) {
                assertThat(busy.kind()).isEqualTo(Kind.BUSY);
                return Optional.empty();
            }
        });
    }

    @Test
    @Order(1)
    void aRadioIsListedOnceWithItsInterface() {
        assertThat(WIFI.radios()).hasSize(1);
        assertThat(radio().mac()).matches("02(:[0-9a-f]{2}){5}");
        assertThat(HARDWARE.network().links())
                .filteredOn(one -> one.name().equals(link()))
                .singleElement()
                .satisfies(one -> assertThat(one.kind()).isEqualTo(org.hearthplug.hal.Network.Kind.WIFI));
    }

    @Test
    @Order(2)
    void itSleepsBetweenBeaconsOrDoesNot() {
        boolean before = WIFI.powerSave(link());
        try {
            WIFI.powerSave(link(), true);
            assertThat(WIFI.powerSave(link())).isTrue();
            WIFI.powerSave(link(), false);
            assertThat(WIFI.powerSave(link())).isFalse();
        } finally {
            WIFI.powerSave(link(), before);
        }
    }

    /** The kernel takes a country a moment after it was asked; what it does with one that its data base lacks takes it 3.142 s. */
    @Test
    @Order(3)
    void theRulesOfACountryAreKeptAndThoseOfNoneAreNot() throws Exception {
        assertThat(WIFI.regulatoryDomain()).contains("00");
        try {
            country("FR");
            WIFI.regulatoryDomain("QZ");
            long began = System.nanoTime();
            while (System.nanoTime() - began < NO_SUCH_COUNTRY.toNanos()) {
                // With CRDA, which Debian's kernel has, it is at the world's rules in the end.
                assertThat(WIFI.regulatoryDomain().orElseThrow()).isIn("FR", "00");
                Thread.sleep(100);
            }
            country("FR");
        } finally {
            country("00");
        }
    }

    private static void country(String wanted) throws InterruptedException {
        WIFI.regulatoryDomain(wanted);
        awaitTrue(wanted, () -> WIFI.regulatoryDomain().equals(Optional.of(wanted)));
    }

    @Test
    @Order(4)
    void aNetworkIsHeardJoinedLostFoundAgainAndForgotten() throws Exception {
        Hand.please("network");
        Wifi.Network heard = heard();
        assertThat(heard.frequencyMhz()).isEqualTo(2412);
        assertThat(heard.security()).isEqualTo(Wifi.Security.WPA2);
        assertThat(heard.connected()).isFalse();
        assertThat(heard.signalDbm().orElseThrow()).isBetween(-100, 0);
        awaitTrue("the supplicant", () -> failure(NETWORKS::association) == null);
        assertThat(NETWORKS.association().joined()).isFalse();
        assertThat(NETWORKS.join(SSID, "not the secret", PATIENT)).isEqualTo(Outcome.WRONG_PASSPHRASE);
        assertThat(NETWORKS.known()).noneMatch(one -> one.ssid().equals(SSID));
        assertThat(NETWORKS.join("No such network", SECRET, PATIENT)).isEqualTo(Outcome.NOT_FOUND);
        assertThat(NETWORKS.join(SSID, SECRET, PATIENT)).isEqualTo(Outcome.JOINED);
        try {
            isInIt(heard.bssid());
            isLostAndFoundAgain();
        } finally {
            assertThat(NETWORKS.forget(SSID)).isTrue();
        }
        assertThat(NETWORKS.forget(SSID)).isFalse();
        awaitTrue("leaving it", () -> !NETWORKS.association().joined());
        assertThat(WIFI.stations(link())).isEmpty();
    }

    private static void isInIt(String bssid) throws InterruptedException {
        assertThat(NETWORKS.association())
                .isEqualTo(new WifiNetworks.Association(
                        true, Optional.of(SSID), Optional.of(bssid), Optional.of("WPA2-PSK")));
        assertThat(NETWORKS.known()).contains(new WifiNetworks.Known(SSID, true));
        assertThat(radio().ssid()).contains(SSID);
        assertThat(radio().frequencyMhz()).hasValue(2412);
        Wifi.Station other = await(
                "a rate",
                () -> WIFI.stations(link()).stream()
                        .filter(one -> one.sendKbps().isPresent())
                        .findFirst());
        assertThat(other.mac()).isEqualTo(bssid);
        assertThat(other.signalDbm().orElseThrow()).isBetween(-100, 0);
        assertThat(other.sendKbps().orElseThrow()).isBetween(1_000, 1_000_000);
        assertThat(other.txBytes()).isPositive();
    }

    private static void isLostAndFoundAgain() throws InterruptedException {
        try (Subscription changes = NETWORKS.subscribe()) {
            Hand.please("vanish");
            next(changes, Change.LEFT);
            assertThat(NETWORKS.association().joined()).isFalse();
            Hand.please("appear");
            next(changes, Change.JOINED);
            assertThat(NETWORKS.association().ssid()).contains(SSID);
        }
    }

    private static void next(Subscription changes, Change wanted) {
        long began = System.nanoTime();
        while (!changes.next(Duration.ofSeconds(2)).equals(Optional.of(wanted))) {
            assertThat(System.nanoTime() - began).as("%s", wanted).isLessThan(PATIENT.toNanos());
        }
    }

    @Test
    @Order(5)
    void aRadioThatGoesWhileItScansIsGone() throws Exception {
        String link = link();
        Hand.ask("radio gone");
        awaitTrue("its going", () -> {
            Kind kind = failure(() -> WIFI.scan(link, PATIENT));
            assertThat(kind).isIn(null, Kind.BUSY, Kind.GONE);
            return kind == Kind.GONE;
        });
        Hand.awaitDone();
        assertThat(WIFI.radios()).isEmpty();
        assertThat(failure(() -> WIFI.powerSave(link))).isEqualTo(Kind.GONE);
        assertThat(failure(() -> WIFI.stations(link))).isEqualTo(Kind.GONE);
        awaitTrue("the supplicant's end", () -> failure(NETWORKS::association) == Kind.GONE);
    }
}
