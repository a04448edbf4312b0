// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/** The vectors of RFC 6238, appendix B (their last six digits), and of RFC 4648. */
class TotpTest {
    private static final byte[] SECRET = "12345678901234567890".getBytes(StandardCharsets.US_ASCII);

    @Test
    void codesAreThoseOfTheStandard() {
        assertThat(Totp.code(SECRET, 59 / 30)).isEqualTo(287082);
        assertThat(Totp.code(SECRET, 1111111109L / 30)).isEqualTo(81804);
        assertThat(Totp.code(SECRET, 1234567890L / 30)).isEqualTo(5924);
        assertThat(Totp.code(SECRET, 20000000000L / 30)).isEqualTo(353130);
        assertThat(Totp.base32(SECRET)).isEqualTo("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
    }

    @Test
    void aClockMayBeHalfAMinuteOffAndACodeIsTakenOnce() {
        Instant now = Instant.ofEpochSecond(1111111109L);
        assertThat(Totp.match(SECRET, "081 804", now, -1)).isEqualTo(37037036);
        assertThat(Totp.match(SECRET, "081804", now.plusSeconds(30), -1)).isEqualTo(37037036);
        assertThat(Totp.match(SECRET, "081804", now.plusSeconds(61), -1)).isEqualTo(-1);
        assertThat(Totp.match(SECRET, "081804", now, 37037036)).isEqualTo(-1);
        assertThat(Totp.match(SECRET, "81804", now, -1)).isEqualTo(-1);
        assertThat(Totp.match(SECRET, "", now, -1)).isEqualTo(-1);
    }
}
