// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage;

/** A set of numbers other than 0, at 16 bytes each or less. */
final class LongSet {
    private long[] table = new long[64];
    private int size;

    int size() {
        return size;
    }

    boolean contains(long value) {
        return table[slot(table, value)] == value;
    }

    void add(long value) {
        int slot = slot(table, value);
        if (table[slot] == value) {
            return;
        }
        table[slot] = value;
        size++;
        if (size * 2 > table.length) {
            long[] larger = new long[table.length * 2];
            for (long one : table) {
                if (one != 0) {
                    larger[slot(larger, one)] = one;
                }
            }
            table = larger;
        }
    }

    private static int slot(long[] table, long value) {
        int at = Long.hashCode(value * 0x9E3779B97F4A7C15L) & table.length - 1;
        while (table[at] != 0 && table[at] != value) {
            at = at + 1 & table.length - 1;
        }
        return at;
    }
}
