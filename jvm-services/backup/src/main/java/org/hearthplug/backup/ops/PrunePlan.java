// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.ops;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.hearthplug.backup.ObjectId;
import org.hearthplug.backup.index.BlobIndex;

/** Which packs go, which are written anew, and what stays unused. Numbers are sealed bytes. */
final class PrunePlan {
    private final BitSet delete = new BitSet();
    private final BitSet repack = new BitSet();
    private long usedBlobs;
    private long unusedBlobs;
    private long usedBytes;
    private long unusedBytes;

    private record Candidate(int pack, long used, long unused) {}

    static PrunePlan make(
            BlobIndex index, PackGroups groups, BitSet used, Map<ObjectId, Long> sizes, int maxUnusedPercent) {
        PrunePlan plan = new PrunePlan();
        List<Candidate> candidates = new ArrayList<>();
        for (int pack = 0; pack < index.packs().count(); pack++) {
            Candidate c = plan.measure(index, groups, used, pack);
            if (c.used() == 0 || !sizes.containsKey(index.packs().id(pack))) {
                plan.delete.set(pack);
                plan.unusedBytes -= c.unused();
            } else if (c.unused() > 0) {
                candidates.add(c);
            }
        }
        plan.choose(candidates, maxUnusedPercent);
        return plan;
    }

    private Candidate measure(BlobIndex index, PackGroups groups, BitSet used, int pack) {
        long needed = 0;
        long waste = 0;
        for (int r : groups.records(pack)) {
            int length = index.record(r).length();
            if (used.get(r)) {
                usedBlobs++;
                needed += length;
            } else {
                unusedBlobs++;
                waste += length;
            }
        }
        usedBytes += needed;
        unusedBytes += waste;
        return new Candidate(pack, needed, waste);
    }

    /** The packs with the largest share of waste first, until what is left is little enough. */
    private void choose(List<Candidate> candidates, int maxUnusedPercent) {
        long allowed =
                maxUnusedPercent >= 100 ? Long.MAX_VALUE : usedBytes / (100 - maxUnusedPercent) * maxUnusedPercent;
        candidates.sort(Comparator.comparingDouble(c -> (double) c.used() / (c.used() + c.unused())));
        for (Candidate c : candidates) {
            if (unusedBytes <= allowed) {
                break;
            }
            repack.set(c.pack());
            unusedBytes -= c.unused();
        }
    }

    BitSet delete() {
        return delete;
    }

    BitSet repack() {
        return repack;
    }

    long usedBlobs() {
        return usedBlobs;
    }

    long unusedBlobs() {
        return unusedBlobs;
    }

    long remainingUnusedBytes() {
        return unusedBytes;
    }
}
