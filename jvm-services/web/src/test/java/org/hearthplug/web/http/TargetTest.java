// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TargetTest {
    @Test
    void nothingIsNormalised() {
        Target target = Target.parse("/a/../%2e%2e/b%2Fc//d/?x=1");
        assertThat(target.segments()).containsExactly("a", "..", "..", "b/c", "", "d");
        assertThat(target.folder()).isTrue();
        assertThat(target.query()).containsEntry("x", "1");
    }

    @Test
    void theRootIsAFolderWithoutParts() {
        assertThat(Target.parse("/").segments()).isEmpty();
        assertThat(Target.parse("/").folder()).isTrue();
        assertThat(Target.parse("/a").folder()).isFalse();
        assertThat(Target.parse("//").segments()).isEmpty();
    }

    @Test
    void everyNameSurvivesBothWaysOfEncodingIt() {
        Random random = new Random(3);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder name = new StringBuilder();
            for (int j = random.nextInt(8); j >= 0; j--) {
                name.appendCodePoint(
                        random.nextInt(4) == 0 ? 0x1F300 + random.nextInt(100) : 32 + random.nextInt(0x400));
            }
            String form = URLEncoder.encode(name.toString(), StandardCharsets.UTF_8);
            String path = form.replace("+", "%20");
            assertThat(Target.parse("/x/" + path).segments()).containsExactly("x", name.toString());
            assertThat(Target.parse("/?to=" + form).query()).containsEntry("to", name.toString());
            assertThat(Target.parse("/?to=" + path).query()).containsEntry("to", name.toString());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "x", "*", "/%", "/%1", "/%zz", "/%C3", "/%C3%28", "/%ED%A0%80", "/?a=1&a=2", "/?%ff", "/a%"})
    void whatIsNoProperAddressIsRefused(String address) {
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> Target.parse(address))
                .matches(e -> e.status() == 400);
    }
}
