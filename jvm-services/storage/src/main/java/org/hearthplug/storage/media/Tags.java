// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage.media;

import java.util.Locale;

/** Gathers what a piece of music says of itself, under Vorbis' names for it; the first value of a name counts. */
final class Tags {
    private String title = "";
    private String artist = "";
    private String album = "";
    private String albumArtist = "";
    private int track;
    private int disc;
    private long coverAt;
    private int coverBytes;

    void put(String name, String value) {
        switch (name.toUpperCase(Locale.ROOT)) {
            case "TITLE" -> title = first(title, value);
            case "ARTIST" -> artist = first(artist, value);
            case "ALBUM" -> album = first(album, value);
            case "ALBUMARTIST", "ALBUM ARTIST" -> albumArtist = first(albumArtist, value);
            case "TRACKNUMBER" -> track = track == 0 ? number(value) : track;
            case "DISCNUMBER" -> disc = disc == 0 ? number(value) : disc;
            default -> {
                // Not asked for.
            }
        }
    }

    /** A JPEG inside the file; browsers show others less surely, and nothing here decodes one. */
    void cover(long at, long bytes) {
        if (coverBytes == 0 && bytes > 16 && bytes <= Media.MAX_COVER) {
            coverAt = at;
            coverBytes = (int) bytes;
        }
    }

    Media media(int seconds) {
        return new Media(
                java.util.OptionalLong.empty(),
                0,
                0,
                1,
                seconds,
                coverAt,
                coverBytes,
                title,
                artist,
                album,
                track,
                albumArtist,
                disc);
    }

    private static String first(String known, String value) {
        return known.isEmpty() ? value : known;
    }

    /** The number that a text begins with, as in {@code 3/12}. */
    static int number(String text) {
        int end = 0;
        while (end < text.length() && end < 9 && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        return end == 0 ? 0 : Integer.parseInt(text.substring(0, end));
    }
}
