// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.ops;

import java.util.Arrays;
import java.util.BitSet;
import org.hearthplug.backup.index.BlobIndex;
import org.hearthplug.backup.index.BlobRecord;
import org.hearthplug.backup.pack.PackHeader;

/** The index's records by pack and offset: 4 bytes a blob. The index must not change meanwhile. */
final class PackGroups {
    private static final int HEADER_FIXED = 32 + PackHeader.LENGTH_BYTES;

    private final BlobIndex index;
    private final int[] start;
    private final int[] order;

    PackGroups(BlobIndex index) {
        this.index = index;
        BitSet doubles = doubles(index);
        start = new int[index.packs().count() + 1];
        for (int i = 0; i < index.count(); i++) {
            if (!doubles.get(i)) {
                start[index.pack(i) + 1]++;
            }
        }
        for (int p = 1; p < start.length; p++) {
            start[p] += start[p - 1];
        }
        order = new int[start[start.length - 1]];
        int[] next = Arrays.copyOf(start, start.length - 1);
        for (int i = 0; i < index.count(); i++) {
            if (!doubles.get(i)) {
                order[next[index.pack(i)]++] = i;
            }
        }
    }

    /** Records that say the same twice, because two index files name the same pack. */
    private static BitSet doubles(BlobIndex index) {
        BitSet doubles = new BitSet();
        for (int i = 1; i < index.count(); i++) {
            var id = index.id(i);
            for (int k = i - 1; k >= 0 && index.id(k).equals(id); k--) {
                if (index.pack(k) == index.pack(i) && index.record(k).equals(index.record(i))) {
                    doubles.set(i);
                    break;
                }
            }
        }
        return doubles;
    }

    /** How many records a pack has. */
    int count(int pack) {
        return start[pack + 1] - start[pack];
    }

    /** A pack's records, ordered by offset, as record numbers. */
    int[] records(int pack) {
        long[] keyed = new long[count(pack)];
        for (int i = 0; i < keyed.length; i++) {
            int record = order[start[pack] + i];
            keyed[i] = (long) index.record(record).offset() << 32 | record;
        }
        Arrays.sort(keyed);
        int[] records = new int[keyed.length];
        for (int i = 0; i < records.length; i++) {
            records[i] = (int) keyed[i];
        }
        return records;
    }

    /** The file length that a pack with these blobs has. */
    long fileBytes(int pack) {
        long bytes = HEADER_FIXED;
        for (int i = start[pack]; i < start[pack + 1]; i++) {
            BlobRecord b = index.record(order[i]);
            bytes += b.length() + PackHeader.entryBytes(b);
        }
        return bytes;
    }
}
