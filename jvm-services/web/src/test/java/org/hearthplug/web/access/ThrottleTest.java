// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import org.hearthplug.web.http.Problem;
import org.junit.jupiter.api.Test;

class ThrottleTest {
    private long nanos = Long.MAX_VALUE - 5_000_000_000L; // nanoTime may overflow at any moment.
    private final Throttle throttle = new Throttle(3, Duration.ofMinutes(5), () -> nanos);

    @Test
    void someFailuresAreFreeThenTheWaitDoublesUpToItsLimit() {
        long[] waits = new long[16];
        for (int i = 0; i < waits.length; i++) {
            throttle.fail("a");
            waits[i] = waitOf("a");
            nanos += Duration.ofSeconds(waits[i]).toNanos();
            assertThatCode(() -> throttle.require("a")).doesNotThrowAnyException();
        }
        assertThat(waits).startsWith(0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300, 300);
    }

    @Test
    void oneGuesserDoesNotSlowAnother() {
        for (int i = 0; i < 10; i++) {
            throttle.fail("a");
        }
        assertThat(waitOf("a")).isPositive();
        assertThat(waitOf("b")).isZero();
        throttle.forgive("a");
        assertThat(waitOf("a")).isZero();
    }

    @Test
    void theTableIsBounded() {
        for (int i = 0; i < 100_000; i++) {
            throttle.fail("guesser " + i);
        }
        assertThat(throttle.size()).isEqualTo(1024);
    }

    @Test
    void countsDoNotOverflow() {
        throttle.set("a", Integer.MAX_VALUE);
        assertThat(throttle.fail("a")).isPositive();
        assertThat(waitOf("a")).isEqualTo(300);
    }

    @Test
    void anIpv6NetworkIsOneGuesser() {
        assertThat(Peers.key("2001:db8::1"))
                .isEqualTo(Peers.key("2001:db8::ffff:1"))
                .isNotEqualTo(Peers.key("2001:db8:0:1::1"));
        assertThat(Peers.key("[2001:db8::1]")).isEqualTo(Peers.key("2001:db8::2"));
        assertThat(Peers.key("fe80::1%eth0")).isEqualTo(Peers.key("fe80::2"));
        assertThat(Peers.key("192.0.2.1")).isEqualTo("192.0.2.1").isNotEqualTo(Peers.key("192.0.2.2"));
        assertThat(Peers.key("::ffff:192.0.2.1")).isEqualTo("192.0.2.1");
        assertThat(Peers.key("nonsense")).isEqualTo("unknown");
    }

    private long waitOf(String key) {
        try {
            throttle.require(key);
            return 0;
        } catch (Problem e) {
            assertThat(e.status()).isEqualTo(429);
            return Long.parseLong(e.headers().get("Retry-After"));
        }
    }

    @Test
    void theSentenceSaysHowLong() {
        for (int i = 0; i < 20; i++) {
            throttle.fail("a");
        }
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> throttle.require("a"))
                .withMessage("Too many wrong tries. Wait 5 minutes, then try again.");
    }
}
