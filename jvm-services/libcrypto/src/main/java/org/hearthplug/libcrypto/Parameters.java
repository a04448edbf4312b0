// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.libcrypto;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A list of OSSL_PARAM(3): each a name, a type, an address, a size and a size returned, in 40 bytes. The last of its places stays zero, which ends it. */
final class Parameters {
    private static final int PLACES = 7;
    private static final int PLACE_BYTES = 40;
    private static final int UNSIGNED_INTEGER = 2;
    private static final int UTF8_STRING = 4;
    private static final int OCTET_STRING = 5;

    private final Arena arena;
    private final MemorySegment places;
    private int next;

    /** An empty list; it lives as long as the arena. */
    Parameters(Arena arena) {
        this.arena = arena;
        this.places = arena.allocate((long) PLACES * PLACE_BYTES, 8);
    }

    Parameters octets(String name, MemorySegment value, int length) {
        return add(name, OCTET_STRING, value, length);
    }

    Parameters text(String name, String value) {
        return add(name, UTF8_STRING, arena.allocateFrom(value), value.length());
    }

    Parameters number(String name, int value) {
        return add(name, UNSIGNED_INTEGER, arena.allocateFrom(ValueLayout.JAVA_INT, value), Integer.BYTES);
    }

    Parameters number(String name, long value) {
        return add(name, UNSIGNED_INTEGER, arena.allocateFrom(ValueLayout.JAVA_LONG, value), Long.BYTES);
    }

    private Parameters add(String name, int type, MemorySegment value, int length) {
        MemorySegment place = places.asSlice((long) next++ * PLACE_BYTES, PLACE_BYTES);
        place.set(ValueLayout.JAVA_LONG, 0, arena.allocateFrom(name).address());
        place.set(ValueLayout.JAVA_INT, 8, type);
        place.set(ValueLayout.JAVA_LONG, 16, value.address());
        place.set(ValueLayout.JAVA_LONG, 24, length);
        place.set(ValueLayout.JAVA_LONG, 32, -1);
        return this;
    }

    MemorySegment list() {
        return places;
    }
}
