// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.wifi;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.Hardware;
import org.hearthplug.hal.Network;
import org.hearthplug.hal.Wifi;
import org.hearthplug.hal.WifiNetworks;
import org.hearthplug.runtime.platform.WifiMessages.Attempt;
import org.hearthplug.runtime.platform.WifiMessages.HeardNetwork;
import org.hearthplug.runtime.platform.WifiMessages.KnownNetwork;
import org.hearthplug.runtime.platform.WifiMessages.WifiState;

/** What the hardware shows of Wi-Fi, as the interface tells it. */
final class WifiRadio {
    private static final Set<Wifi.Security> WITH_PASSPHRASE =
            Set.of(Wifi.Security.WPA2, Wifi.Security.WPA2_WPA3, Wifi.Security.WPA3);
    private static final int TRIES = 8;
    private static final Duration BETWEEN = Duration.ofMillis(500);
    private static final Duration SCAN = Duration.ofSeconds(8);

    private final Hardware hardware;
    private final Path radios;
    private List<HeardNetwork> heardLast = List.of();

    /** {@code radios} is {@code /sys/class/ieee80211}: asking it costs no netlink on a plug without. */
    WifiRadio(Hardware hardware, Path radios) {
        this.hardware = hardware;
        this.radios = radios;
    }

    boolean there() {
        try (DirectoryStream<Path> some = Files.newDirectoryStream(radios)) {
            return some.iterator().hasNext();
        } catch (IOException none) {
            return false;
        }
    }

    /** The interface that the plug uses: the first of the hardware's that is no monitor. */
    Optional<Wifi.Radio> radio() {
        return there()
                ? hardware.wifi().radios().stream()
                        .filter(one -> one.role() == Wifi.Role.STATION || one.role() == Wifi.Role.ACCESS_POINT)
                        .findFirst()
                : Optional.empty();
    }

    /** True when a cable leads somewhere. */
    boolean cable() {
        return hardware.network().links().stream()
                .anyMatch(link -> link.kind() == Network.Kind.ETHERNET && link.carrier());
    }

    WifiState state(boolean accessPoint, Attempt attempt) {
        Optional<Wifi.Radio> found = radio();
        if (found.isEmpty()) {
            return new WifiState(false, null, "starting", null, null, null, null, null, null, null, attempt, 0, null);
        }
        Wifi.Radio radio = found.get();
        String country = hardware.wifi().regulatoryDomain().orElse(null);
        if (accessPoint) {
            // The kernel tells the name from the moment that the network is on the air.
            boolean onAir =
                    radio.role() == Wifi.Role.ACCESS_POINT && radio.ssid().isPresent();
            return new WifiState(
                    true,
                    radio.link(),
                    onAir ? "access-point" : "starting",
                    radio.ssid().orElse(null),
                    radio.mac(),
                    null,
                    boxed(radio.frequencyMhz()),
                    null,
                    addresses(radio.link()),
                    null,
                    attempt,
                    onAir ? hardware.wifi().stations(radio.link()).size() : 0,
                    country);
        }
        return client(radio, attempt, country);
    }

    private WifiState client(Wifi.Radio radio, Attempt attempt, String country) {
        try {
            WifiNetworks.Association association = hardware.wifiNetworks().association();
            OptionalInt signal = association.joined()
                    ? hardware.wifi().stations(radio.link()).stream()
                            .findFirst()
                            .map(Wifi.Station::signalDbm)
                            .orElse(OptionalInt.empty())
                    : OptionalInt.empty();
            return new WifiState(
                    true,
                    radio.link(),
                    "client",
                    association.ssid().orElse(null),
                    association.bssid().orElse(null),
                    boxed(signal),
                    association.joined() ? boxed(radio.frequencyMhz()) : null,
                    association.keyManagement().map(WifiRadio::generation).orElse(null),
                    addresses(radio.link()),
                    hardware.wifiNetworks().known().stream()
                            .map(one -> new KnownNetwork(one.ssid(), one.current()))
                            .toList(),
                    attempt,
                    0,
                    country);
        } catch (HalException notYet) {
            return new WifiState(
                    true, radio.link(), "starting", null, null, null, null, null, null, null, attempt, 0, country);
        }
    }

    private static String generation(String keyManagement) {
        return keyManagement.contains("SAE") ? "wpa3" : "wpa2";
    }

    private static Integer boxed(OptionalInt value) {
        return value.isPresent() ? value.getAsInt() : null;
    }

    private List<String> addresses(String name) {
        return hardware.network().links().stream()
                .filter(link -> link.name().equals(name))
                .flatMap(link -> link.addresses().stream())
                .map(Network.Address::toString)
                .toList();
    }

    /** Looks for networks; one that is the supplicant's turn is waited for. In an access point: what was heard before. */
    synchronized List<HeardNetwork> scan(boolean accessPoint) throws InterruptedException {
        Optional<Wifi.Radio> radio = radio();
        if (accessPoint || radio.isEmpty()) {
            return heardLast;
        }
        for (int left = TRIES; ; left--) {
            try {
                heardLast = heard(hardware.wifi().scan(radio.get().link(), SCAN), known());
                return heardLast;
            } catch (HalException failure) {
                if (failure.kind() != HalException.Kind.BUSY || left <= 1) {
                    throw failure;
                }
                Thread.sleep(BETWEEN);
            }
        }
    }

    private Set<String> known() {
        Set<String> names = new HashSet<>();
        try {
            hardware.wifiNetworks().known().forEach(one -> names.add(one.ssid()));
        } catch (HalException notYet) {
            // Then none is marked.
        }
        return names;
    }

    /** One entry for each name: the strongest access point of the network. */
    static List<HeardNetwork> heard(List<Wifi.Network> strongestFirst, Set<String> known) {
        List<HeardNetwork> told = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Wifi.Network one : strongestFirst) {
            String ssid = one.ssid().orElse("");
            if (!ssid.isEmpty() && names.add(ssid)) {
                told.add(new HeardNetwork(
                        ssid,
                        one.signalDbm().orElse(-100),
                        one.frequencyMhz(),
                        one.security().name().toLowerCase(Locale.ROOT),
                        known.contains(ssid),
                        WITH_PASSPHRASE.contains(one.security())));
            }
        }
        return told;
    }
}
