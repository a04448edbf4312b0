// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.access;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.regex.Pattern;

/** Tokens of the plug's own making, which are kept as hashes only. */
final class Secrets {
    private static final int TOKEN_BYTES = 20;
    private static final Pattern TOKEN = Pattern.compile("[0-9a-v]{32}");

    private Secrets() {}

    /** Returns 160 random bits in letters and digits: what follows a sign is left out by many programs that find links in a text. */
    static String newToken(SecureRandom random) {
        byte[] bytes = new byte[TOKEN_BYTES];
        random.nextBytes(bytes);
        String digits = new BigInteger(1, bytes).toString(32);
        return "0".repeat(TOKEN_BYTES * 8 / 5 - digits.length()) + digits;
    }

    static boolean looksLikeToken(String text) {
        return TOKEN.matcher(text).matches();
    }

    static String hash(String text) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(sha256.digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
