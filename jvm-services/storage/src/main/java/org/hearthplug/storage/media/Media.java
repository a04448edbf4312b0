// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage.media;

import java.util.OptionalLong;

/**
 * What a file says of itself; what it does not say is 0 or empty.
 *
 * @param takenMillis when it was taken, in milliseconds since 1970 as if the camera's clock showed UTC
 * @param width in pixels as stored, before turning
 * @param height likewise
 * @param turn how to turn and mirror it for viewing, as EXIF counts: 1 to 8
 * @param seconds how long it plays
 * @param previewAt where in the file the camera's own small JPEG, or an album's cover, begins
 * @param previewBytes how long that is; 0 for none
 * @param title the piece
 * @param artist who plays
 * @param album the album
 * @param track its number there
 * @param albumArtist whose album it is, where that is not who plays
 * @param disc which of the album's discs it is on
 */
public record Media(
        OptionalLong takenMillis,
        int width,
        int height,
        int turn,
        int seconds,
        long previewAt,
        int previewBytes,
        String title,
        String artist,
        String album,
        int track,
        String albumArtist,
        int disc) {
    /** The largest cover that is taken note of, in bytes. */
    public static final int MAX_COVER = 400 * 1024;

    /** A file that says nothing. */
    public static final Media SILENT = new Media(OptionalLong.empty(), 0, 0, 1, 0, 0, 0, "", "", "", 0, "", 0);

    /** Returns what a search may find it by, besides its name. */
    public String words() {
        return (title + " " + artist + " " + album + " " + albumArtist).strip();
    }

    static Media picture(OptionalLong taken, int width, int height, int turn, long previewAt, int previewBytes) {
        return new Media(taken, width, height, turn, 0, previewAt, previewBytes, "", "", "", 0, "", 0);
    }

    static Media film(OptionalLong taken, int width, int height, int turn, int seconds) {
        return new Media(taken, width, height, turn, seconds, 0, 0, "", "", "", 0, "", 0);
    }
}
