// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup;

import java.util.List;

/**
 * What a check found.
 *
 * @param packs looked at, and {@code blobs} in them
 * @param bytesRead of packs
 * @param unusedBlobs that no snapshot needs: room that a prune gives back, no damage
 * @param problems the first thousand
 * @param problemCount how many
 * @param damagedPacks packs that are missing or wrong, to be repaired
 * @param lostFiles the first thousand paths in snapshots that need a blob which is gone, as {@code snapshot:/path}
 * @param hints what is odd but harmless
 */
public record CheckReport(
        long packs,
        long blobs,
        long bytesRead,
        long snapshots,
        long unusedBlobs,
        List<Problem> problems,
        long problemCount,
        List<ObjectId> damagedPacks,
        List<String> lostFiles,
        List<String> hints) {
    /** Whether nothing is wrong. */
    public boolean clean() {
        return problemCount == 0;
    }
}
