// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.crypto;

/** The core of Salsa20/8 (D. J. Bernstein), as scrypt uses it. */
final class Salsa {
    private static final int WORDS = 16;
    private static final int DOUBLE_ROUNDS = 4;

    private Salsa() {}

    /** {@code state ^= in[at..]}, then the eight rounds and their sum with what they began with; a copy goes to {@code out}. */
    static void mix(int[] state, int[] in, int at, int[] out, int to) {
        for (int i = 0; i < WORDS; i++) {
            state[i] ^= in[at + i];
            out[to + i] = state[i];
        }
        for (int i = 0; i < DOUBLE_ROUNDS; i++) {
            quarter(state, 0, 4, 8, 12);
            quarter(state, 5, 9, 13, 1);
            quarter(state, 10, 14, 2, 6);
            quarter(state, 15, 3, 7, 11);
            quarter(state, 0, 1, 2, 3);
            quarter(state, 5, 6, 7, 4);
            quarter(state, 10, 11, 8, 9);
            quarter(state, 15, 12, 13, 14);
        }
        for (int i = 0; i < WORDS; i++) {
            state[i] += out[to + i];
            out[to + i] = state[i];
        }
    }

    private static void quarter(int[] s, int a, int b, int c, int d) {
        s[b] ^= Integer.rotateLeft(s[a] + s[d], 7);
        s[c] ^= Integer.rotateLeft(s[b] + s[a], 9);
        s[d] ^= Integer.rotateLeft(s[c] + s[b], 13);
        s[a] ^= Integer.rotateLeft(s[d] + s[c], 18);
    }
}
