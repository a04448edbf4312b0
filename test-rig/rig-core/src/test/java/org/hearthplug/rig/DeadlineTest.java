// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class DeadlineTest {
    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 10);

    @Test
    void expiresByTheMonotonicClockEvenWhenItWraps() {
        Deadline deadline = Deadline.on(clock::get, Duration.ofNanos(20));
        assertThat(deadline.expired()).isFalse();
        clock.addAndGet(15);
        assertThat(deadline.remaining()).isEqualTo(Duration.ofNanos(5));
        clock.addAndGet(5);
        assertThat(deadline.expired()).isTrue();
        assertThat(deadline.remaining()).isZero();
    }

    @Test
    void asksOnceMoreAfterTheTimeIsUpAndThenSaysWhatItWaitedFor() {
        AtomicInteger asked = new AtomicInteger();
        Deadline deadline = Deadline.on(clock::get, Duration.ZERO);
        assertThatThrownBy(() -> deadline.await("the moon", () -> {
                    asked.incrementAndGet();
                    return Optional.empty();
                }))
                .isInstanceOfSatisfying(
                        RigException.class, e -> assertThat(e.kind()).isEqualTo(RigException.Kind.TIMEOUT))
                .hasMessageContaining("the moon");
        assertThat(asked).hasValue(1);
    }

    @Test
    void returnsTheFirstAnswer() {
        AtomicInteger asked = new AtomicInteger();
        Integer answer = Deadline.seconds(10)
                .await("three", () -> Optional.of(asked.incrementAndGet()).filter(n -> n == 3));
        assertThat(answer).isEqualTo(3);
    }

    @Test
    void readsTheSlownessAndRefusesNonsense() {
        assertThat(Deadline.slownessFrom(null)).isEqualTo(1);
        assertThat(Deadline.slownessFrom(" 2.5 ")).isEqualTo(2.5);
        for (String nonsense : new String[] {"fast", "0", "-1", "NaN", "1e9"}) {
            assertThatThrownBy(() -> Deadline.slownessFrom(nonsense))
                    .as(nonsense)
                    .isInstanceOfSatisfying(
                            RigException.class, e -> assertThat(e.kind()).isEqualTo(RigException.Kind.CONFIG));
        }
    }
}
