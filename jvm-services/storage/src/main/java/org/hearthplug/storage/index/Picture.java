// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage.index;

import org.hearthplug.storage.FilePath;

/**
 * A picture or a film.
 *
 * @param key its place in the timeline
 * @param path where it is
 * @param film whether it moves
 * @param takenMillis when it was taken, in milliseconds since 1970 as if the camera's clock showed UTC
 * @param width in pixels as one sees it, turned; 0 when it is not known
 * @param height likewise
 * @param seconds how long a film plays; 0 when it is not known
 * @param bytes its size
 * @param preview whether the camera put a small picture into it
 */
public record Picture(
        String key,
        FilePath path,
        boolean film,
        long takenMillis,
        int width,
        int height,
        int seconds,
        long bytes,
        boolean preview) {}
