// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Random;
import org.hearthplug.web.http.Problem;
import org.junit.jupiter.api.Test;

/** Headers of the tus protocol, sensible and not. */
class TusHeadersTest {
    /** How many times the usual number of tries: the campaign says more. */
    private static final int FUZZ = Integer.getInteger("hearth.fuzz", 1);

    private static final String[] PIECES = {
        "path",
        " ",
        ",",
        "=",
        "L2EudHh0",
        "/w==",
        "replace",
        "modified",
        "MTIz",
        "sha1",
        "sha256",
        "-1",
        "0",
        "999999999999999999",
        "99999999999999999999",
        "\u00e9",
        "\t",
        "+",
        "1e9",
        "0x10",
        "\u0663"
    };

    @Test
    void metadataIsPairsOfNamesAndBase64() {
        String path = Base64.getEncoder().encodeToString("/Fotos/Oma é.jpg".getBytes(StandardCharsets.UTF_8));
        assertThat(TusHeaders.metadata("path " + path + ",replace, modified MTIz"))
                .containsExactly(
                        Map.entry("path", "/Fotos/Oma é.jpg"), Map.entry("replace", ""), Map.entry("modified", "123"));
        assertThat(TusHeaders.metadata(null)).isEmpty();
    }

    /** Whatever comes, it is understood or refused with a sentence; a number is never negative. */
    @Test
    void noiseNeverDoesMoreThanBeRefused() {
        Random random = new Random(Long.getLong("hearth.seed", 11));
        int understood = 0;
        int refused = 0;
        for (int i = 0; i < 50_000 * FUZZ; i++) {
            StringBuilder header = new StringBuilder();
            for (int j = random.nextInt(7); j > 0; j--) {
                header.append(PIECES[random.nextInt(PIECES.length)]);
            }
            String text = header.toString();
            try {
                switch (i % 4) {
                    case 0 -> assertThat(TusHeaders.metadata(text)).hasSizeLessThanOrEqualTo(16);
                    case 1 -> assertThat(TusHeaders.length(text)).isNotNegative();
                    case 2 -> assertThat(TusHeaders.checksum(text)).isNotNull();
                    default -> assertThat(TusHeaders.modified(text)).isNotNull();
                }
                understood++;
            } catch (Problem no) {
                assertThat(no.status()).as(text).isEqualTo(400);
                assertThat(no.getMessage()).contains(" ").endsWith(".");
                refused++;
            }
        }
        assertThat(understood).isGreaterThan(1000);
        assertThat(refused).isGreaterThan(1000);
    }
}
