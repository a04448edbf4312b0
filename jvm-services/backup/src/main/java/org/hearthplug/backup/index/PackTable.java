// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.index;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.hearthplug.backup.ObjectId;

/** The packs, numbered from 0. About 80 bytes each; a pack holds 16 MiB. */
public final class PackTable {
    private ObjectId[] ids = new ObjectId[64];
    private int count;
    private final Map<ObjectId, Integer> numbers = new HashMap<>();

    /** The number of a pack; a new one if it is new. */
    public int numberOf(ObjectId id) {
        Integer known = numbers.get(id);
        if (known != null) {
            return known;
        }
        int number = reserve();
        name(number, id);
        return number;
    }

    /** The number of a known pack, or -1. */
    public int find(ObjectId id) {
        return numbers.getOrDefault(id, -1);
    }

    /** A number for a pack whose name comes when it is complete. */
    public int reserve() {
        if (count == ids.length) {
            ids = Arrays.copyOf(ids, count * 2);
        }
        return count++;
    }

    /** Gives a reserved number its name. */
    public void name(int number, ObjectId id) {
        ids[number] = id;
        numbers.put(id, number);
    }

    /** The pack's name; null while it is not complete. */
    public ObjectId id(int number) {
        return ids[number];
    }

    /** How many numbers are given. */
    public int count() {
        return count;
    }
}
