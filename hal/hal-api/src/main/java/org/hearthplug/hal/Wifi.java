// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Wireless interfaces. Each operation waits 2 s at most, but {@link #scan}. On a kernel without Wi-Fi the lists are empty,
 * and what names an interface fails with GONE.
 */
public interface Wifi {
    /** Lists the wireless interfaces, by number. */
    List<Radio> radios();

    /**
     * Looks for networks. Waits until the radio is through, or for the limit.
     *
     * @param link the interface; it must be switched on
     * @param limit longest wait; a scan of both bands takes 2 to 6 s
     * @return what was heard, strongest first, at most 256
     * @throws HalException GONE; BUSY when a scan runs already; DENIED; UNSUPPORTED; TIMEOUT
     */
    List<Network> scan(String link, Duration limit);

    /**
     * The stations that an interface speaks with: as a client its access point, as an access point its clients.
     *
     * @throws HalException GONE, TIMEOUT
     */
    List<Station> stations(String link);

    /**
     * Whether the radio sleeps between beacons.
     *
     * @throws HalException GONE, UNSUPPORTED, TIMEOUT
     */
    boolean powerSave(String link);

    /**
     * Lets the radio sleep between beacons, or keeps it awake. Sleeping adds up to a beacon's time (mostly 102 ms) to each
     * answer.
     *
     * @throws HalException GONE, UNSUPPORTED, DENIED, TIMEOUT
     */
    void powerSave(String link, boolean on);

    /**
     * Country whose rules the radios keep, two characters; {@code 00} is the world's common part, {@code 98} what two countries
     * both allow: the one asked for and the one that a joined network announces. Empty without Wi-Fi.
     */
    Optional<String> regulatoryDomain();

    /**
     * Asks for a country's rules; the kernel takes them a moment later, when its regulatory database has them and the radio agrees.
     * For a country that the database lacks, a kernel that asks a helper (CRDA) waits 3 s and goes back to {@code 00}.
     *
     * @param country two letters as ISO 3166 has them, or {@code 00}
     * @throws HalException OUT_OF_RANGE for what is no country; UNSUPPORTED without Wi-Fi; DENIED
     */
    void regulatoryDomain(String country);

    /** What an interface does. */
    enum Role {
        STATION,
        ACCESS_POINT,
        AD_HOC,
        MONITOR,
        OTHER
    }

    /**
     * A wireless interface.
     *
     * @param link the interface's name, {@code wlan0}
     * @param index the kernel's number of the interface
     * @param phy the kernel's number of the radio
     * @param role what it does
     * @param mac its address
     * @param ssid the network it is in or makes, control characters left out
     * @param frequencyMhz its channel, if it has one
     */
    record Radio(
            String link, int index, int phy, Role role, String mac, Optional<String> ssid, OptionalInt frequencyMhz) {}

    /** How a network is protected, by what it announces. */
    enum Security {
        OPEN,
        WEP,
        WPA,
        WPA2,
        /** WPA2 and WPA3 side by side. */
        WPA2_WPA3,
        WPA3,
        /** WPA2 or WPA3 with accounts of an organisation. */
        ENTERPRISE
    }

    /**
     * A network that was heard.
     *
     * @param bssid address of the access point
     * @param ssid its name, control characters left out; empty when it hides it
     * @param frequencyMhz its channel
     * @param signalDbm how strong it is, in dBm, at the moment it was heard
     * @param security how it is protected
     * @param connected true when the interface is in it
     * @param age time since it was heard
     */
    record Network(
            String bssid,
            Optional<String> ssid,
            int frequencyMhz,
            OptionalInt signalDbm,
            Security security,
            boolean connected,
            Duration age) {}

    /**
     * The other side of a radio link.
     *
     * @param mac its address
     * @param signalDbm how strong it is heard, in dBm
     * @param receiveKbps rate of the last data received, in kilobits a second
     * @param sendKbps rate of the last data sent, in kilobits a second
     * @param connected time since it joined
     * @param rxBytes bytes received from it
     * @param txBytes bytes sent to it
     * @param lost packets that it did not confirm
     */
    record Station(
            String mac,
            OptionalInt signalDbm,
            OptionalInt receiveKbps,
            OptionalInt sendKbps,
            Duration connected,
            long rxBytes,
            long txBytes,
            long lost) {}
}
