// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;

/** Which names are possible, and when two of them cannot live side by side. */
final class Names {
    /** Linux: {@code NAME_MAX} bytes in one name. */
    static final int MAX_BYTES = 255;

    private Names() {}

    /** Returns what is wrong with the name, as a sentence, or null when nothing is. */
    static String problem(String name) {
        if (name.isEmpty()) {
            return "A name cannot be empty. Give it at least one character.";
        }
        if (name.equals(".") || name.equals("..")) {
            return "“.” and “..” stand for folders and cannot be names. Choose another name.";
        }
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            if (c >= ' ' && c < 0x7F && c != '/') {
                continue; // Nearly all of nearly all names.
            }
            if (c == '/') {
                return "A name cannot contain a slash. Choose another name.";
            }
            if (Character.isISOControl(c)) {
                return "A name cannot contain control characters such as line breaks. Remove them.";
            }
            if (c == '\uFFFD' || unpairedSurrogate(name, i)) {
                return "The name is not valid Unicode text. Choose another name.";
            }
        }
        if (name.length() * 3 > MAX_BYTES && name.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            return "The name is longer than 255 bytes. Shorten it.";
        }
        return null;
    }

    private static boolean unpairedSurrogate(String name, int i) {
        char c = name.charAt(i);
        if (Character.isHighSurrogate(c)) {
            return i + 1 == name.length() || !Character.isLowSurrogate(name.charAt(i + 1));
        }
        return Character.isLowSurrogate(c) && (i == 0 || !Character.isHighSurrogate(name.charAt(i - 1)));
    }

    /** Returns a key that is equal for names which differ only in case or Unicode normal form. */
    static String foldingKey(String name) {
        if (isAscii(name)) {
            return name.toLowerCase(Locale.ROOT);
        }
        String composed = Normalizer.normalize(name, Normalizer.Form.NFC);
        String folded = composed.toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
        return Normalizer.normalize(folded, Normalizer.Form.NFC);
    }

    private static boolean isAscii(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }
}
