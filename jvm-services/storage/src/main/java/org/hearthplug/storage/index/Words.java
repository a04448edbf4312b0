// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage.index;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Texts as they are compared when searching: without capitals, accents and marks. */
final class Words {
    /** More words than a person types, and more letters than a name has. */
    static final int MAX_WORDS = 8;

    static final int MAX_LETTERS = 200;
    private static final int GRAM = 3;

    private Words() {}

    /** Returns a text in the form in which it is indexed and searched. */
    static String fold(String text) {
        String lower = text.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
        if (lower.chars().allMatch(c -> c < 0x80)) {
            return lower;
        }
        String apart = Normalizer.normalize(lower, Normalizer.Form.NFKD);
        StringBuilder kept = new StringBuilder(apart.length());
        apart.codePoints()
                .filter(c -> Character.getType(c) != Character.NON_SPACING_MARK)
                .forEach(kept::appendCodePoint);
        return kept.toString();
    }

    /** Splits what a person asks for into folded words; all of them must be found. */
    static List<String> of(String query) {
        String cut = query.length() > MAX_LETTERS ? query.substring(0, MAX_LETTERS) : query;
        List<String> words = new ArrayList<>();
        for (String word : fold(cut).split("\\s+")) {
            if (!word.isEmpty() && words.size() < MAX_WORDS) {
                words.add(word);
            }
        }
        return words;
    }

    /** Returns the full-text question that every match satisfies: each three letters of each word; empty when no word has three. */
    static String question(List<String> words) {
        Set<String> grams = new LinkedHashSet<>();
        for (String word : words) {
            int[] letters = word.codePoints().toArray();
            for (int i = 0; i + GRAM <= letters.length; i++) {
                grams.add('"' + new String(letters, i, GRAM).replace("\"", "\"\"") + '"');
            }
        }
        return String.join(" AND ", grams);
    }

    /** Returns whether a folded text holds every word. */
    static boolean inAll(String folded, List<String> words) {
        for (String word : words) {
            if (!folded.contains(word)) {
                return false;
            }
        }
        return true;
    }
}
