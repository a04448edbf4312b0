// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.dav;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.hearthplug.web.http.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class XmlReaderTest {
    /** How many times the usual number of tries: the campaign says more. */
    private static final int FUZZ = Integer.getInteger("hearth.fuzz", 1);

    @Test
    void namespacesAreThoseInForceWhereTheNameStands() {
        XmlElement root = read("<a xmlns='one' xmlns:p='two'><p:b xmlns:p='three'/><p:b/><c xmlns=''/><c/></a>");
        assertThat(root.namespace).isEqualTo("one");
        assertThat(root.children().stream().map(one -> one.namespace + "|" + one.name))
                .containsExactly("three|b", "two|b", "|c", "one|c");
    }

    @Test
    void textIsWhatItMeans() {
        XmlElement root = read(
                "\uFEFF<?xml version='1.0'?><!-- x --><a>&lt;&amp;&#65;&#x1F600;<![CDATA[<&]]><!-- y --><b>z</b>\n</a>\n<!-- end -->");
        assertThat(root.text()).isEqualTo("<&A😀<&z\n");
    }

    @Test
    void whatIsWrittenReadsTheSame() {
        Random random = new Random(9);
        for (int i = 0; i < 2000; i++) {
            XmlElement made = random(random, 0);
            StringBuilder text = new StringBuilder();
            made.write(text);
            StringBuilder again = new StringBuilder();
            read(text.toString()).write(again);
            assertThat(again).hasToString(text.toString());
            assertThat(read(text.toString()).text()).isEqualTo(made.text());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " ",
                "x",
                "<",
                "<a",
                "<a>",
                "<a></b>",
                "<a/><b/>",
                "<a/>x",
                "<a b/>",
                "<a b=c/>",
                "<a b='x' b='y'/>",
                "<a b='<'/>",
                "<p:a/>",
                "<a xmlns:p=''/>",
                "<a>&nbsp;</a>",
                "<a>&</a>",
                "<a>&#0;</a>",
                "<a>&#xFFFFFFFF;</a>",
                "<a>&#99999999;</a>",
                "<a>\u0001</a>",
                "<1/>",
                "<:a/>",
                "<a:/>",
                "<!DOCTYPE a><a/>",
                "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>",
                "<a><!DOCTYPE b></a>",
                "<a><![CDATA[</a>",
                "<?xml",
                "<a><!-- </a>"
            })
    void whatIsNotOursIsRefused(String text) {
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> read(text)).matches(e -> e.status() == 400);
    }

    @Test
    void bombsAreBounded() {
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> read("<a>".repeat(5000)));
        assertThatExceptionOfType(Problem.class).isThrownBy(() -> read("<a>" + "<b/>".repeat(3000) + "</a>"));
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> XmlReader.read("<a>\u00ff</a>".getBytes(StandardCharsets.ISO_8859_1)));
    }

    /** Whatever comes, it is read or refused; nothing else happens. */
    @Test
    void noiseNeverDoesMoreThanBeRefused() {
        Random random = new Random(Long.getLong("hearth.seed", 5));
        String[] pieces = {
            "<",
            ">",
            "/",
            "a",
            "p:",
            " xmlns",
            "=",
            "'",
            "\"",
            "&",
            ";",
            "#x41",
            "<![CDATA[",
            "]]>",
            "<!--",
            "-->",
            "<?",
            "?>",
            "é",
            "<a>",
            "</a>"
        };
        int read = 0;
        for (int i = 0; i < 100_000 * FUZZ; i++) {
            StringBuilder text = new StringBuilder(random.nextBoolean() ? "<a>" : "");
            for (int j = random.nextInt(8); j >= 0; j--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            text.append(random.nextBoolean() ? "</a>" : "");
            try {
                read(text.toString());
                read++;
            } catch (Problem refused) {
                assertThat(refused.status()).isEqualTo(400);
            }
        }
        assertThat(read).isPositive();
    }

    private static XmlElement random(Random random, int depth) {
        XmlElement element = new XmlElement(
                random.nextInt(4) == 0 ? "" : "urn:x" + random.nextInt(3) + "<&\"",
                "n" + random.nextInt(5),
                random.nextBoolean() ? "de" : null);
        for (int i = random.nextInt(4); i > 0; i--) {
            if (depth < 3 && random.nextBoolean()) {
                element.add(random(random, depth + 1));
            } else {
                element.add("t<&>\"'é😀\r\n".substring(0, 1 + random.nextInt(6)) + random.nextInt(10));
            }
        }
        return element;
    }

    private static XmlElement read(String text) {
        return XmlReader.read(text.getBytes(StandardCharsets.UTF_8)).orElseThrow();
    }
}
