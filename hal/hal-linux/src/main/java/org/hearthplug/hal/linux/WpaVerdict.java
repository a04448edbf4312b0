// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import java.util.Optional;
import org.hearthplug.hal.WifiNetworks.Outcome;

/**
 * Tells from wpa_supplicant's events how joining one network ends. A wrong WPA2 passphrase ends in the four-way handshake, and the
 * supplicant says so; a wrong WPA3 one in SAE's confirmation, which it can tell from a lost frame only by how often it happens.
 */
final class WpaVerdict {
    /** The first scan may have begun before the network was chosen. */
    private static final int SCANS = 3;

    /** Frames get lost; a passphrase that is wrong is so each time. */
    private static final int SAE_FAILURES = 2;

    private final String id;
    private int notFound;
    private int saeFailures;
    private boolean heard;

    WpaVerdict(String id) {
        this.id = id;
    }

    /** Takes an event; tells the end when this is it. */
    Optional<Outcome> hear(String event) {
        String said = event.substring(event.indexOf('>') + 1);
        if (said.startsWith("CTRL-EVENT-CONNECTED")) {
            return said.contains("[id=" + id + ' ') ? Optional.of(Outcome.JOINED) : Optional.empty();
        }
        if (said.startsWith("CTRL-EVENT-NETWORK-NOT-FOUND")) {
            return ++notFound >= SCANS && !heard ? Optional.of(Outcome.NOT_FOUND) : Optional.empty();
        }
        if (said.startsWith("SME: Trying to authenticate") || said.startsWith("Trying to associate")) {
            heard = true;
        }
        if (said.startsWith("CTRL-EVENT-SSID-TEMP-DISABLED id=" + id + ' ')) {
            return disabled(said);
        }
        // Type 3 is SAE, and the other side's "failed" to our confirmation a passphrase that differs.
        if (said.startsWith("CTRL-EVENT-AUTH-REJECT") && said.contains("auth_type=3")) {
            return saeFailed();
        }
        return Optional.empty();
    }

    private Optional<Outcome> saeFailed() {
        return ++saeFailures >= SAE_FAILURES ? Optional.of(Outcome.WRONG_PASSPHRASE) : Optional.empty();
    }

    private Optional<Outcome> disabled(String said) {
        if (said.contains("reason=WRONG_KEY")) {
            return Optional.of(Outcome.WRONG_PASSPHRASE);
        }
        return said.contains("reason=AUTH_FAILED") ? Optional.of(Outcome.REFUSED) : Optional.empty();
    }

    /** When the time is over. */
    Outcome atTheEnd() {
        if (!heard && notFound > 0) {
            return Outcome.NOT_FOUND;
        }
        return saeFailures > 0 ? Outcome.WRONG_PASSPHRASE : Outcome.TIMED_OUT;
    }
}
