// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.button;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.hearthplug.hal.contract.ScriptedHardware;
import org.junit.jupiter.api.Test;

class ButtonServiceTest {
    private final ScriptedHardware hardware = new ScriptedHardware();
    private final LinkedBlockingQueue<String> asked = new LinkedBlockingQueue<>();
    private final ButtonService service =
            new ButtonService(hardware, everything -> asked.add(everything ? "reset" : "restart"));

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

    private void push(long atNanos, int millis) {
        hardware.buttons().edge(true, atNanos);
        hardware.buttons().edge(false, atNanos + Duration.ofMillis(millis).toNanos());
    }

    private static long seconds(int count) {
        return Duration.ofSeconds(count).toNanos();
    }
}
