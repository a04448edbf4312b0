// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RangesTest {
    /** How many times the usual number of tries: the campaign says more. */
    private static final int FUZZ = Integer.getInteger("hearth.fuzz", 1);

    /** Whatever comes in, what goes out lies inside the file. */
    @Test
    void noHeaderReadsOutsideTheFile() {
        Random random = new Random(Long.getLong("hearth.seed", 1));
        int served = 0;
        int refused = 0;
        for (int i = 0; i < 200_000 * FUZZ; i++) {
            long size = random.nextInt(4) == 0 ? random.nextInt(3) : Math.abs(random.nextLong() >> random.nextInt(63));
            String header = random.nextInt(3) == 0 ? plausible(random, size) : noise(random);
            try {
                Optional<Ranges.Range> range = Ranges.parse(header, size);
                if (range.isPresent()) {
                    served++;
                    assertThat(range.get().first()).as(header).isBetween(0L, size - 1);
                    assertThat(range.get().length())
                            .as(header)
                            .isBetween(1L, size - range.get().first());
                }
            } catch (Ranges.Unsatisfiable e) {
                refused++;
            }
        }
        assertThat(served).isGreaterThan(10_000);
        assertThat(refused).isGreaterThan(10_000);
    }

    /** For small files the answer is compared with the definition: the bytes whose positions the header names. */
    @Test
    void aRangeIsWhatTheRfcSaysItIs() throws Exception {
        for (int size = 1; size <= 6; size++) {
            for (int first = 0; first <= 7; first++) {
                for (int last = first; last <= 8; last++) {
                    expect("bytes=" + first + "-" + last, size, first, Math.min(last, size - 1));
                }
                expect("bytes=" + first + "-", size, first, size - 1);
            }
            for (int suffix = 1; suffix <= 8; suffix++) {
                expect("bytes=-" + suffix, size, Math.max(0, size - suffix), size - 1);
            }
        }
    }

    private static void expect(String header, int size, int first, int last) throws Exception {
        if (first >= size) {
            org.assertj.core.api.Assertions.assertThatThrownBy(() -> Ranges.parse(header, size))
                    .isInstanceOf(Ranges.Unsatisfiable.class);
            return;
        }
        assertThat(Ranges.parse(header, size))
                .as(header + " of " + size)
                .contains(new Ranges.Range(first, last - first + 1));
    }

    private static String plausible(Random random, long size) {
        long a = size == 0 ? 0 : Math.floorMod(random.nextLong(), size + 3);
        long b = a + random.nextInt(1000);
        return switch (random.nextInt(4)) {
            case 0 -> "bytes=" + a + "-" + b;
            case 1 -> "bytes=" + a + "-";
            case 2 -> "bytes=-" + a;
            default -> "bytes=" + a + "-" + b + "," + b + "-";
        };
    }

    private static String noise(Random random) {
        String alphabet = "bytes=-,0123456789 x\t";
        StringBuilder text = new StringBuilder(random.nextBoolean() ? "bytes=" : "");
        int length = random.nextInt(24);
        for (int i = 0; i < length; i++) {
            text.append(alphabet.charAt(random.nextInt(alphabet.length())));
        }
        return text.toString();
    }
}
