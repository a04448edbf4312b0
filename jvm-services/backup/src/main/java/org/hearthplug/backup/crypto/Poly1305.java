// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.crypto;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Poly1305 (D. J. Bernstein, "The Poly1305-AES message-authentication code", 2005) in radix 2^26 with five limbs, so
 * that every product and sum fits a signed 64-bit integer. Immutable; no branch depends on data.
 */
final class Poly1305 {
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long MASK26 = 0x3ffffff;

    private final long r0;
    private final long r1;
    private final long r2;
    private final long r3;
    private final long r4;

    /** @param r the 16-byte multiplier; clamped here */
    Poly1305(byte[] r) {
        long t0 = word(r, 0);
        long t1 = word(r, 4);
        long t2 = word(r, 8);
        long t3 = word(r, 12);
        r0 = t0 & 0x3ffffff;
        r1 = (t0 >>> 26 | t1 << 6) & 0x3ffff03;
        r2 = (t1 >>> 20 | t2 << 12) & 0x3ffc0ff;
        r3 = (t2 >>> 14 | t3 << 18) & 0x3f03fff;
        r4 = (t3 >>> 8) & 0x00fffff;
    }

    private static long word(byte[] in, int at) {
        return (int) INT.get(in, at) & 0xffffffffL;
    }

    static int littleEndian(byte[] in, int at) {
        return (int) INT.get(in, at);
    }

    static void littleEndian(byte[] out, int at, int value) {
        INT.set(out, at, value);
    }

    /** A tag of bytes that come in slices. */
    Running running() {
        return new Running();
    }

    /** The state between two slices. */
    final class Running {
        private static final int BLOCK = 16;

        private final long[] h = new long[5];
        private final byte[] held = new byte[BLOCK];
        private int heldBytes;

        /** Takes the next bytes. */
        void update(byte[] in, int offset, int length) {
            int at = offset;
            int end = offset + length;
            if (heldBytes > 0) {
                int n = Math.min(BLOCK - heldBytes, length);
                System.arraycopy(in, at, held, heldBytes, n);
                heldBytes += n;
                at += n;
                if (heldBytes < BLOCK) {
                    return;
                }
                absorb(h, held, 0, BLOCK, 1L << 24);
                heldBytes = 0;
            }
            int whole = end - at & -BLOCK;
            for (int stop = at + whole; at < stop; ) {
                int n = Math.min(16384, stop - at);
                absorb(h, in, at, n, 1L << 24);
                at += n;
            }
            heldBytes = end - at;
            System.arraycopy(in, at, held, 0, heldBytes);
        }

        /** Writes the tag with the one-time addend {@code s}; no more may be taken. */
        void tag(byte[] s, byte[] out, int outOffset) {
            if (heldBytes > 0) {
                Arrays.fill(held, heldBytes, BLOCK, (byte) 0);
                held[heldBytes] = 1;
                absorb(h, held, 0, BLOCK, 0);
            }
            finish(h, s, out, outOffset);
        }
    }

    private void absorb(long[] h, byte[] in, int from, int length, long topBit) {
        long s1 = r1 * 5;
        long s2 = r2 * 5;
        long s3 = r3 * 5;
        long s4 = r4 * 5;
        long h0 = h[0];
        long h1 = h[1];
        long h2 = h[2];
        long h3 = h[3];
        long h4 = h[4];
        for (int at = from, end = from + length; at < end; at += 16) {
            long t0 = word(in, at);
            long t1 = word(in, at + 4);
            long t2 = word(in, at + 8);
            long t3 = word(in, at + 12);
            h0 += t0 & MASK26;
            h1 += (t0 >>> 26 | t1 << 6) & MASK26;
            h2 += (t1 >>> 20 | t2 << 12) & MASK26;
            h3 += (t2 >>> 14 | t3 << 18) & MASK26;
            h4 += t3 >>> 8 | topBit;
            long d0 = h0 * r0 + h1 * s4 + h2 * s3 + h3 * s2 + h4 * s1;
            long d1 = h0 * r1 + h1 * r0 + h2 * s4 + h3 * s3 + h4 * s2;
            long d2 = h0 * r2 + h1 * r1 + h2 * r0 + h3 * s4 + h4 * s3;
            long d3 = h0 * r3 + h1 * r2 + h2 * r1 + h3 * r0 + h4 * s4;
            long d4 = h0 * r4 + h1 * r3 + h2 * r2 + h3 * r1 + h4 * r0;
            d1 += d0 >>> 26;
            d2 += d1 >>> 26;
            d3 += d2 >>> 26;
            d4 += d3 >>> 26;
            h0 = (d0 & MASK26) + (d4 >>> 26) * 5;
            h1 = (d1 & MASK26) + (h0 >>> 26);
            h0 &= MASK26;
            h2 = d2 & MASK26;
            h3 = d3 & MASK26;
            h4 = d4 & MASK26;
        }
        h[0] = h0;
        h[1] = h1;
        h[2] = h2;
        h[3] = h3;
        h[4] = h4;
    }

    private static void finish(long[] h, byte[] s, byte[] out, int outOffset) {
        carry(h);
        carry(h);
        long[] g = new long[5];
        long c = 5;
        for (int i = 0; i < 5; i++) {
            g[i] = h[i] + c;
            c = g[i] >>> 26;
            g[i] &= MASK26;
        }
        // c is 1 exactly when h + 5 >= 2^130, that is h >= p: then h - p = g.
        long mask = -c;
        for (int i = 0; i < 5; i++) {
            h[i] = (h[i] & ~mask) | (g[i] & mask);
        }
        long f0 = ((h[0] | h[1] << 26) & 0xffffffffL) + word(s, 0);
        long f1 = ((h[1] >>> 6 | h[2] << 20) & 0xffffffffL) + word(s, 4) + (f0 >>> 32);
        long f2 = ((h[2] >>> 12 | h[3] << 14) & 0xffffffffL) + word(s, 8) + (f1 >>> 32);
        long f3 = ((h[3] >>> 18 | h[4] << 8) & 0xffffffffL) + word(s, 12) + (f2 >>> 32);
        INT.set(out, outOffset, (int) f0);
        INT.set(out, outOffset + 4, (int) f1);
        INT.set(out, outOffset + 8, (int) f2);
        INT.set(out, outOffset + 12, (int) f3);
    }

    private static void carry(long[] h) {
        for (int i = 0; i < 4; i++) {
            h[i + 1] += h[i] >>> 26;
            h[i] &= MASK26;
        }
        h[0] += (h[4] >>> 26) * 5;
        h[4] &= MASK26;
        h[1] += h[0] >>> 26;
        h[0] &= MASK26;
    }
}
