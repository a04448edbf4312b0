// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage.index;

import java.util.Locale;
import java.util.Map;
import org.hearthplug.storage.Entry;

/** What a file is to a household, by its name's ending. The numbers are stored: never change one. */
final class Kinds {
    static final int OTHER = 0;
    static final int PHOTO = 1;
    static final int VIDEO = 2;
    static final int AUDIO = 3;

    private static final Map<String, Integer> BY_ENDING = Map.ofEntries(
            Map.entry("jpg", PHOTO),
            Map.entry("jpeg", PHOTO),
            Map.entry("png", PHOTO),
            Map.entry("gif", PHOTO),
            Map.entry("webp", PHOTO),
            Map.entry("avif", PHOTO),
            Map.entry("mp4", VIDEO),
            Map.entry("m4v", VIDEO),
            Map.entry("mov", VIDEO),
            Map.entry("webm", VIDEO),
            Map.entry("mp3", AUDIO),
            Map.entry("m4a", AUDIO),
            Map.entry("flac", AUDIO),
            Map.entry("ogg", AUDIO),
            Map.entry("opus", AUDIO),
            Map.entry("wav", AUDIO));

    private Kinds() {}

    static boolean seen(Entry entry) {
        int kind = of(entry);
        return kind == PHOTO || kind == VIDEO;
    }

    static int of(Entry entry) {
        if (entry.type() != Entry.Type.FILE) {
            return OTHER;
        }
        String name = entry.name();
        int dot = name.lastIndexOf('.');
        return dot <= 0 ? OTHER : BY_ENDING.getOrDefault(name.substring(dot + 1).toLowerCase(Locale.ROOT), OTHER);
    }
}
