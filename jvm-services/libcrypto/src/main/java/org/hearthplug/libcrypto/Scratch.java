// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.libcrypto;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.LongConsumer;

/**
 * Memory outside the heap in which libcrypto computes: 128 bytes for keys and states, then a slice of data. Read and written as a buffer, whose
 * accessors are plain methods; a segment's are method handles, which a cold JVM makes one by one. Freed with the object; for one thread at a time.
 */
final class Scratch {
    /** How much data has room. */
    static final int SLICE = 32 * 1024;

    private static final int DATA = 128;
    private static final byte[] ZEROS = new byte[DATA];

    private final Arena arena = Arena.ofAuto();
    private final ByteBuffer memory;
    private final long address;

    Scratch() {
        this(SLICE);
    }

    /** With room for so much data instead of a slice. */
    Scratch(int dataBytes) {
        MemorySegment segment = arena.allocate(DATA + dataBytes, 16);
        memory = segment.asByteBuffer().order(ByteOrder.nativeOrder());
        address = segment.address();
    }

    /** Has a context freed with this memory. */
    @SuppressWarnings("restricted") // A bare address, to hang its end on the arena's.
    void keep(long context, LongConsumer free) {
        MemorySegment.ofAddress(context).reinterpret(arena, segment -> free.accept(segment.address()));
    }

    /** The address of one of the first 128 bytes. */
    long at(int offset) {
        return address + offset;
    }

    /** The address of the data. */
    long data() {
        return address + DATA;
    }

    void put(int offset, byte[] from, int start, int length) {
        memory.put(offset, from, start, length);
    }

    void get(int offset, byte[] into, int start, int length) {
        memory.get(offset, into, start, length);
    }

    void putData(byte[] from, int start, int length) {
        memory.put(DATA, from, start, length);
    }

    void getData(byte[] into, int start, int length) {
        memory.get(DATA, into, start, length);
    }

    /** Puts eight bytes, the most significant first. */
    void putLong(int offset, long value) {
        memory.putLong(offset, memory.order() == ByteOrder.BIG_ENDIAN ? value : Long.reverseBytes(value));
    }

    /** Takes the buffer's next bytes. */
    void putData(ByteBuffer from, int length) {
        memory.put(DATA, from, from.position(), length);
        from.position(from.position() + length);
    }

    /** Forgets so much of the data. */
    void wipeData(int length) {
        for (int at = 0; at < length; at += DATA) {
            memory.put(DATA + at, ZEROS, 0, Math.min(DATA, length - at));
        }
    }

    /** Puts a number as the machine has it, a word long. */
    void putWord(int offset, long value) {
        memory.putLong(offset, value);
    }

    /** Returns what {@link #putWord} puts. */
    long word(int offset) {
        return memory.getLong(offset);
    }

    /** Forgets keys and states. */
    void wipe() {
        memory.put(0, ZEROS);
    }
}
