// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.contract;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.HalException.Kind;
import org.hearthplug.hal.WifiNetworks;

/** One network in the air, {@code home}, whose passphrase is {@code scripted passphrase}. */
final class ScriptedWifiNetworks implements WifiNetworks {
    private final Set<String> failing;
    private boolean joined;

    ScriptedWifiNetworks(Set<String> failing) {
        this.failing = failing;
    }

    private void check() {
        if (failing.contains("wifi")) {
            throw new HalException(Kind.GONE, "wlan0", "scripted");
        }
    }

    @Override
    public synchronized Association association() {
        check();
        return joined
                ? new Association(true, Optional.of("home"), Optional.of("02:00:00:00:01:00"), Optional.of("WPA2-PSK"))
                : new Association(false, Optional.empty(), Optional.empty(), Optional.empty());
    }

    @Override
    public synchronized List<Known> known() {
        check();
        return joined ? List.of(new Known("home", true)) : List.of();
    }

    @Override
    public synchronized Outcome join(String ssid, String passphrase, Duration limit) {
        check();
        if (ssid.isEmpty() || passphrase.length() < 8) {
            throw new HalException(Kind.OUT_OF_RANGE, "wlan0", "scripted");
        }
        if (!ssid.equals("home")) {
            return Outcome.NOT_FOUND;
        }
        joined = passphrase.equals("scripted passphrase");
        return joined ? Outcome.JOINED : Outcome.WRONG_PASSPHRASE;
    }

    @Override
    public synchronized boolean forget(String ssid) {
        check();
        boolean was = joined && ssid.equals("home");
        joined = joined && !was;
        return was;
    }

    @Override
    public Subscription subscribe() {
        check();
        return new Subscription() {
            @Override
            public Optional<Change> next(Duration limit) {
                return Optional.empty();
            }

            @Override
            public void close() {
                // Nothing is held.
            }
        };
    }
}
