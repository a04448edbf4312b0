// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.dav;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

class DavPathsTest {
    @Test
    void namesAreEncodedByteByByte() {
        assertThat(encoded("plain-._~09AZ")).isEqualTo("plain-._~09AZ");
        assertThat(encoded(" a b ")).isEqualTo("%20a%20b%20");
        assertThat(encoded("50% blå <&>.txt")).isEqualTo("50%25%20bl%c3%a5%20%3c%26%3e.txt");
        assertThat(encoded("")).isEmpty();
        Random random = new Random(7);
        String letters = "az09-._~ %&<å€\uD83D\uDE00\u007F\u0080";
        for (int round = 0; round < 2000; round++) {
            StringBuilder name = new StringBuilder();
            for (int left = random.nextInt(9); left > 0; left--) {
                int at = letters.offsetByCodePoints(0, random.nextInt(letters.codePointCount(0, letters.length())));
                name.appendCodePoint(letters.codePointAt(at));
            }
            assertThat(encoded(name.toString())).isEqualTo(simply(name.toString()));
        }
    }

    private static String encoded(String name) {
        StringBuilder out = new StringBuilder();
        DavPaths.encode(name, out);
        return out.toString();
    }

    private static String simply(String name) {
        StringBuilder out = new StringBuilder();
        for (byte b : name.getBytes(StandardCharsets.UTF_8)) {
            boolean plain =
                    b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b >= '0' && b <= '9' || "-._~".indexOf(b) >= 0;
            out.append(plain ? String.valueOf((char) b) : String.format("%%%02x", b));
        }
        return out.toString();
    }
}
