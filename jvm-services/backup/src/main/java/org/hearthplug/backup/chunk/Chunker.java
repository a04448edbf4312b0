// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.chunk;

/**
 * Finds where a chunk ends: at the first byte, from {@link #MIN_BYTES} on, at which the Rabin fingerprint of the last 64
 * bytes has twenty zero bits, at {@link #MAX_BYTES} at the latest. Immutable; for any number of threads.
 *
 * <p>The fingerprint is a function of 64 bytes only, so four stretches are searched side by side: the table look-ups of
 * one do not wait for those of the others.
 */
public final class Chunker {
    /** No chunk but a file's last is shorter. */
    public static final int MIN_BYTES = 512 * 1024;

    /** No chunk is longer. */
    public static final int MAX_BYTES = 8 * 1024 * 1024;

    private static final int WINDOW = 64;
    private static final long CUT_MASK = (1L << 20) - 1;
    private static final int LANE = 2048;

    private final long[] mod = new long[256];
    private final long[] out = new long[256];
    private final int shift;

    /** @param polynomial irreducible, of degree 53 */
    public Chunker(long polynomial) {
        int degree = Polynomial.degree(polynomial);
        shift = degree - 8;
        for (int b = 0; b < 256; b++) {
            long high = (long) b << degree;
            mod[b] = Polynomial.mod(high, polynomial) | high;
            long h = Polynomial.mod(b, polynomial);
            for (int i = 0; i < WINDOW; i++) {
                h = Polynomial.mod(h << 8, polynomial);
            }
            out[b] = h;
        }
    }

    /**
     * Looks for the end of the chunk that begins at {@code start}.
     *
     * @param from length up to which no end was found before; 0 at first
     * @param length how many bytes are there from {@code start}
     * @return the chunk's length, or -1 if it does not end within {@code length}
     */
    public int end(byte[] data, int start, int from, int length) {
        int limit = Math.min(length, MAX_BYTES);
        // The chunk's length after its byte i is i + 1, so the first candidate is the byte MIN_BYTES - 1.
        int at = Math.max(from, MIN_BYTES - 1);
        while (limit - at >= 4 * LANE) {
            int hit = fourLanes(data, start + at);
            if (hit >= 0) {
                return hit - start + 1;
            }
            at += 4 * LANE;
        }
        if (at < limit) {
            int hit = oneLane(data, start + at, start + limit);
            if (hit >= 0) {
                return hit - start + 1;
            }
        }
        return limit == MAX_BYTES ? MAX_BYTES : -1;
    }

    private long fingerprintBefore(byte[] data, int position) {
        long h = 0;
        for (int i = position - WINDOW; i < position; i++) {
            h = h << 8 ^ data[i] & 0xffL ^ mod[(int) (h >>> shift) & 0xff];
        }
        return h;
    }

    private int oneLane(byte[] data, int from, int to) {
        long h = fingerprintBefore(data, from);
        for (int i = from; i < to; i++) {
            h = h << 8 ^ mod[(int) (h >>> shift) & 0xff] ^ out[data[i - WINDOW] & 0xff] ^ data[i] & 0xffL;
            if ((h & CUT_MASK) == 0) {
                return i;
            }
        }
        return -1;
    }

    private int fourLanes(byte[] data, int from) {
        long h0 = fingerprintBefore(data, from);
        long h1 = fingerprintBefore(data, from + LANE);
        long h2 = fingerprintBefore(data, from + 2 * LANE);
        long h3 = fingerprintBefore(data, from + 3 * LANE);
        final long[] m = mod;
        final long[] o = out;
        final int s = shift;
        for (int i = from; i < from + LANE; i++) {
            int a = i - WINDOW;
            h0 = h0 << 8 ^ m[(int) (h0 >>> s) & 0xff] ^ o[data[a] & 0xff] ^ data[i] & 0xffL;
            h1 = h1 << 8 ^ m[(int) (h1 >>> s) & 0xff] ^ o[data[a + LANE] & 0xff] ^ data[i + LANE] & 0xffL;
            h2 = h2 << 8 ^ m[(int) (h2 >>> s) & 0xff] ^ o[data[a + 2 * LANE] & 0xff] ^ data[i + 2 * LANE] & 0xffL;
            h3 = h3 << 8 ^ m[(int) (h3 >>> s) & 0xff] ^ o[data[a + 3 * LANE] & 0xff] ^ data[i + 3 * LANE] & 0xffL;
            if ((h0 & CUT_MASK) == 0 || (h1 & CUT_MASK) == 0 || (h2 & CUT_MASK) == 0 || (h3 & CUT_MASK) == 0) {
                return oneLane(data, from, from + 4 * LANE);
            }
        }
        return -1;
    }
}
