// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.contract;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.HalException.Kind;
import org.hearthplug.hal.Wifi;

/** One radio, {@code wlan0}, that hears one network and keeps what it is told, but the rules of a country that nobody has: QM to QZ. */
final class ScriptedWifi implements Wifi {
    private final Set<String> failing;
    private boolean powerSave = true;
    private String country = "00";

    ScriptedWifi(Set<String> failing) {
        this.failing = failing;
    }

    private void check(String link) {
        if (failing.contains("wifi")) {
            throw new HalException(Kind.IO, link, 5, "scripted", null);
        }
        if (!link.equals("wlan0")) {
            throw new HalException(Kind.GONE, link, "scripted");
        }
    }

    @Override
    public List<Radio> radios() {
        check("wlan0");
        return List.of(
                new Radio("wlan0", 3, 0, Role.STATION, "02:00:00:00:00:00", Optional.empty(), OptionalInt.empty()));
    }

    @Override
    public List<Network> scan(String link, Duration limit) {
        check(link);
        return List.of(new Network(
                "02:00:00:00:01:00",
                Optional.of("home"),
                2412,
                OptionalInt.of(-42),
                Security.WPA2,
                false,
                Duration.ZERO));
    }

    @Override
    public List<Station> stations(String link) {
        check(link);
        return List.of();
    }

    @Override
    public synchronized boolean powerSave(String link) {
        check(link);
        return powerSave;
    }

    @Override
    public synchronized void powerSave(String link, boolean on) {
        check(link);
        powerSave = on;
    }

    @Override
    public synchronized Optional<String> regulatoryDomain() {
        return Optional.of(country);
    }

    @Override
    public synchronized void regulatoryDomain(String wanted) {
        if (!wanted.matches("[A-Z]{2}|00")) {
            throw new HalException(Kind.OUT_OF_RANGE, "regulatory-domain", "scripted");
        }
        if (!wanted.matches("Q[M-Z]")) {
            country = wanted;
        }
    }
}
