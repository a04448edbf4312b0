// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.runtime.platform;

import io.avaje.jsonb.Json;
import io.avaje.jsonb.JsonType;
import java.util.List;
import java.util.Set;
import org.hearthplug.runtime.varlink.VarlinkInterface;

/** Names, description and records of {@code org.hearthplug.Wifi}, for both sides of the socket. */
public final class WifiMessages {
    /** The interface's name. */
    public static final String INTERFACE = "org.hearthplug.Wifi";

    /** Full names of the methods. */
    public static final String GET_STATE = INTERFACE + ".GetState";

    public static final String SCAN = INTERFACE + ".Scan";
    public static final String JOIN = INTERFACE + ".Join";
    public static final String FORGET = INTERFACE + ".Forget";
    public static final String SET_ACCESS_POINT = INTERFACE + ".SetAccessPoint";
    public static final String SET_COUNTRY = INTERFACE + ".SetCountry";

    /** Full names of the errors. */
    public static final String NO_RADIO = INTERFACE + ".NoRadio";

    public static final String BUSY = INTERFACE + ".Busy";
    public static final String REFUSED = INTERFACE + ".Refused";

    /** What the page may call: all of it. */
    public static final Set<String> ALL = Set.of(GET_STATE, SCAN, JOIN, FORGET, SET_ACCESS_POINT, SET_COUNTRY);

    public static final JsonType<StateReply> STATE_REPLY = PlatformMessages.JSON.type(StateReply.class);
    public static final JsonType<ScanReply> SCAN_REPLY = PlatformMessages.JSON.type(ScanReply.class);
    public static final JsonType<JoinRequest> JOIN_REQUEST = PlatformMessages.JSON.type(JoinRequest.class);
    public static final JsonType<ForgetRequest> FORGET_REQUEST = PlatformMessages.JSON.type(ForgetRequest.class);
    public static final JsonType<AccessPointRequest> ACCESS_POINT_REQUEST =
            PlatformMessages.JSON.type(AccessPointRequest.class);
    public static final JsonType<CountryRequest> COUNTRY_REQUEST = PlatformMessages.JSON.type(CountryRequest.class);
    public static final JsonType<Refusal> REFUSAL = PlatformMessages.JSON.type(Refusal.class);

    private WifiMessages() {}

    /**
     * Reply of most methods.
     *
     * @param state how things are
     */
    @Json
    public record StateReply(WifiState state) {}

    /**
     * How Wi-Fi is.
     *
     * @param radio false on a plug without; then nothing else means anything
     * @param link the interface, {@code wlan0}
     * @param mode {@code client}, {@code access-point} or {@code starting}
     * @param ssid the network that it is in or makes; null for none
     * @param bssid address of its access point
     * @param signalDbm how strong it is heard, in dBm
     * @param frequencyMhz its channel
     * @param security how keys were agreed: {@code wpa2} or {@code wpa3}
     * @param addresses the interface's, {@code 192.168.1.7/24}
     * @param known networks that are joined by themselves
     * @param attempt the latest attempt to join one; null before the first
     * @param clients how many are in the network that it makes
     * @param country whose radio rules the kernel keeps; {@code 00} the world's common ones, {@code 98} what two countries both allow; null
     *     without a radio, and from a platformd that does not tell it
     */
    @Json
    public record WifiState(
            boolean radio,
            String link,
            String mode,
            String ssid,
            String bssid,
            Integer signalDbm,
            Integer frequencyMhz,
            String security,
            List<String> addresses,
            List<KnownNetwork> known,
            Attempt attempt,
            int clients,
            String country) {
        public WifiState {
            addresses = addresses == null ? List.of() : List.copyOf(addresses);
            known = known == null ? List.of() : List.copyOf(known);
        }
    }

    /**
     * A network that is known.
     *
     * @param ssid its name
     * @param current true while the plug is in it
     */
    @Json
    public record KnownNetwork(String ssid, boolean current) {}

    /**
     * An attempt to join a network.
     *
     * @param ssid its name
     * @param phase {@code trying}, {@code joined} or {@code failed}
     * @param problem {@code wrong-passphrase}, {@code not-found}, {@code refused}, {@code timeout} or {@code unavailable}; else null
     */
    @Json
    public record Attempt(String ssid, String phase, String problem) {}

    /**
     * Reply of Scan.
     *
     * @param networks strongest first
     */
    @Json
    public record ScanReply(List<HeardNetwork> networks) {
        public ScanReply {
            networks = networks == null ? List.of() : List.copyOf(networks);
        }
    }

    /**
     * A network that is heard.
     *
     * @param ssid its name
     * @param signalDbm how strong, in dBm
     * @param frequencyMhz its channel
     * @param security {@code open}, {@code wep}, {@code wpa}, {@code wpa2}, {@code wpa2_wpa3}, {@code wpa3} or {@code enterprise}
     * @param known whether the plug joins it by itself
     * @param joinable whether a passphrase is all that it wants
     */
    @Json
    public record HeardNetwork(
            String ssid, int signalDbm, int frequencyMhz, String security, boolean known, boolean joinable) {}

    /**
     * Parameters of Join.
     *
     * @param ssid the network
     * @param passphrase its passphrase
     */
    @Json
    public record JoinRequest(String ssid, String passphrase) {
        /** Without the passphrase, which belongs in no log. */
        @Override
        public String toString() {
            return "JoinRequest[" + ssid + "]";
        }
    }

    /**
     * Parameters of Forget.
     *
     * @param ssid the network
     */
    @Json
    public record ForgetRequest(String ssid) {}

    /**
     * Parameters of SetAccessPoint.
     *
     * @param on true to make a network
     * @param passphrase of that network
     */
    @Json
    public record AccessPointRequest(Boolean on, String passphrase) {
        /** Without the passphrase. */
        @Override
        public String toString() {
            return "AccessPointRequest[" + on + "]";
        }
    }

    /**
     * Parameters of SetCountry.
     *
     * @param country two capital letters, or {@code 00}
     */
    @Json
    public record CountryRequest(String country) {}

    /**
     * Parameters of the error Refused.
     *
     * @param reason a sentence
     */
    @Json
    public record Refusal(String reason) {}

    /** The interface's text. */
    public static String description() {
        return VarlinkInterface.describedBeside(WifiMessages.class, INTERFACE);
    }
}
