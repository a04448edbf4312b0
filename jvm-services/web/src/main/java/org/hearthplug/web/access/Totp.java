// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.access;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.time.Instant;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Codes of authenticators: RFC 6238 with HMAC-SHA-1, six digits, 30 seconds, which is what all of them know. */
public final class Totp {
    static final int SECRET_BYTES = 20;
    private static final int STEP_SECONDS = 30;
    private static final int MODULUS = 1_000_000;
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    private Totp() {}

    /** Returns the step whose code was typed: this one, the one before or after, if it is later than {@code last}; −1 for none. */
    static long match(byte[] secret, String typed, Instant now, long last) {
        String digits = typed.replace(" ", "");
        if (!digits.matches("\\d{6}")) {
            return -1;
        }
        int code = Integer.parseInt(digits);
        long step = now.getEpochSecond() / STEP_SECONDS;
        for (long each : new long[] {step, step - 1, step + 1}) {
            if (each > last && code(secret, each) == code) {
                return each;
            }
        }
        return -1;
    }

    /** Returns the code of a step, RFC 4226 section 5.3. */
    static int code(byte[] secret, long step) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(secret, "HmacSHA1"));
            byte[] hash =
                    mac.doFinal(ByteBuffer.allocate(Long.BYTES).putLong(step).array());
            int at = hash[hash.length - 1] & 15;
            return (ByteBuffer.wrap(hash).getInt(at) & 0x7fffffff) % MODULUS;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns a secret as authenticators take it: base 32, RFC 4648, without padding. */
    public static String base32(byte[] secret) {
        StringBuilder text = new StringBuilder();
        int bits = 0;
        int buffer = 0;
        for (byte b : secret) {
            buffer = buffer << 8 | b & 255;
            bits += 8;
            while (bits >= 5) {
                bits -= 5;
                text.append(ALPHABET.charAt(buffer >> bits & 31));
            }
        }
        if (bits > 0) {
            text.append(ALPHABET.charAt(buffer << 5 - bits & 31));
        }
        return text.toString();
    }
}
