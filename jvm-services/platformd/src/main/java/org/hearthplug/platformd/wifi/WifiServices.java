// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.wifi;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HexFormat;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The supervised services of Wi-Fi, from outside: which of the two they are, and their control by runsv. */
final class WifiServices {
    private static final Logger LOG = Logger.getLogger(WifiServices.class.getName());
    private static final String ACCESS_POINT = "access-point";

    private static final String PASSPHRASE = "wpa_passphrase=";

    private final Path services;
    private final Path work;

    /**
     * Works with files only.
     *
     * @param services where supervised services are
     * @param work what passes between platformd and the services
     */
    WifiServices(Path services, Path work) {
        this.services = services;
        this.work = work;
    }

    /** True while the services are there, which is while there is a radio. */
    boolean there() {
        return Files.exists(services.resolve("wifi"));
    }

    boolean accessPoint() {
        try {
            return Files.readString(work.resolve("mode")).strip().equals(ACCESS_POINT);
        } catch (IOException client) {
            return false;
        }
    }

    /** Of the network that is made. */
    Optional<String> passphrase() {
        try {
            return Files.readAllLines(work.resolve("access-point.conf")).stream()
                    .filter(line -> line.startsWith(PASSPHRASE))
                    .map(line -> line.substring(PASSPHRASE.length()))
                    .findFirst();
        } catch (IOException none) {
            return Optional.empty();
        }
    }

    /** Makes a network from now on. */
    void makeNetwork(String link, String ssid, String passphrase, Optional<String> country) throws IOException {
        Files.createDirectories(
                work, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        write("access-point.conf", hostapd(link, ssid, passphrase, country));
        write("mode", ACCESS_POINT);
        startAnew();
    }

    /** Joins networks from now on. */
    void joinNetworks() throws IOException {
        Files.deleteIfExists(work.resolve("mode"));
        startAnew();
        Files.deleteIfExists(work.resolve("access-point.conf"));
    }

    /** One channel that every country allows; both generations of keys, for not every telephone has the newer. */
    static String hostapd(String link, String ssid, String passphrase, Optional<String> country) {
        return "interface=" + link + "\ndriver=nl80211\nctrl_interface=/run/hostapd\n"
                + "ssid2=" + HexFormat.of().formatHex(ssid.getBytes(StandardCharsets.UTF_8)) + "\n"
                + country.map(code -> "country_code=" + code + "\nieee80211d=1\n")
                        .orElse("")
                + "hw_mode=g\nchannel=6\nieee80211n=1\nwmm_enabled=1\nap_isolate=1\nmax_num_sta=8\n"
                + "wpa=2\nwpa_key_mgmt=WPA-PSK SAE\nrsn_pairwise=CCMP\nieee80211w=1\nsae_require_mfp=1\nsae_pwe=2\n"
                + PASSPHRASE + passphrase + "\n";
    }

    private void write(String name, String text) throws IOException {
        Path beside = work.resolve(name + ".new");
        Files.deleteIfExists(beside);
        Files.createFile(beside, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(beside, text);
        Files.move(beside, work.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private void startAnew() {
        control("wifi", "t");
        control("wifi-address", "t");
    }

    /** Another network: the address of the last one is given up (USR2) and one is asked for (USR1). */
    void addressAnew(boolean another) {
        if (another) {
            control("wifi-address", "2");
        }
        control("wifi-address", "1");
    }

    /** A radio came or went: late-modules starts the services or takes them away. */
    void lookForRadios() {
        control("late-modules", "t");
    }

    private void control(String service, String command) {
        try {
            Files.writeString(
                    services.resolve(service).resolve("supervise/control"), command, StandardOpenOption.WRITE);
        } catch (IOException notThere) {
            LOG.log(Level.FINE, "There is no service {0}.", service);
        }
    }
}
