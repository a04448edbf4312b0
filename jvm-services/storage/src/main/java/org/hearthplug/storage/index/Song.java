// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage.index;

import org.hearthplug.storage.FilePath;

/**
 * A piece of music.
 *
 * @param path where it is
 * @param title what it is called; empty when the file does not say
 * @param artist who plays, or empty
 * @param album the album, or empty
 * @param track the number there, or 0
 * @param albumArtist whose album it is, where the file says so
 * @param disc which of the album's discs, or 0
 * @param cover whether there is a small picture of its album inside
 * @param seconds how long it plays; 0 when it is not known
 */
public record Song(
        FilePath path,
        String title,
        String artist,
        String album,
        int track,
        String albumArtist,
        int disc,
        boolean cover,
        int seconds) {}
