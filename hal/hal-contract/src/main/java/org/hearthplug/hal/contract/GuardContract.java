// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.HalException.Kind;
import org.hearthplug.hal.Hardware;
import org.hearthplug.hal.HardwareRandom;
import org.hearthplug.hal.RealTimeClocks;
import org.hearthplug.hal.Watchdogs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link Watchdogs}, {@link RealTimeClocks} and {@link HardwareRandom}: what guards a machine that nobody looks at. */
public interface GuardContract {
    /** Longer than any test takes on the slowest machine. */
    Duration PATIENT = Duration.ofMinutes(10);

    /** The hardware under test; the same each time. */
    Hardware hardware();

    /** A watchdog that the test may arm, for a test that dies there resets the machine. */
    default Optional<String> spareWatchdog() {
        return Optional.empty();
    }

    /** A clock that the test may set. */
    default Optional<String> spareClock() {
        return Optional.empty();
    }

    private static Kind failure(Runnable operation) {
        HalException failure = catchThrowableOfType(HalException.class, operation::run);
        return failure == null ? null : failure.kind();
    }

    private Watchdogs.Watchdog watchdog(String name) {
        return hardware().watchdogs().list().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    default void watchdogsAreNamedOnceAndHaveSenseInTheirTimes() {
        List<Watchdogs.Watchdog> all = hardware().watchdogs().list();
        assertThat(all).extracting(Watchdogs.Watchdog::name).doesNotHaveDuplicates();
        for (Watchdogs.Watchdog one : all) {
            assertThat(one.identity()).isNotBlank();
            assertThat(one.timeout()).isGreaterThanOrEqualTo(Duration.ZERO);
            one.longest()
                    .ifPresent(longest -> assertThat(longest)
                            .isGreaterThanOrEqualTo(one.shortest().orElse(Duration.ZERO)));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"watchdog999", "", "../null", "watchdog0/../watchdog1", "rtc0"})
    default void aWatchdogThatIsNotThereIsGone(String name) {
        assertThat(failure(() -> hardware().watchdogs().arm(name, PATIENT))).isEqualTo(Kind.GONE);
    }

    @Test
    default void aWatchdogIsArmedFedAndDisarmedByItsOneOwner() {
        spareWatchdog().ifPresent(name -> {
            assertThat(watchdog(name).armed()).isFalse();
            Watchdogs.Armed armed = hardware().watchdogs().arm(name, PATIENT);
            try {
                assertThat(armed.timeout()).isGreaterThanOrEqualTo(PATIENT);
                assertThat(watchdog(name).armed()).isTrue();
                assertThat(watchdog(name).timeout()).isEqualTo(armed.timeout());
                armed.feed();
                assertThat(failure(() -> hardware().watchdogs().arm(name, PATIENT)))
                        .isEqualTo(Kind.BUSY);
                armed.feed();
            } finally {
                armed.close();
            }
            assertThat(watchdog(name).armed()).isFalse();
            assertThat(failure(armed::feed)).isEqualTo(Kind.GONE);
            armed.close();
        });
    }

    @Test
    default void aTimeThatItDoesNotDoStartsNothing() {
        spareWatchdog().ifPresent(name -> {
            Duration far = Duration.ofDays(400_000);
            assertThat(failure(() -> hardware().watchdogs().arm(name, far))).isEqualTo(Kind.OUT_OF_RANGE);
            assertThat(failure(() -> hardware().watchdogs().arm(name, Duration.ZERO)))
                    .isEqualTo(Kind.OUT_OF_RANGE);
            assertThat(watchdog(name).armed()).isFalse();
        });
    }

    @Test
    default void clocksGoForward() {
        for (RealTimeClocks.Clock clock : hardware().realTimeClocks().list()) {
            Instant first = hardware().realTimeClocks().read(clock.name());
            assertThat(hardware().realTimeClocks().read(clock.name()))
                    .as(clock.name())
                    .isAfterOrEqualTo(first);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"rtc999", "", "../rtc0", "watchdog0"})
    default void aClockThatIsNotThereIsGone(String name) {
        RealTimeClocks clocks = hardware().realTimeClocks();
        assertThat(failure(() -> clocks.read(name))).isEqualTo(Kind.GONE);
        assertThat(failure(() -> clocks.set(name, Instant.EPOCH))).isEqualTo(Kind.GONE);
        assertThat(failure(() -> clocks.alarm(name))).isEqualTo(Kind.GONE);
        assertThat(failure(() -> clocks.alarm(name, Optional.empty()))).isEqualTo(Kind.GONE);
    }

    @Test
    default void aClockKeepsWhatItIsSetTo() {
        spareClock().ifPresent(name -> {
            RealTimeClocks clocks = hardware().realTimeClocks();
            Instant before = clocks.read(name);
            Instant leapDay = Instant.parse("2028-02-29T23:59:58Z");
            try {
                clocks.set(name, leapDay.plusMillis(900));
                assertThat(clocks.read(name)).isBetween(leapDay, leapDay.plus(PATIENT));
                assertThat(failure(() -> clocks.set(name, Instant.parse("1969-12-31T23:59:59Z"))))
                        .isEqualTo(Kind.OUT_OF_RANGE);
                assertThat(failure(() -> clocks.set(name, Instant.MAX))).isEqualTo(Kind.OUT_OF_RANGE);
            } finally {
                clocks.set(name, before);
            }
        });
    }

    @Test
    default void anAlarmIsSetReplacedAndCleared() {
        spareClock()
                .filter(name -> hardware().realTimeClocks().list().stream()
                        .anyMatch(clock -> clock.name().equals(name) && clock.wakes()))
                .ifPresent(name -> {
                    RealTimeClocks clocks = hardware().realTimeClocks();
                    Instant now = clocks.read(name);
                    try {
                        clocks.alarm(name, Optional.of(now.plusSeconds(86_400)));
                        clocks.alarm(name, Optional.of(now.plusSeconds(90_000)));
                        assertThat(clocks.alarm(name)).contains(now.plusSeconds(90_000));
                        assertThat(failure(() -> clocks.alarm(name, Optional.of(now.minusSeconds(1)))))
                                .isEqualTo(Kind.OUT_OF_RANGE);
                    } finally {
                        clocks.alarm(name, Optional.empty());
                    }
                    assertThat(clocks.alarm(name)).isEmpty();
                });
    }

    @Test
    default void randomNumbersComeInAnyLengthAndNeverTheSame() {
        HardwareRandom random = hardware().random();
        assertThat(failure(() -> random.read(0))).isEqualTo(Kind.OUT_OF_RANGE);
        assertThat(failure(() -> random.read(HardwareRandom.MAX_BYTES + 1))).isEqualTo(Kind.OUT_OF_RANGE);
        if (random.source().isEmpty()) {
            assertThat(failure(() -> random.read(1))).isEqualTo(Kind.UNSUPPORTED);
            return;
        }
        assertThat(random.source().orElseThrow().available())
                .contains(random.source().orElseThrow().name());
        if (failure(() -> random.read(1)) == Kind.DENIED) {
            return;
        }
        assertThat(random.read(1)).hasSize(1);
        byte[] first = random.read(64);
        assertThat(first).hasSize(64).isNotEqualTo(random.read(64));
        assertThat(random.read(HardwareRandom.MAX_BYTES)).hasSize(HardwareRandom.MAX_BYTES);
    }
}
