// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.passkey;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

/**
 * What an authenticator says of itself (Web Authentication, section 6.1).
 *
 * @param rpIdHash SHA-256 of the host name that the key is bound to
 * @param flags the bits, see {@link #userPresent()} and its neighbours
 * @param signCount how often it has signed, 0 when it does not count
 * @param fresh the new key, when it was just made
 */
record AuthenticatorData(byte[] rpIdHash, int flags, long signCount, Optional<Fresh> fresh) {
    /** The longest credential id that the specification allows, in bytes. */
    static final int MAX_CREDENTIAL_ID = 1023;

    private static final int FIXED = 37;
    private static final int AAGUID = 16;

    /**
     * A key that was just made.
     *
     * @param id the credential's id
     * @param cose the public key's bytes
     */
    record Fresh(byte[] id, byte[] cose) {}

    static AuthenticatorData parse(byte[] bytes) {
        if (bytes.length < FIXED) {
            throw new InvalidPasskeyException("the authenticator's data end too early");
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        byte[] hash = new byte[32];
        in.get(hash);
        int flags = in.get() & 0xff;
        long count = in.getInt() & 0xffffffffL;
        int at = FIXED;
        Optional<Fresh> fresh = Optional.empty();
        if ((flags & 0x40) != 0) {
            fresh = Optional.of(fresh(bytes));
            at += AAGUID + 2 + fresh.get().id().length + fresh.get().cose().length;
        }
        if ((flags & 0x80) != 0) {
            CborReader extensions = new CborReader(bytes, at);
            extensions.readMap();
            at = extensions.position();
        }
        AuthenticatorData data = new AuthenticatorData(hash, flags, count, fresh);
        if (at != bytes.length || data.backedUp() && !data.mayBeBackedUp()) {
            throw new InvalidPasskeyException("the authenticator's data contradict themselves");
        }
        return data;
    }

    private static Fresh fresh(byte[] bytes) {
        int at = FIXED + AAGUID;
        if (bytes.length < at + 2) {
            throw new InvalidPasskeyException("the authenticator's data end too early");
        }
        int length = (bytes[at] & 0xff) << 8 | bytes[at + 1] & 0xff;
        at += 2;
        if (length == 0 || length > MAX_CREDENTIAL_ID || length > bytes.length - at) {
            throw new InvalidPasskeyException("the credential's id is too long, or ends too early");
        }
        CborReader key = new CborReader(bytes, at + length);
        CoseKey.of(key.readMap());
        return new Fresh(
                Arrays.copyOfRange(bytes, at, at + length), Arrays.copyOfRange(bytes, at + length, key.position()));
    }

    /** Returns whether somebody touched it. */
    boolean userPresent() {
        return (flags & 0x01) != 0;
    }

    /** Returns whether it asked for a finger, a face or a PIN. */
    boolean userVerified() {
        return (flags & 0x04) != 0;
    }

    /** Returns whether the key may be copied to a person's other devices. */
    boolean mayBeBackedUp() {
        return (flags & 0x08) != 0;
    }

    /** Returns whether the key is on other devices, too. */
    boolean backedUp() {
        return (flags & 0x10) != 0;
    }
}
