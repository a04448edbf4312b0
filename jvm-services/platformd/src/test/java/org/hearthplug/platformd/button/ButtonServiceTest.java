// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.button;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.hearthplug.hal.contract.ScriptedHardware;
import org.hearthplug.platformd.hardware.ScriptedLines;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ButtonServiceTest {
    private final ScriptedHardware hardware = new ScriptedHardware();
    private final LinkedBlockingQueue<String> asked = new LinkedBlockingQueue<>();
    private final ButtonService service = new ButtonService(
            hardware.buttons(), hardware.leds(), everything -> asked.add(everything ? "reset" : "restart"));

    @Test
    void threeSecondsRestartTenRemoveEverythingAndHesitatingDoesNothing() throws Exception {
        long now = System.nanoTime();
        // All of it lies in the past and waits before anybody listens, so that no tick comes between.
        push(now - seconds(100), 500);
        push(now - seconds(95), 2_000);
        push(now - seconds(90), 3_100);
        push(now - seconds(80), 10_000);
        service.inputMoved();
        try {
            assertThat(asked.poll(60, TimeUnit.SECONDS)).isEqualTo("restart");
            assertThat(asked.poll(60, TimeUnit.SECONDS)).isEqualTo("reset");
            assertThat(asked).isEmpty();
        } finally {
            service.stop();
        }
    }

    /** Held for four seconds; of the letting go a plug that stood still for twenty hears afterwards. */
    @Test
    void aPlugThatStandsStillWhileItIsHeldRemovesNothing() throws Exception {
        AtomicLong now = new AtomicLong(seconds(100));
        ButtonService starved = new ButtonService(
                hardware.buttons(), hardware.leds(), everything -> asked.add(everything ? "reset" : "restart"), () -> {
                    // Each look at the clock comes twenty seconds after the one before.
                    long at = now.getAndAdd(seconds(20));
                    if (at >= seconds(160)) {
                        hardware.buttons().tell(false, seconds(104));
                    }
                    return at;
                });
        hardware.buttons().edge(true, seconds(100));
        hardware.buttons().let();
        starved.inputMoved();
        try {
            assertThat(asked.poll(60, TimeUnit.SECONDS)).isEqualTo("restart");
            assertThat(asked).isEmpty();
        } finally {
            starved.stop();
        }
    }

    /** Nobody lets it go. */
    @Test
    void heldForTenSecondsItIsToldWhileItIsHeld() throws Exception {
        hardware.buttons().edge(true, System.nanoTime() - seconds(10));
        service.inputMoved();
        try {
            assertThat(asked.poll(60, TimeUnit.SECONDS)).isEqualTo("reset");
        } finally {
            service.stop();
        }
        assertThat(asked).isEmpty();
    }

    @Test
    void aButtonThatTheOwnerWiredDoesTheSame() throws Exception {
        ScriptedLines lines = new ScriptedLines();
        long now = System.nanoTime();
        lines.edge(true, now - seconds(10));
        lines.edge(false, now - seconds(6));
        ButtonService wired = new ButtonService(
                new LineButton(lines, "gpiochip0:3:low"),
                hardware.leds(),
                everything -> asked.add(everything ? "reset" : "restart"));
        wired.inputMoved();
        try {
            assertThat(asked.poll(60, TimeUnit.SECONDS)).isEqualTo("restart");
            assertThat(lines.taken).isEqualTo("gpiochip0:3 low AS_IS");
        } finally {
            wired.stop();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"17", "gpiochip0", "gpiochip0:17:high", "/dev/gpiochip0:1", "gpiochip0:17 ", ""})
    void anythingElseThanALineIsRefusedInWords(String line) {
        assertThatThrownBy(() -> new LineButton(new ScriptedLines(), line))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("gpiochip0:17:low");
        assertThat(new LineButton(new ScriptedLines(), "gpiochip1:3").list()).isEmpty();
    }

    private void push(long atNanos, int millis) {
        hardware.buttons().edge(true, atNanos);
        hardware.buttons().edge(false, atNanos + Duration.ofMillis(millis).toNanos());
    }

    private static long seconds(int count) {
        return Duration.ofSeconds(count).toNanos();
    }
}
