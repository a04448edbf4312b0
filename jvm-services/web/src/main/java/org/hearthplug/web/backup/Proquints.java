// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.backup;

import java.util.Locale;
import java.util.regex.Pattern;

/** Bytes as words of five letters, consonant and vowel in turn: 16 bits a word, sayable in any language, joined by hyphens. */
final class Proquints {
    private static final String CONSONANTS = "bdfghjklmnprstvz";
    private static final String VOWELS = "aiou";
    private static final Pattern WORD = Pattern.compile(
            "[" + CONSONANTS + "][" + VOWELS + "][" + CONSONANTS + "][" + VOWELS + "][" + CONSONANTS + "]");

    private Proquints() {}

    /** Returns the words. @param bytes an even number */
    static String of(byte[] bytes) {
        StringBuilder words = new StringBuilder();
        for (int i = 0; i < bytes.length; i += 2) {
            if (i > 0) {
                words.append('-');
            }
            int bits = (bytes[i] & 0xff) << 8 | bytes[i + 1] & 0xff;
            words.append(CONSONANTS.charAt(bits >> 12 & 15))
                    .append(VOWELS.charAt(bits >> 10 & 3))
                    .append(CONSONANTS.charAt(bits >> 6 & 15))
                    .append(VOWELS.charAt(bits >> 4 & 3))
                    .append(CONSONANTS.charAt(bits & 15));
        }
        return words.toString();
    }

    /** Whether the text is so many words, joined by hyphens. */
    static boolean shaped(String text, int count) {
        String[] words = text.split("-", -1);
        if (words.length != count) {
            return false;
        }
        for (String word : words) {
            if (!WORD.matcher(word).matches()) {
                return false;
            }
        }
        return true;
    }

    /** Returns the bytes of words that are {@link #shaped}. */
    static byte[] bytes(String words) {
        String[] parts = words.split("-");
        byte[] bytes = new byte[2 * parts.length];
        for (int i = 0; i < parts.length; i++) {
            String word = parts[i];
            int bits = CONSONANTS.indexOf(word.charAt(0)) << 12
                    | VOWELS.indexOf(word.charAt(1)) << 10
                    | CONSONANTS.indexOf(word.charAt(2)) << 6
                    | VOWELS.indexOf(word.charAt(3)) << 4
                    | CONSONANTS.indexOf(word.charAt(4));
            bytes[2 * i] = (byte) (bits >> 8);
            bytes[2 * i + 1] = (byte) bits;
        }
        return bytes;
    }

    /** What a person typed or dictated, with hyphens between and in lower case. */
    static String tidy(String typed) {
        return typed.strip().toLowerCase(Locale.ROOT).replaceAll("[\\s,.–—-]+", "-");
    }
}
