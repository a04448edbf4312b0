// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.backup;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The words that open the backups: 128 random bits as eight words of five letters (proquints: consonant and vowel in turn, 16 bits a
 * word, sayable in any language), and a ninth that checks them. Joined by hyphens they are the repository's password, as stock restic
 * wants it typed.
 */
final class RecoveryWords {
    private static final String CONSONANTS = "bdfghjklmnprstvz";
    private static final String VOWELS = "aiou";
    private static final int RANDOM_BYTES = 16;
    private static final Pattern SHAPE = Pattern.compile("([" + CONSONANTS + "][" + VOWELS + "]){2}[" + CONSONANTS
            + "](-([" + CONSONANTS + "][" + VOWELS + "]){2}[" + CONSONANTS + "]){8}");

    private RecoveryWords() {}

    /** Makes new ones. */
    static String make() {
        byte[] random = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(random);
        return of(random);
    }

    /** Returns the words of 16 bytes. */
    static String of(byte[] random) {
        byte[] all = Arrays.copyOf(random, RANDOM_BYTES + 2);
        byte[] check = check(random);
        all[RANDOM_BYTES] = check[0];
        all[RANDOM_BYTES + 1] = check[1];
        StringBuilder words = new StringBuilder();
        for (int i = 0; i < all.length; i += 2) {
            if (i > 0) {
                words.append('-');
            }
            append(words, (all[i] & 0xff) << 8 | all[i + 1] & 0xff);
        }
        return words.toString();
    }

    private static void append(StringBuilder words, int bits) {
        words.append(CONSONANTS.charAt(bits >> 12 & 15))
                .append(VOWELS.charAt(bits >> 10 & 3))
                .append(CONSONANTS.charAt(bits >> 6 & 15))
                .append(VOWELS.charAt(bits >> 4 & 3))
                .append(CONSONANTS.charAt(bits & 15));
    }

    /** Returns what a person typed as it is meant: lower case, hyphens between. Another program's password stays as it was typed. */
    static String tidy(String typed) {
        String tidied = typed.strip().toLowerCase(Locale.ROOT).replaceAll("[\\s,.–—-]+", "-");
        return SHAPE.matcher(tidied).matches() ? tidied : typed.strip();
    }

    /** Returns whether the text is nine such words, and the ninth fits the others. */
    static boolean wellFormed(String words) {
        if (!SHAPE.matcher(words).matches()) {
            return false;
        }
        byte[] random = new byte[RANDOM_BYTES];
        String[] parts = words.split("-");
        for (int i = 0; i < RANDOM_BYTES / 2; i++) {
            int bits = bits(parts[i]);
            random[2 * i] = (byte) (bits >> 8);
            random[2 * i + 1] = (byte) bits;
        }
        return of(random).equals(words);
    }

    private static int bits(String word) {
        return CONSONANTS.indexOf(word.charAt(0)) << 12
                | VOWELS.indexOf(word.charAt(1)) << 10
                | CONSONANTS.indexOf(word.charAt(2)) << 6
                | VOWELS.indexOf(word.charAt(3)) << 4
                | CONSONANTS.indexOf(word.charAt(4));
    }

    private static byte[] check(byte[] random) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update("hearth recovery words".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            return Arrays.copyOf(digest.digest(random), 2);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}
