// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup;

/**
 * How much to check.
 *
 * @param readData whether every byte of every pack is read; without it a flipped bit in a pack's data goes unseen
 */
public record CheckRequest(boolean readData) {}
