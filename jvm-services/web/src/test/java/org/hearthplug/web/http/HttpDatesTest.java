// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** RFC 9110 section 5.6.7, and every date as the JDK's own formatter writes it. */
class HttpDatesTest {
    private static final DateTimeFormatter FORMAT = DateTimeFormatter.ofPattern(
                    "EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    @Test
    void writesTheExampleOfTheRfc() {
        assertThat(HttpDates.format(Instant.ofEpochSecond(784111777))).isEqualTo("Sun, 06 Nov 1994 08:49:37 GMT");
    }

    @Test
    void writesAnyDateAsTheJdk() {
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            Instant time = Instant.ofEpochSecond(random.nextLong(-62_000_000_000L, 250_000_000_000L), i);
            assertThat(HttpDates.format(time)).isEqualTo(FORMAT.format(time));
        }
    }

    @Test
    void whatIsKeptOfOneTimeNeverShowsInTheNext() {
        Random random = new Random(8);
        HttpDates dates = new HttpDates();
        for (int i = 0; i < 20_000; i++) {
            Instant time = Instant.ofEpochSecond(random.nextLong(-172_800, 172_800) + i % 3 * 100_000_000_000L);
            StringBuilder out = new StringBuilder();
            dates.write(time, out);
            assertThat(out).hasToString(FORMAT.format(time));
        }
    }
}
