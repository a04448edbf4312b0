// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup;

/** What a prune did. @param freedBytes of packs that went, less those written anew */
public record PruneReport(
        long usedBlobs,
        long unusedBlobs,
        long deletedPacks,
        long repackedPacks,
        long repackedBlobs,
        long freedBytes,
        long remainingUnusedBytes) {}
