// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.access;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.hearthplug.web.http.Problem;

/**
 * Passphrases of shared links: Argon2id like the owner's, one computation at a time for all, and guesses slowed by the guesser's address
 * and by the link, so that many addresses guess no faster than one. Safe for many threads; blocks until Argon2's turn.
 */
public final class GuestDoor {
    private static final int MIN_PASSPHRASE = 6;

    private final Passphrases passphrases;
    private final Throttle byPeer;
    private final Throttle byLink;

    GuestDoor(Passphrases passphrases, LongSupplier nanoTime) {
        this.passphrases = passphrases;
        this.byPeer = new Throttle(5, Duration.ofMinutes(15), nanoTime);
        this.byLink = new Throttle(10, Duration.ofSeconds(60), nanoTime);
    }

    /** Returns what is wrong with a passphrase for a link, as a sentence, or null when nothing is. */
    public static String problem(String passphrase) {
        if (passphrase.codePointCount(0, passphrase.length()) < MIN_PASSPHRASE) {
            return "Use at least " + MIN_PASSPHRASE + " characters, or leave it empty for none.";
        }
        return passphrase.length() > ClaimForm.MAX_PASSPHRASE
                ? "Use at most " + ClaimForm.MAX_PASSPHRASE + " characters."
                : null;
    }

    /** Returns the passphrase's hash in the PHC string format. */
    public String hash(String passphrase) {
        return passphrases.hash(passphrase);
    }

    /**
     * Asks for a link's passphrase.
     *
     * @param link the link's id
     * @param stored what {@link #hash} returned
     * @throws Problem 403 wrong passphrase, 429 too early
     */
    public void require(String peer, String link, String passphrase, String stored) {
        String key = Peers.key(peer);
        byPeer.require(key);
        byLink.require(link);
        boolean right = passphrase.length() <= ClaimForm.MAX_PASSPHRASE && passphrases.verify(passphrase, stored);
        if (!right) {
            byPeer.fail(key);
            byLink.fail(link);
            throw new Problem(
                    403, "This is not the passphrase of this link. Ask the person who sent it to you, and try again.");
        }
        byPeer.forgive(key);
        byLink.forgive(link);
    }
}
