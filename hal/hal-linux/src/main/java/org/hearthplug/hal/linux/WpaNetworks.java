// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Pattern;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.HalException.Kind;
import org.hearthplug.hal.WifiNetworks;

/** wpa_supplicant by its control socket. What it is told to keep, it keeps itself, so it joins again without anybody's doing. */
final class WpaNetworks implements WifiNetworks {
    private static final Pattern PASSPHRASE = Pattern.compile("[\\x20-\\x7e]{8,63}");
    private static final int MAX_SSID_BYTES = 32;
    private static final Duration SLICE = Duration.ofMillis(500);

    private final Path folder;
    private final ReentrantLock joining = new ReentrantLock();

    /** {@code folder} is where the supplicant has a socket for each interface. */
    WpaNetworks(Path folder) {
        this.folder = folder;
    }

    private WpaControl connect() {
        try (DirectoryStream<Path> sockets = Files.newDirectoryStream(
                folder, one -> !one.getFileName().toString().startsWith("p2p-"))) {
            for (Path socket : sockets) {
                return new WpaControl(socket.getFileName().toString(), socket);
            }
        } catch (IOException none) {
            throw new HalException(Kind.GONE, "wifi", 0, "no Wi-Fi service runs", none);
        }
        throw new HalException(Kind.GONE, "wifi", "no Wi-Fi service runs");
    }

    @Override
    public Association association() {
        try (WpaControl control = connect()) {
            WpaReply status = WpaReply.of(control.ask("STATUS"));
            boolean joined = status.value("wpa_state").equals(Optional.of("COMPLETED"));
            return joined
                    ? new Association(
                            true,
                            status.value("ssid").map(WpaReply::name),
                            status.value("bssid"),
                            status.value("key_mgmt"))
                    : new Association(false, Optional.empty(), Optional.empty(), Optional.empty());
        }
    }

    @Override
    public List<Known> known() {
        try (WpaControl control = connect()) {
            return WpaReply.networks(control.ask("LIST_NETWORKS")).stream()
                    .map(one -> new Known(one.ssid(), one.current()))
                    .toList();
        }
    }

    @Override
    public Outcome join(String ssid, String passphrase, Duration limit) {
        byte[] name = ssid.getBytes(StandardCharsets.UTF_8);
        if (name.length == 0 || name.length > MAX_SSID_BYTES) {
            throw new HalException(Kind.OUT_OF_RANGE, "wifi", "a network's name has 1 to 32 bytes");
        }
        if (!PASSPHRASE.matcher(passphrase).matches()) {
            throw new HalException(
                    Kind.OUT_OF_RANGE, "wifi", "a passphrase has 8 to 63 letters, digits, signs or blanks of ASCII");
        }
        if (!joining.tryLock()) {
            throw new HalException(Kind.BUSY, "wifi", "another network is being joined");
        }
        try (WpaControl control = connect();
                WpaControl events = connect()) {
            events.order("ATTACH", "listening");
            return attempt(control, events, ssid, passphrase, limit);
        } finally {
            joining.unlock();
        }
    }

    private static Outcome attempt(
            WpaControl control, WpaControl events, String ssid, String passphrase, Duration limit) {
        List<WpaReply.Network> before = WpaReply.networks(control.ask("LIST_NETWORKS"));
        String id = control.ask("ADD_NETWORK");
        if (!id.matches("\\d{1,6}")) {
            throw new HalException(Kind.IO, "wifi", "the Wi-Fi service takes no further network");
        }
        Outcome outcome = Outcome.TIMED_OUT;
        try {
            describe(control, id, ssid, passphrase);
            control.order("SELECT_NETWORK " + id, "choosing the network");
            outcome = watch(events, id, System.nanoTime() + limit.toNanos());
            return outcome;
        } finally {
            if (outcome == Outcome.JOINED) {
                before.stream()
                        .filter(one -> one.ssid().equals(ssid))
                        .forEach(one -> control.ask("REMOVE_NETWORK " + one.id()));
            } else {
                control.ask("REMOVE_NETWORK " + id);
            }
            // Choosing one had switched the others off.
            control.ask("ENABLE_NETWORK all");
            if (outcome == Outcome.JOINED) {
                control.order("SAVE_CONFIG", "keeping the network");
            }
        }
    }

    private static void describe(WpaControl control, String id, String ssid, String passphrase) {
        String hex = HexFormat.of().formatHex(ssid.getBytes(StandardCharsets.UTF_8));
        set(control, id, "ssid", hex);
        set(control, id, "psk", '"' + passphrase + '"');
        // WPA3 where it is offered; protected management frames, which WPA3 wants, where they are.
        set(control, id, "key_mgmt", "SAE WPA-PSK WPA-PSK-SHA256");
        set(control, id, "ieee80211w", "1");
        // Networks that hide their names are asked for by name.
        set(control, id, "scan_ssid", "1");
    }

    private static void set(WpaControl control, String id, String variable, String value) {
        control.order("SET_NETWORK " + id + ' ' + variable + ' ' + value, variable);
    }

    private static Outcome watch(WpaControl events, String id, long deadlineNanos) {
        WpaVerdict verdict = new WpaVerdict(id);
        while (System.nanoTime() < deadlineNanos) {
            Optional<Outcome> said = events.next(SLICE).flatMap(verdict::hear);
            if (said.isPresent()) {
                return said.get();
            }
        }
        return verdict.atTheEnd();
    }

    @Override
    public boolean forget(String ssid) {
        try (WpaControl control = connect()) {
            List<WpaReply.Network> found = new ArrayList<>(WpaReply.networks(control.ask("LIST_NETWORKS")));
            found.removeIf(one -> !one.ssid().equals(ssid));
            found.forEach(one -> control.order("REMOVE_NETWORK " + one.id(), "forgetting the network"));
            if (!found.isEmpty()) {
                control.order("SAVE_CONFIG", "forgetting the network for good");
            }
            return !found.isEmpty();
        }
    }

    @Override
    public Subscription subscribe() {
        WpaControl events = connect();
        boolean ready = false;
        try {
            events.order("ATTACH", "listening");
            ready = true;
        } finally {
            if (!ready) {
                events.close();
            }
        }
        return new Listening(events);
    }

    /** Looks whether the supplicant is still there when it has been silent. */
    private record Listening(WpaControl events) implements Subscription {
        @Override
        public Optional<Change> next(Duration limit) {
            Optional<String> said = events.next(limit);
            if (said.isEmpty()) {
                events.ask("PING");
            }
            return said.flatMap(WpaReply::change);
        }

        @Override
        public void close() {
            events.close();
        }
    }
}
