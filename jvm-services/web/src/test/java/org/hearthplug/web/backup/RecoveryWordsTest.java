// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RecoveryWordsTest {
    /** From the proquint proposal (Wilkerson, 2009): 127.0.0.1, 63.84.220.193, 63.118.7.35 and 140.98.193.141. */
    @Test
    void wordsAreTheProposalsOwn() {
        byte[] addresses = {
            127, 0, 0, 1, 63, 84, (byte) 220, (byte) 193, 63, 118, 7, 35, (byte) 140, 98, (byte) 193, (byte) 141
        };
        assertThat(RecoveryWords.of(addresses)).startsWith("lusab-babad-gutih-tugad-gutuk-bisog-mudof-sakat-");
    }

    @Test
    void aMistypedWordIsSeen() {
        String words = RecoveryWords.make();
        assertThat(RecoveryWords.wellFormed(words)).isTrue();
        int passed = 0;
        for (int i = 0; i < words.length(); i++) {
            char other = words.charAt(i) == 'b'
                    ? 'd'
                    : words.charAt(i) == 'a' ? 'i' : "aiou".indexOf(words.charAt(i)) >= 0 ? 'a' : 'b';
            if (words.charAt(i) != '-') {
                passed += RecoveryWords.wellFormed(words.substring(0, i) + other + words.substring(i + 1)) ? 1 : 0;
            }
        }
        assertThat(passed).as("of 45 mistakes, each passes with 1 in 65536").isZero();
    }

    @Test
    void whatPeopleTypeIsUnderstood() {
        String words = RecoveryWords.of(new byte[16]);
        assertThat(RecoveryWords.tidy(
                        "  " + words.toUpperCase(java.util.Locale.ROOT).replace("-", "  ") + "\n"))
                .isEqualTo(words);
        assertThat(RecoveryWords.tidy("My Restic Password-1")).isEqualTo("My Restic Password-1");
    }

    @Test
    void noTwoAreAlike() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            assertThat(seen.add(RecoveryWords.make())).isTrue();
        }
    }
}
