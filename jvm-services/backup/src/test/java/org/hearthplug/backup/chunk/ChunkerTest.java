// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.chunk;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class ChunkerTest {
    /** The polynomial of the examples in the chunker's public documentation. */
    private static final long POLYNOMIAL = 0x3DA3358B4DC173L;

    /** A fingerprint by the definition: 64 bytes as a polynomial over GF(2), by long division. */
    private static long definition(byte[] data, int end) {
        long h = 0;
        for (int i = end - 63; i <= end; i++) {
            for (int bit = 7; bit >= 0; bit--) {
                h = h << 1 | data[i] >> bit & 1;
                if ((h >>> 53 & 1) != 0) {
                    h ^= POLYNOMIAL;
                }
            }
        }
        return h;
    }

    private static List<Integer> cuts(byte[] data) {
        Chunker chunker = new Chunker(POLYNOMIAL);
        List<Integer> cuts = new ArrayList<>();
        int start = 0;
        while (start < data.length) {
            int n = chunker.end(data, start, 0, data.length - start);
            n = n < 0 ? data.length - start : n;
            cuts.add(n);
            start += n;
        }
        return cuts;
    }

    @Test
    void cutsWhereTheDefinitionSays() {
        byte[] data = new byte[12 << 20];
        new SplittableRandom(23).nextBytes(data);
        int start = 0;
        for (int cut : cuts(data)) {
            int end = start + cut;
            assertThat(cut).isBetween(Math.min(Chunker.MIN_BYTES, data.length - start), Chunker.MAX_BYTES);
            if (end < data.length && cut < Chunker.MAX_BYTES) {
                assertThat(definition(data, end - 1) & 0xfffff).isZero();
            }
            // No earlier end was missed: sampled, for the definition is slow.
            for (int i = start + Chunker.MIN_BYTES - 1; i < end - 1; i += 997) {
                assertThat(definition(data, i) & 0xfffff).isNotZero();
            }
            start = end;
        }
    }

    @Test
    void zerosAreCutAtTheMinimum() {
        byte[] zeros = new byte[3 << 20];
        assertThat(cuts(zeros)).containsOnly(Chunker.MIN_BYTES);
    }

    @Test
    void searchingInPiecesGivesTheSameEnd() {
        byte[] data = new byte[9 << 20];
        SplittableRandom random = new SplittableRandom(5);
        random.nextBytes(data);
        Chunker chunker = new Chunker(POLYNOMIAL);
        int whole = chunker.end(data, 0, 0, data.length);
        int from = 0;
        int found = -1;
        while (found < 0) {
            int length = Math.min(data.length, from + 1 + random.nextInt(100_000));
            found = chunker.end(data, 0, from, length);
            from = length;
        }
        assertThat(found).isEqualTo(whole);
    }

    @Test
    void irreducibility() {
        assertThat(Polynomial.irreducible(POLYNOMIAL)).isTrue();
        assertThat(Polynomial.irreducible(0b111)).isTrue();
        assertThat(Polynomial.irreducible(0b101)).isFalse();
        assertThat(Polynomial.irreducible(POLYNOMIAL ^ 1)).isFalse();
        long p = Polynomial.random(new SecureRandom());
        assertThat(Polynomial.degree(p)).isEqualTo(53);
        assertThat(Polynomial.irreducible(p)).isTrue();
    }
}
