// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.passkey;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is signed is signed once, for one purpose, in time; and for names, not for numbers. */
class ChallengesTest {
    private final AtomicLong now = new AtomicLong(5);
    private final Challenges challenges = new Challenges(now::get);

    @Test
    void aChallengeIsForOnePurposeAndOneTime() {
        byte[] challenge = challenges.make("enter  hearth.local");
        assertThat(challenges.lasts(challenge, "enter  hearth.local")).isTrue();
        assertThat(challenges.lasts(challenge, "beside anna hearth.local")).isFalse();
        assertThat(challenges.use(challenge)).isTrue();
        assertThat(challenges.use(challenge)).isFalse();
    }

    @Test
    void itEndsAndCannotBeMadeToLastLonger() {
        byte[] challenge = challenges.make("x");
        now.addAndGet(Challenges.LIFE.toNanos() - 1);
        assertThat(challenges.lasts(challenge, "x")).isTrue();
        now.incrementAndGet();
        assertThat(challenges.lasts(challenge, "x")).isFalse();
        challenge[17]++;
        assertThat(challenges.lasts(challenge, "x")).isFalse();
        assertThat(challenges.lasts(new byte[0], "x")).isFalse();
        assertThat(new Challenges(now::get).lasts(challenges.make("x"), "x"))
                .as("another process")
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "hearth.local, true",
        "HEARTH.local, true",
        "hearth, true",
        "localhost, true",
        "plug.example.org, true",
        "192.168.1.7, false",
        "0x7f.1, false",
        "[fe80::1], false",
        "fe80::1, false",
        "hearth..local, false",
        "hearth local, false",
        "'', false"
    })
    void namesHavePasskeysAndNumbersHaveNone(String host, boolean possible) {
        assertThat(Site.of(host, host + ":8443").isPresent()).isEqualTo(possible);
    }
}
