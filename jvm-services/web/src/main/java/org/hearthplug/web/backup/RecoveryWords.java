// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.backup;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * The words that open the backups: 128 random bits as eight words of five letters (proquints: consonant and vowel in turn, 16 bits a
 * word, sayable in any language), and a ninth that checks them. Joined by hyphens they are the repository's password, as stock restic
 * wants it typed.
 */
final class RecoveryWords {
    private static final int RANDOM_BYTES = 16;
    private static final int WORDS = 9;

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
        return Proquints.of(all);
    }

    /** Returns what a person typed as it is meant: lower case, hyphens between. Another program's password stays as it was typed. */
    static String tidy(String typed) {
        String tidied = Proquints.tidy(typed);
        return Proquints.shaped(tidied, WORDS) ? tidied : typed.strip();
    }

    /** Returns whether the text is nine such words, and the ninth fits the others. */
    static boolean wellFormed(String words) {
        return Proquints.shaped(words, WORDS)
                && of(Arrays.copyOf(Proquints.bytes(words), RANDOM_BYTES)).equals(words);
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
