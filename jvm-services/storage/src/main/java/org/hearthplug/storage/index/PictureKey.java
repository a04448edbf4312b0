// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage.index;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A place in the timeline: the time, and the entry among those of the same time. */
record PictureKey(long takenMillis, long id) {
    private static final Pattern TEXT = Pattern.compile("(-?\\d{1,15})\\.(\\d{1,18})");
    private static final PictureKey NEWEST = new PictureKey(Long.MAX_VALUE, Long.MAX_VALUE);

    /** Reads a key; what is none means the beginning. */
    static PictureKey parse(Optional<String> text) {
        Matcher parts = TEXT.matcher(text.orElse(""));
        return parts.matches()
                ? new PictureKey(Long.parseLong(parts.group(1)), Long.parseLong(parts.group(2)))
                : NEWEST;
    }

    @Override
    public String toString() {
        return takenMillis + "." + id;
    }
}
