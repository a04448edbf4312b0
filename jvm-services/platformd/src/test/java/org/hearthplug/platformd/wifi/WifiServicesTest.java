// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.wifi;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.hearthplug.hal.Wifi;
import org.hearthplug.runtime.platform.WifiMessages;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WifiServicesTest {
    @TempDir
    Path folder;

    @Test
    void theNetworkOfThePlugIsWrittenForRootAloneAndGoesWithItsSecret() throws Exception {
        Path work = folder.resolve("wifi");
        WifiServices services = new WifiServices(folder, work);
        assertThat(services.accessPoint()).isFalse();
        services.makeNetwork("wlan0", "Hearth é", "a long secret", Optional.empty());
        assertThat(services.accessPoint()).isTrue();
        assertThat(services.passphrase()).contains("a long secret");
        Path conf = work.resolve("access-point.conf");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(conf)))
                .isEqualTo("rw-------");
        assertThat(Files.readString(conf))
                .contains("ssid2=48656172746820c3a9\n")
                .doesNotContain("country_code", "ieee80211d");
        services.joinNetworks();
        assertThat(services.accessPoint()).isFalse();
        assertThat(conf).doesNotExist();
    }

    @Test
    void theNetworkOfThePlugAnnouncesItsCountry() {
        assertThat(WifiServices.hostapd("wlan0", "Hearth", "a long secret", Optional.of("FR"))
                        .lines())
                .contains("country_code=FR", "ieee80211d=1", "channel=6");
    }

    @Test
    void aNetworkOfManyAccessPointsIsToldOnceByItsStrongest() {
        List<WifiMessages.HeardNetwork> heard = WifiRadio.heard(
                List.of(
                        network("Home", -40, Wifi.Security.WPA2),
                        network("Home", -70, Wifi.Security.WPA2),
                        network("Café", -75, Wifi.Security.OPEN)),
                Set.of("Home"));
        assertThat(heard)
                .containsExactly(
                        new WifiMessages.HeardNetwork("Home", -40, 2412, "wpa2", true, true),
                        new WifiMessages.HeardNetwork("Café", -75, 2412, "open", false, false));
    }

    @Test
    void noRequestShowsItsPassphrase() {
        assertThat(new WifiMessages.JoinRequest("Home", "a long secret").toString())
                .doesNotContain("secret");
        assertThat(new WifiMessages.AccessPointRequest(true, "a long secret").toString())
                .doesNotContain("secret");
    }

    private static Wifi.Network network(String ssid, int dbm, Wifi.Security security) {
        return new Wifi.Network(
                "02:00:00:00:00:01", Optional.of(ssid), 2412, OptionalInt.of(dbm), security, false, Duration.ZERO);
    }
}
