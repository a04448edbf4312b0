// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import org.hearthplug.web.http.Problem;
import org.junit.jupiter.api.Test;

class PlaceFormTest {
    private static Map<String, Object> bucket(Map<String, Object> more) {
        Map<String, Object> form = new LinkedHashMap<>(Map.of(
                "kind",
                "s3",
                "url",
                "https://s3.example",
                "region",
                "eu",
                "bucket",
                "plug",
                "user",
                "AKID",
                "secret",
                "never told"));
        form.putAll(more);
        return PlaceForm.read(form);
    }

    @Test
    void aBucketIsToldForHowLongItKeepsWhatIsWritten() {
        assertThat(bucket(Map.of("lockDays", 30L)))
                .containsEntry("lockDays", 30L)
                .containsEntry("lockMode", "compliance")
                .doesNotContainKey("secret");
        assertThat(bucket(Map.of("lockDays", 7L, "lockMode", "governance"))).containsEntry("lockMode", "governance");
    }

    @Test
    void withoutDaysNothingIsKept() {
        assertThat(bucket(Map.of("lockDays", 0L, "lockMode", "compliance"))).doesNotContainKeys("lockDays", "lockMode");
    }

    @Test
    void daysThatAreNoneModesThatAreNoneAndOtherKindsAreNamed() {
        for (long days : new long[] {-1, 6, 366, Long.MAX_VALUE}) {
            assertField("lockDays", () -> bucket(Map.of("lockDays", days)));
        }
        assertField("lockMode", () -> bucket(Map.of("lockDays", 30L, "lockMode", "forever")));
        assertField(
                "lockDays",
                () -> PlaceForm.read(Map.of("kind", "webdav", "url", "https://dav.example", "lockDays", 30L)));
    }

    private static void assertField(String field, org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        Problem.class,
                        e -> assertThat(new String(e.body(), StandardCharsets.UTF_8))
                                .contains("\"field\":\"" + field + "\"")
                                .containsOnlyOnce("\"field\""));
    }
}
