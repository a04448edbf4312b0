// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.hearthplug.hal.Gpio;
import org.hearthplug.hal.Gpio.Bias;
import org.hearthplug.hal.Gpio.Edge;
import org.hearthplug.hal.Gpio.Input;
import org.hearthplug.hal.Gpio.Output;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.HalException.Kind;
import org.junit.jupiter.api.Test;

/** {@link Gpio}, over a chip whose line 0 is wired to its line 1. */
public interface GpioContract {
    /** The adapter under test. */
    Gpio gpio();

    /** Name of the chip with the wire. */
    String chip();

    /** Takes the chip away. */
    void pullChip();

    /** Patience with a slow machine. */
    Duration LONG = Duration.ofSeconds(20);

    @Test
    default void theChipIsListedOnce() {
        assertThat(gpio().chips())
                .filteredOn(chip -> chip.name().equals(chip()))
                .hasSize(1);
    }

    @Test
    default void whatIsDrivenIsReadAtTheOtherEnd() {
        try (Output output = gpio().output(chip(), 0, false, true);
                Input input = gpio().input(chip(), 1, false, Bias.AS_IS)) {
            assertThat(output.active()).isTrue();
            assertThat(input.active()).isTrue();
            output.set(false);
            assertThat(output.active()).isFalse();
            assertThat(input.active()).isFalse();
        }
    }

    @Test
    default void activeLowTurnsItRound() {
        try (Output output = gpio().output(chip(), 0, true, true);
                Input input = gpio().input(chip(), 1, false, Bias.AS_IS)) {
            assertThat(output.active()).isTrue();
            assertThat(input.active()).isFalse();
        }
    }

    @Test
    default void changesAreToldInOrder() {
        try (Output output = gpio().output(chip(), 0, false, false);
                Input input = gpio().input(chip(), 1, false, Bias.AS_IS)) {
            assertThat(input.next(Duration.ZERO)).isEmpty();
            long last = 0;
            for (boolean level : new boolean[] {true, false, true}) {
                output.set(level);
                Edge edge = input.next(LONG).orElseThrow();
                assertThat(edge.active()).isEqualTo(level);
                assertThat(edge.atNanos()).isGreaterThan(last);
                last = edge.atNanos();
            }
        }
    }

    @Test
    default void aTakenLineIsBusyAndAClosedOneIsFree() {
        Output first = gpio().output(chip(), 2, false, false);
        assertThat(kind(() -> gpio().output(chip(), 2, false, false))).isEqualTo(Kind.BUSY);
        first.close();
        gpio().output(chip(), 2, false, false).close();
        assertThat(kind(() -> first.set(true))).isEqualTo(Kind.GONE);
    }

    private static Kind kind(Runnable operation) {
        return catchThrowableOfType(HalException.class, operation::run).kind();
    }

    @Test
    default void whatIsNotThereIsTyped() {
        assertThat(kind(() -> gpio().output("gpiochip999", 0, false, false))).isEqualTo(Kind.GONE);
        assertThat(kind(() -> gpio().output("../null", 0, false, false))).isEqualTo(Kind.GONE);
        assertThat(kind(() -> gpio().input(chip(), 4096, false, Bias.AS_IS))).isEqualTo(Kind.OUT_OF_RANGE);
        assertThat(kind(() -> gpio().input(chip(), -1, false, Bias.AS_IS))).isEqualTo(Kind.OUT_OF_RANGE);
    }

    @Test
    default void closingEndsAWait() throws Exception {
        Input input = gpio().input(chip(), 3, false, Bias.AS_IS);
        CompletableFuture<Optional<Edge>> waited =
                CompletableFuture.supplyAsync(() -> input.next(Duration.ofMinutes(10)));
        input.close();
        assertThat(waited.get(LONG.toSeconds(), TimeUnit.SECONDS)).isEmpty();
    }

    @Test
    default void aChipThatIsPulledIsGone() throws Exception {
        Output output = gpio().output(chip(), 0, false, false);
        Input input = gpio().input(chip(), 3, false, Bias.AS_IS);
        CompletableFuture<Kind> waited =
                CompletableFuture.supplyAsync(() -> kind(() -> input.next(Duration.ofMinutes(10))));
        pullChip();
        assertThat(waited.get(LONG.toSeconds(), TimeUnit.SECONDS)).isEqualTo(Kind.GONE);
        assertThat(kind(() -> output.set(true))).isEqualTo(Kind.GONE);
        output.close();
        input.close();
    }
}
