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
 * @param seconds how long it plays; 0 when it is not known
 */
public record Song(FilePath path, String title, String artist, String album, int track, int seconds) {}
