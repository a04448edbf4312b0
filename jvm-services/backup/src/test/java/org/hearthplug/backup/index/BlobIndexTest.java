// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.hearthplug.backup.ObjectId;
import org.junit.jupiter.api.Test;

class BlobIndexTest {
    private static ObjectId random(SplittableRandom r) {
        // A part with equal beginnings: interpolation must not depend on hashes being fair.
        long w0 = r.nextInt(4) == 0 ? 42 : r.nextLong();
        return new ObjectId(w0, r.nextLong(), r.nextLong(), r.nextLong());
    }

    @Test
    void behavesLikeAMap() {
        SplittableRandom r = new SplittableRandom(99);
        BlobIndex index = new BlobIndex();
        Map<ObjectId, BlobRecord> model = new HashMap<>();
        int pack = index.packs().reserve();
        for (int i = 0; i < 40_000; i++) {
            BlobRecord b = new BlobRecord(
                    r.nextBoolean() ? BlobType.DATA : BlobType.TREE,
                    random(r),
                    r.nextInt(1 << 30),
                    32 + r.nextInt(1 << 30),
                    r.nextInt(1 << 30));
            model.put(b.id(), b);
            if (i < 20_000) {
                index.load(b, pack);
                if (i == 19_999) {
                    index.sort();
                }
            } else {
                index.add(b, pack);
            }
        }
        model.values().forEach(b -> {
            int n = index.find(b.type(), b.id());
            assertThat(n).isNotNegative();
            assertThat(index.record(n)).isEqualTo(b);
            BlobType other = b.type() == BlobType.DATA ? BlobType.TREE : BlobType.DATA;
            assertThat(index.contains(other, b.id())).isFalse();
        });
        for (int i = 0; i < 10_000; i++) {
            ObjectId id = random(r);
            assertThat(index.contains(BlobType.DATA, id)).isEqualTo(model.containsKey(id));
        }
    }

    @Test
    void memoryForAMillionBlobsStaysWithinAQuarterOfRestics() {
        SplittableRandom r = new SplittableRandom(3);
        BlobIndex index = new BlobIndex();
        int pack = index.packs().reserve();
        int blobs = 1_000_000;
        for (int i = 0; i < blobs; i++) {
            index.load(new BlobRecord(BlobType.DATA, random(r), 0, 100, 90), pack);
        }
        index.sort();
        assertThat((double) index.memoryBytes() / blobs).isLessThan(50.0);
    }
}
