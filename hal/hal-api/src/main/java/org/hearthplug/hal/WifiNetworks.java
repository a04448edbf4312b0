// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Being in a Wi-Fi network: the plug's supplicant, which knows networks and joins whichever it hears. Operations wait 2 s at most, but
 * {@link #join}. Without a running supplicant (no radio, or the radio is an access point) they fail with GONE.
 *
 * <p>Passphrases go in and never come out again; no message and no error holds one.
 */
public interface WifiNetworks {
    /** How joining stands. */
    Association association();

    /** The networks that it knows, each by its name. */
    List<Known> known();

    /**
     * Joins a network with WPA3 where the network has it, else WPA2, and keeps it for good. When it does not work, nothing is kept and the
     * supplicant goes back to the networks that it knew.
     *
     * @param ssid the network's name, 1 to 32 bytes of UTF-8
     * @param passphrase 8 to 63 printable ASCII characters
     * @param limit longest wait; a network that answers takes 1 to 10 s
     * @return how it ended
     * @throws HalException OUT_OF_RANGE for a name or passphrase that no network can have; GONE; IO; TIMEOUT when the supplicant itself
     *     does not answer
     */
    Outcome join(String ssid, String passphrase, Duration limit);

    /**
     * Forgets a network, and leaves it when the plug is in it.
     *
     * @return false when it was not known
     * @throws HalException GONE, IO, TIMEOUT
     */
    boolean forget(String ssid);

    /**
     * Starts to hear what the supplicant says: joined, lost. For one thread.
     *
     * @throws HalException GONE, TIMEOUT
     */
    Subscription subscribe();

    /** How an attempt to join ended. */
    enum Outcome {
        JOINED,
        /** The access point says so, or does not say why but ends each handshake as it does for a wrong one. */
        WRONG_PASSPHRASE,
        /** No network of this name was heard. */
        NOT_FOUND,
        /** It wants a protection that this side does not have, or is full. */
        REFUSED,
        /** It began and did not come to an end in time. */
        TIMED_OUT
    }

    /**
     * How joining stands.
     *
     * @param joined true while in a network, with keys agreed
     * @param ssid the network, while joined
     * @param bssid address of its access point, while joined
     * @param keyManagement how keys were agreed, {@code SAE} (WPA3) or {@code WPA2-PSK}, while joined
     */
    record Association(boolean joined, Optional<String> ssid, Optional<String> bssid, Optional<String> keyManagement) {}

    /**
     * A network that is known.
     *
     * @param ssid its name
     * @param current true while the plug is in it
     */
    record Known(String ssid, boolean current) {}

    /** What the supplicant says. */
    enum Change {
        JOINED,
        LEFT,
        /** It ends; a new subscription is needed for the next one. */
        ENDED
    }

    /** Hears changes until it is closed. */
    interface Subscription extends AutoCloseable {
        /**
         * Waits for the next change, at most until the limit.
         *
         * @throws HalException GONE when the supplicant is no longer there
         */
        Optional<Change> next(Duration limit);

        @Override
        void close();
    }
}
