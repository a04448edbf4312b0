// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup;

/**
 * How large a repository is.
 *
 * @param indexMemoryBytes what the index takes in memory
 */
public record Stats(long snapshots, long packs, long blobs, long plainBytes, long storedBytes, long indexMemoryBytes) {}
