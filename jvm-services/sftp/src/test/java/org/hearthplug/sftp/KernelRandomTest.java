// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.sftp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.HexFormat;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Every byte is set, none is given twice. */
class KernelRandomTest {
    private final KernelRandom random = new KernelRandom();

    @Test
    void noPieceComesTwice() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            byte[] piece = new byte[12];
            random.fill(piece, 2, 8);
            assertThat(piece[0] | piece[1] | piece[10] | piece[11]).isZero();
            assertThat(seen.add(HexFormat.of().formatHex(piece))).isTrue();
        }
    }

    @Test
    void longPiecesAreFilledToTheirEnd() {
        for (int length : new int[] {1, 511, 512, 513, 100_000}) {
            int[] bits = new int[8];
            byte[] bytes = new byte[length];
            for (int i = 0; i < 64; i++) {
                random.fill(bytes, 0, length);
                for (int bit = 0; bit < 8; bit++) {
                    bits[bit] |= bytes[length - 1] & 1 << bit;
                }
            }
            for (int bit = 0; bit < 8; bit++) {
                assertThat(bits[bit]).as("a bit of the last byte").isNotZero();
            }
        }
    }

    @Test
    void numbersAreBelowTheirBoundAndAllOfThemCome() {
        Set<Integer> seen = new HashSet<>();
        for (int i = 0; i < 2000; i++) {
            seen.add(random.random(20));
        }
        assertThat(seen).hasSize(20).allMatch(number -> number >= 0 && number < 20);
        for (int i = 0; i < 100; i++) {
            assertThat(random.random((1 << 30) + 1)).isBetween(0, 1 << 30);
        }
        assertThatThrownBy(() -> random.random(0)).isInstanceOf(IllegalArgumentException.class);
    }
}
