// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.passkey;

import java.time.Instant;
import java.util.Optional;

/**
 * A passkey that the plug knows.
 *
 * @param person whose it is: empty for the owner
 * @param handle what authenticators call the person: random, the same for all passkeys of one person
 * @param credential the credential's id, base 64 for addresses
 * @param cose the public key as COSE, base 64 for addresses
 * @param rpId the name of the plug that it belongs to
 * @param name what the person calls it
 * @param signCount how often it has signed, as far as it says; 0 when it does not count
 * @param verifies whether it asked for a finger, a face or a PIN when it was made: only then it opens the door alone
 * @param syncable whether it may be on several devices; that never changes
 * @param backedUp whether it was, when it was used last
 * @param transports how browsers reach it ({@code usb}, {@code internal} …), at most 6, as the browser said
 * @param created when it was made
 * @param lastUsed when it was used last
 */
public record Passkey(
        String person,
        String handle,
        String credential,
        String cose,
        String rpId,
        String name,
        long signCount,
        boolean verifies,
        boolean syncable,
        boolean backedUp,
        java.util.List<String> transports,
        Instant created,
        Optional<Instant> lastUsed) {
    /** Returns the id that the API tells: hex, of the credential's hash. */
    public String id() {
        return Base64s.hash(credential).substring(0, 20);
    }

    Passkey named(String other) {
        return new Passkey(
                person,
                handle,
                credential,
                cose,
                rpId,
                other,
                signCount,
                verifies,
                syncable,
                backedUp,
                transports,
                created,
                lastUsed);
    }

    Passkey used(long count, boolean copied, Instant at) {
        return new Passkey(
                person,
                handle,
                credential,
                cose,
                rpId,
                name,
                count,
                verifies,
                syncable,
                copied,
                transports,
                created,
                Optional.of(at));
    }
}
