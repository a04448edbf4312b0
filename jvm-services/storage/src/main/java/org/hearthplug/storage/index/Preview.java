// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage.index;

/**
 * A small JPEG inside a picture's file.
 *
 * @param at where it begins
 * @param bytes how long it is
 * @param turn how to turn and mirror it, as EXIF counts: 1 to 8
 */
public record Preview(long at, int bytes, int turn) {}
