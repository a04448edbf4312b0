// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage.index;

import java.nio.charset.StandardCharsets;
import org.hearthplug.storage.Entry;

/**
 * What the index knows of one folder, while the folder is compared with it: 17 bytes an entry, so that a folder of 100,000 photos costs
 * 4 MB and not forty. Names are known by 64 bits of hash; two names of one folder with the same would hide one of them from searches.
 */
final class Seen {
    private long[] names = new long[64];
    private long[] marks = new long[64];
    private boolean[] met = new boolean[64];
    private int size;

    /** 64 bits of a name, never 0: FNV-1a over its UTF-8, mixed. */
    static long hash(String name) {
        long hash = 0xcbf29ce484222325L;
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xFF)) * 0x100000001b3L;
        }
        hash ^= hash >>> 32;
        return hash == 0 ? 1 : hash;
    }

    /** 64 bits that change when the entry does; a folder is the same while it is the same inode, whatever happens in it. */
    static long mark(Entry entry) {
        String etag = entry.etag();
        return hash(entry.type() == Entry.Type.FILE ? etag : entry.type() + etag.substring(0, etag.indexOf('-')));
    }

    /** Notes what the index has. */
    void know(long name, long mark) {
        if (size * 2 >= names.length) {
            grow();
        }
        int at = find(name);
        if (names[at] == 0) {
            names[at] = name;
            size++;
        }
        marks[at] = mark;
    }

    /** Notes that the disk has it; returns whether the index had it just so. */
    boolean meet(long name, long mark) {
        int at = find(name);
        if (names[at] == 0) {
            return false;
        }
        met[at] = true;
        return marks[at] == mark;
    }

    /** Returns whether the disk had a name that the index had before. */
    boolean wasMet(long name) {
        int at = find(name);
        return names[at] == 0 || met[at];
    }

    private int find(long name) {
        int at = (int) (name & (names.length - 1));
        while (names[at] != 0 && names[at] != name) {
            at = (at + 1) & (names.length - 1);
        }
        return at;
    }

    private void grow() {
        long[] oldNames = names;
        long[] oldMarks = marks;
        boolean[] oldMet = met;
        names = new long[oldNames.length * 2];
        marks = new long[names.length];
        met = new boolean[names.length];
        for (int i = 0; i < oldNames.length; i++) {
            if (oldNames[i] != 0) {
                int at = find(oldNames[i]);
                names[at] = oldNames[i];
                marks[at] = oldMarks[i];
                met[at] = oldMet[i];
            }
        }
    }
}
