// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.backup;

import java.security.SecureRandom;
import java.util.Arrays;

/**
 * Shamir's secret sharing, byte by byte over GF(2⁸) modulo x⁸+x⁴+x³+x²+1 (0x11d): the field of libgfshare, whose {@code gfcombine} reads
 * these shares. Any {@code needed} of the shares give the secret back; fewer tell nothing about it. The arithmetic neither branches on
 * secrets nor looks anything up by them (Bouncy Castle's splitter, whose timing is not known here, is the tests' oracle).
 */
final class Shamir {
    /** More shares than this nobody hands out; the field would bear 255. */
    static final int MOST = 16;

    private static final int MODULUS = 0x11d;
    private static final int BITS = 8;

    private Shamir() {}

    /**
     * Splits.
     *
     * @param needed how many open it, 1 to {@code count}
     * @param count how many there are, up to {@link #MOST}
     * @return the shares in order; the first belongs to x = 1, and each is as long as the secret
     */
    static byte[][] split(byte[] secret, int needed, int count, SecureRandom random) {
        if (needed < 1 || needed > count || count > MOST) {
            throw new IllegalArgumentException(needed + " of " + count);
        }
        byte[][] coefficients = new byte[needed][];
        coefficients[0] = secret;
        for (int power = 1; power < needed; power++) {
            coefficients[power] = new byte[secret.length];
            random.nextBytes(coefficients[power]);
        }
        byte[][] shares = new byte[count][secret.length];
        for (int share = 0; share < count; share++) {
            for (int i = 0; i < secret.length; i++) {
                int y = 0;
                for (int power = needed - 1; power >= 0; power--) {
                    y = times(y, share + 1) ^ coefficients[power][i] & 0xff;
                }
                shares[share][i] = (byte) y;
            }
        }
        for (int power = 1; power < needed; power++) {
            Arrays.fill(coefficients[power], (byte) 0);
        }
        return shares;
    }

    /**
     * Puts shares together. Whether they are enough and belong together cannot be seen here.
     *
     * @param numbers where each was taken: different, 1 to 255
     */
    static byte[] combine(int[] numbers, byte[][] shares) {
        byte[] secret = new byte[shares[0].length];
        for (int i = 0; i < numbers.length; i++) {
            int weight = 1;
            for (int j = 0; j < numbers.length; j++) {
                if (j != i) {
                    weight = times(weight, times(numbers[j], inverse(numbers[j] ^ numbers[i])));
                }
            }
            for (int at = 0; at < secret.length; at++) {
                secret[at] ^= (byte) times(shares[i][at] & 0xff, weight);
            }
        }
        return secret;
    }

    /** The product of two elements, in the same steps whatever they are. */
    static int times(int a, int b) {
        int product = 0;
        int shifted = a;
        for (int bit = 0; bit < BITS; bit++) {
            product ^= shifted & -(b >>> bit & 1);
            shifted = shifted << 1 ^ MODULUS & -(shifted >>> BITS - 1);
        }
        return product;
    }

    /** The element to the power of 254: its inverse, and zero for zero. */
    static int inverse(int a) {
        int power = a;
        int result = 1;
        for (int i = 1; i < BITS; i++) {
            power = times(power, power);
            result = times(result, power);
        }
        return result;
    }
}
