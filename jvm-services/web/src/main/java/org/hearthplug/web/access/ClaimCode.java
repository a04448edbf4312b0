// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Locale;

/** The code that a new owner reads from the console: 12 characters of Crockford's base32, 60 bits, in groups of four. */
final class ClaimCode {
    private static final String ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    private static final int LENGTH = 12;

    private ClaimCode() {}

    static String make(SecureRandom random) {
        return make(random, LENGTH);
    }

    /** Makes a code of another length, 5 bits a character. */
    static String make(SecureRandom random, int length) {
        StringBuilder code = new StringBuilder();
        for (int i = 0; i < length; i++) {
            if (i > 0 && i % 4 == 0) {
                code.append('-');
            }
            code.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return code.toString();
    }

    /** Compares what was typed; case, blanks and hyphens do not matter, O reads as 0, I and L as 1. Constant time. */
    static boolean matches(String code, String typed) {
        return MessageDigest.isEqual(bytes(code), bytes(typed));
    }

    private static byte[] bytes(String code) {
        return normalise(code).getBytes(StandardCharsets.UTF_8);
    }

    /** Returns the code as it was meant: upper case, without blanks and hyphens, with digits for letters that look like them. */
    static String normalise(String code) {
        String upper = code.toUpperCase(Locale.ROOT);
        StringBuilder meant = new StringBuilder(upper.length());
        // By hand: each request of a program comes by here.
        for (int i = 0; i < upper.length(); i++) {
            char c = upper.charAt(i);
            switch (c) {
                case ' ', '\t', '\n', '\u000B', '\f', '\r', '-' -> {
                    // Blanks and hyphens only help to read.
                }
                case 'O' -> meant.append('0');
                case 'I', 'L' -> meant.append('1');
                default -> meant.append(c);
            }
        }
        return meant.toString();
    }
}
