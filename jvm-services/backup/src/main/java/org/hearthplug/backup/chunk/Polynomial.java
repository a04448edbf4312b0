// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.chunk;

import java.security.SecureRandom;

/** Polynomials over GF(2) of degree below 64, a bit for each coefficient; their arithmetic for Rabin fingerprints. */
public final class Polynomial {
    /** The degree that restic's repositories use. */
    public static final int DEGREE = 53;

    private Polynomial() {}

    /** The degree; -1 for zero. */
    public static int degree(long p) {
        return 63 - Long.numberOfLeadingZeros(p);
    }

    /** The remainder of {@code x} by {@code p}. */
    static long mod(long x, long p) {
        int d = degree(p);
        long rest = x;
        for (int k = degree(rest); k >= d; k = degree(rest)) {
            rest ^= p << (k - d);
        }
        return rest;
    }

    /** The product modulo {@code p}; both factors are reduced. */
    static long multiplyMod(long a, long b, long p) {
        long top = 1L << degree(p);
        long x = a;
        long product = 0;
        for (long y = b; y != 0; y >>>= 1) {
            if ((y & 1) != 0) {
                product ^= x;
            }
            x <<= 1;
            if ((x & top) != 0) {
                x ^= p;
            }
        }
        return product;
    }

    private static long gcd(long a, long b) {
        long x = a;
        long y = b;
        while (y != 0) {
            long r = mod(x, y);
            x = y;
            y = r;
        }
        return x;
    }

    /** Whether no polynomial of lower degree divides it (Ben-Or's test). */
    public static boolean irreducible(long p) {
        int n = degree(p);
        if (n < 1 || n > 62) {
            return false;
        }
        long power = 2;
        for (int i = 1; i <= n / 2; i++) {
            power = multiplyMod(power, power, p);
            if (gcd(p, power ^ 2) != 1) {
                return false;
            }
        }
        return true;
    }

    /** A random irreducible polynomial of degree 53. */
    public static long random(SecureRandom random) {
        while (true) {
            long p = random.nextLong() & ((1L << DEGREE) - 1) | 1L << DEGREE | 1;
            if (irreducible(p)) {
                return p;
            }
        }
    }
}
