// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.index;

import java.lang.foreign.Arena;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.hearthplug.backup.ObjectId;

/**
 * All blobs of a repository in 48 bytes each, outside the heap: the id's 32, pack number, offset, sealed and plain
 * length 4 each; the type is a bit of the sealed length. No slots, no pointers: records lie sorted by id, and as ids
 * are hashes, interpolation finds one in a few steps. New records wait behind in a small hashed tail, which is sorted
 * in when it has grown to a quarter: 4 to 8 bytes more for each of those.
 *
 * <p>A blob may have several records, one for each pack it lies in. Safe for several threads.
 */
public final class BlobIndex {
    /** What a record takes, in bytes. */
    public static final int RECORD_BYTES = 48;

    private static final int RECORD_WORDS = RECORD_BYTES / 8;
    private static final int SEGMENT_BITS = 14;
    private static final int SEGMENT_RECORDS = 1 << SEGMENT_BITS;
    private static final int MIN_TAIL = 8192;
    private static final long TREE_BIT = 1L << 63;

    private final List<LongBuffer> segments = new ArrayList<>();
    private final PackTable packs = new PackTable();
    private int sorted;
    private int count;
    private int[] slots = new int[1024];

    /** The packs that records point to. */
    public PackTable packs() {
        return packs;
    }

    /** Adds a record. */
    public synchronized void add(BlobRecord blob, int pack) {
        append(blob, pack);
        insertSlot(count - 1);
        if (count - sorted >= Math.max(MIN_TAIL, sorted / 4)) {
            sort();
        }
    }

    /** Adds a record while loading: cheaper, and not found before {@link #sort()}. */
    public synchronized void load(BlobRecord blob, int pack) {
        append(blob, pack);
    }

    private void append(BlobRecord b, int pack) {
        if (count == segments.size() << SEGMENT_BITS) {
            // Counts towards -XX:MaxDirectMemorySize: a million blobs are 48 MiB.
            segments.add(Arena.ofAuto()
                    .allocate((long) SEGMENT_RECORDS * RECORD_BYTES, 8)
                    .asByteBuffer()
                    .order(ByteOrder.nativeOrder())
                    .asLongBuffer());
        }
        int i = count++;
        set(i, 0, b.id().w0());
        set(i, 1, b.id().w1());
        set(i, 2, b.id().w2());
        set(i, 3, b.id().w3());
        set(i, 4, (long) pack << 32 | b.offset() & 0xffffffffL);
        set(i, 5, (b.type() == BlobType.TREE ? TREE_BIT : 0) | (long) b.length() << 32 | b.plainLength());
    }

    private long get(int record, int word) {
        return segments.get(record >>> SEGMENT_BITS).get((record & SEGMENT_RECORDS - 1) * RECORD_WORDS + word);
    }

    private void set(int record, int word, long value) {
        segments.get(record >>> SEGMENT_BITS).put((record & SEGMENT_RECORDS - 1) * RECORD_WORDS + word, value);
    }

    /** Sorts everything in place. Record numbers change. */
    public synchronized void sort() {
        new RecordSort(this::get, this::set).sort(0, count);
        sorted = count;
        Arrays.fill(slots, 0);
    }

    private void insertSlot(int record) {
        int tail = count - sorted;
        if (tail * 2 > slots.length) {
            slots = new int[slots.length * 2];
            for (int i = sorted; i < count; i++) {
                place(i);
            }
        } else {
            place(record);
        }
    }

    private void place(int record) {
        int mask = slots.length - 1;
        int s = slot(get(record, 0)) & mask;
        while (slots[s] != 0) {
            s = s + 1 & mask;
        }
        slots[s] = record + 1;
    }

    private static int slot(long word) {
        return (int) (word ^ word >>> 32);
    }

    /** The number of a record for the blob, or -1. */
    public synchronized int find(BlobType type, ObjectId id) {
        int mask = slots.length - 1;
        if (count > sorted) {
            for (int s = slot(id.w0()) & mask; slots[s] != 0; s = s + 1 & mask) {
                if (is(slots[s] - 1, type, id)) {
                    return slots[s] - 1;
                }
            }
        }
        for (int i = lowerBound(id.w0()); i < sorted && get(i, 0) == id.w0(); i++) {
            if (is(i, type, id)) {
                return i;
            }
        }
        return -1;
    }

    private boolean is(int i, BlobType type, ObjectId id) {
        return get(i, 0) == id.w0()
                && get(i, 1) == id.w1()
                && get(i, 2) == id.w2()
                && get(i, 3) == id.w3()
                && type(i) == type;
    }

    /** The first sorted record whose first word is not below; interpolation, with bisection against odd data. */
    private int lowerBound(long word) {
        int low = 0;
        int high = sorted;
        long key = word >>> 1;
        for (int step = 0; high - low > 8; step++) {
            long a = get(low, 0) >>> 1;
            long b = get(high - 1, 0) >>> 1;
            int mid;
            if (step < 8 && key > a && key < b) {
                double share = (double) (key - a) / (b - a);
                mid = low + Math.clamp((long) (share * (high - low)), 1, high - low - 1);
                // Step aside by a little more than the expected error, so that the answer is fenced in from both sides.
                mid = (step & 1) == 0 ? Math.max(low + 1, mid - 2) : Math.min(high - 1, mid + 2);
            } else {
                mid = (low + high) >>> 1;
            }
            if (Long.compareUnsigned(get(mid, 0), word) < 0) {
                low = mid;
            } else {
                high = mid;
            }
        }
        while (low < high && Long.compareUnsigned(get(low, 0), word) < 0) {
            low++;
        }
        return low;
    }

    /** Whether the blob is known. */
    public boolean contains(BlobType type, ObjectId id) {
        return find(type, id) >= 0;
    }

    /** All records of a blob, one for each pack that holds it. */
    public synchronized List<Location> locations(BlobType type, ObjectId id) {
        List<Location> all = new ArrayList<>(1);
        for (int i = lowerBound(id.w0()); i < sorted && get(i, 0) == id.w0(); i++) {
            if (is(i, type, id)) {
                all.add(new Location(record(i), pack(i)));
            }
        }
        for (int i = sorted; i < count; i++) {
            if (is(i, type, id)) {
                all.add(new Location(record(i), pack(i)));
            }
        }
        return all;
    }

    /** A blob's place. @param pack the pack's number */
    public record Location(BlobRecord blob, int pack) {}

    /** A record by number. */
    public synchronized BlobRecord record(int i) {
        long lengths = get(i, 5);
        return new BlobRecord(
                type(i), id(i), (int) get(i, 4), (int) (lengths >>> 32) & Integer.MAX_VALUE, (int) lengths);
    }

    /** A record's id. */
    public synchronized ObjectId id(int i) {
        return new ObjectId(get(i, 0), get(i, 1), get(i, 2), get(i, 3));
    }

    /** A record's type. */
    public synchronized BlobType type(int i) {
        return get(i, 5) < 0 ? BlobType.TREE : BlobType.DATA;
    }

    /** The number of a record's pack. */
    public synchronized int pack(int i) {
        return (int) (get(i, 4) >>> 32);
    }

    /** How many records there are; their numbers are 0 to this, exclusive. */
    public synchronized int count() {
        return count;
    }

    /** What the index holds outside and inside the heap, in bytes, the packs' names included. */
    public synchronized long memoryBytes() {
        return (long) segments.size() * SEGMENT_RECORDS * RECORD_BYTES + slots.length * 4L + packs.count() * 80L;
    }
}
