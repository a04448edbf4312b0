// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HoursTest {
    private static Instant at(int hour) {
        return Instant.parse("2026-11-24T%02d:30:00Z".formatted(hour));
    }

    @Test
    void everyWindowIsOpenSoManyHoursOfADay() {
        for (int from = 0; from < 24; from++) {
            for (int to = 0; to < 24; to++) {
                Hours hours = new Hours(from, to);
                int open = 0;
                for (int hour = 0; hour < 24; hour++) {
                    open += hours.open(at(hour)) ? 1 : 0;
                    assertThat(hours.open(hours.next(at(hour)))).isTrue();
                    assertThat(hours.next(at(hour))).isBetween(at(hour), at(hour).plusSeconds(86_400));
                }
                assertThat(open).as("%d to %d", from, to).isEqualTo(from == to ? 24 : Math.floorMod(to - from, 24));
            }
        }
    }

    @Test
    void theNightGoesOverMidnight() {
        Hours night = new Hours(22, 6);
        assertThat(night.open(at(23))).isTrue();
        assertThat(night.open(at(5))).isTrue();
        assertThat(night.open(at(6))).isFalse();
        assertThat(night.next(at(12))).isEqualTo(Instant.parse("2026-11-24T22:00:00Z"));
        assertThat(new Hours(2, 6).next(at(12))).isEqualTo(Instant.parse("2026-11-25T02:00:00Z"));
    }

    @Test
    void withoutASettingItIsAlways() {
        assertThat(Hours.of(Map.of()).always()).isTrue();
    }
}
