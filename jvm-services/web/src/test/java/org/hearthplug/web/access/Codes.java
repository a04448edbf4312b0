// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.access;

import java.time.Instant;

/** What an authenticator shows. */
public final class Codes {
    private Codes() {}

    /** Returns the code of a secret in base 32, some steps from now. */
    public static String now(String secret, int steps) {
        byte[] bytes = new byte[Totp.SECRET_BYTES];
        int buffer = 0;
        int bits = 0;
        int at = 0;
        for (char letter : secret.toCharArray()) {
            buffer = buffer << 5 | "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".indexOf(letter);
            bits += 5;
            if (bits >= 8) {
                bits -= 8;
                bytes[at++] = (byte) (buffer >> bits);
            }
        }
        return String.format("%06d", Totp.code(bytes, Instant.now().getEpochSecond() / 30 + steps));
    }
}
