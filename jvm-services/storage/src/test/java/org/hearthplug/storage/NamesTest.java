// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NamesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "", ".", "..", "a/b", "/", "a\0b", "a\nb", "\r", "tab\t", "\u007f", "\u0085", "\uFFFD", "\uD800",
                "x\uDC00"
            })
    void refusesWhatNoFileCanBeCalled(String name) {
        assertThat(Names.problem(name)).isNotNull().endsWith(".");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a", "...", ".hidden", " ", "a b", "ä", "a\u0308", "日本語", "😀", "-rf", "con", "*?", "\\", "%2F", "#"
            })
    void takesWhatPeopleCallFiles(String name) {
        assertThat(Names.problem(name)).isNull();
    }

    @Test
    void countsBytesAndNotCharacters() {
        assertThat(Names.problem("a".repeat(255))).isNull();
        assertThat(Names.problem("a".repeat(256))).contains("255");
        assertThat(Names.problem("ä".repeat(127))).isNull();
        assertThat(Names.problem("ä".repeat(128))).contains("255");
        assertThat(Names.problem("😀".repeat(63) + "abc")).isNull();
        assertThat(Names.problem("😀".repeat(64))).contains("255");
    }

    @Test
    void everyAcceptedNameSurvivesUtf8AndIsBounded() {
        Random random = new Random(20261123);
        int accepted = 0;
        for (int i = 0; i < 20_000; i++) {
            String name = randomName(random);
            if (Names.problem(name) != null) {
                continue;
            }
            accepted++;
            byte[] utf8 = name.getBytes(StandardCharsets.UTF_8);
            assertThat(utf8.length).isBetween(1, Names.MAX_BYTES);
            assertThat(new String(utf8, StandardCharsets.UTF_8)).isEqualTo(name);
            assertThat(name).doesNotContain("/", "\0", "\n").isNotIn(".", "..");
        }
        assertThat(accepted).isGreaterThan(5_000);
    }

    @Test
    void namesThatDifferOnlyInCaseOrNormalFormHaveTheSameKey() {
        Random random = new Random(4);
        for (int i = 0; i < 20_000; i++) {
            String name = randomName(random);
            if (Names.problem(name) == null) {
                String key = Names.foldingKey(name);
                assertThat(Names.foldingKey(Normalizer.normalize(name, Normalizer.Form.NFD)))
                        .isEqualTo(key);
                assertThat(Names.foldingKey(Normalizer.normalize(name, Normalizer.Form.NFC)))
                        .isEqualTo(key);
                assertThat(Names.foldingKey(key)).isEqualTo(key);
            }
        }
        assertThat(Names.foldingKey("ÄRGER")).isEqualTo(Names.foldingKey("a\u0308rger"));
        assertThat(Names.foldingKey("straße")).isEqualTo(Names.foldingKey("STRASSE"));
        assertThat(Names.foldingKey("IMG.JPG")).isEqualTo("img.jpg");
        assertThat(Names.foldingKey("a")).isNotEqualTo(Names.foldingKey("ä"));
    }

    @Test
    void theKeyDoesNotDependOnTheMachinesLanguage() {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(Locale.forLanguageTag("tr"));
            assertThat(Names.foldingKey("TITLE")).isEqualTo("title");
        } finally {
            Locale.setDefault(before);
        }
    }

    /** Draws from what makes trouble: combining marks, surrogates, controls, slashes, ligatures, and plain letters. */
    private static String randomName(Random random) {
        int length = 1 + random.nextInt(random.nextInt(10) == 0 ? 300 : 12);
        StringBuilder name = new StringBuilder();
        for (int i = 0; i < length; i++) {
            switch (random.nextInt(12)) {
                case 0 -> name.append((char) (0x300 + random.nextInt(0x70)));
                case 1 -> name.appendCodePoint(0x10000 + random.nextInt(0xFFFFF));
                case 2 -> name.append((char) (0xC0 + random.nextInt(0x180)));
                case 3 -> name.append((char) (0xAC00 + random.nextInt(1000)));
                case 4 -> name.append(random.nextInt(20) == 0 ? (char) random.nextInt(0x10000) : '.');
                default -> name.append((char) ('A' + random.nextInt(58)));
            }
        }
        return name.toString();
    }
}
