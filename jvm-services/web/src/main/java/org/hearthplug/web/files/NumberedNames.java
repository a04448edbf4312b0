// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.files;

import java.nio.charset.StandardCharsets;

/** Names beside names that are taken. */
public final class NumberedNames {
    private static final int NAME_BYTES = 230;

    private NumberedNames() {}

    /** Returns {@code a (2).txt} for {@code a.txt}; a long name loses signs at the end of its stem. */
    public static String numbered(String name, int number) {
        int dot = name.lastIndexOf('.');
        int cut = dot > 0 && name.length() - dot <= 16 ? dot : name.length();
        String stem = name.substring(0, cut);
        while (stem.getBytes(StandardCharsets.UTF_8).length > NAME_BYTES - (name.length() - cut) * 3) {
            stem = stem.substring(0, stem.offsetByCodePoints(stem.length(), -1));
        }
        return stem + " (" + number + ")" + name.substring(cut);
    }
}
