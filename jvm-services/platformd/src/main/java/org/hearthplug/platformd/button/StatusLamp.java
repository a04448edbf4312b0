// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.button;

import java.time.Duration;
import java.util.Optional;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.Leds;

/** The board's lamp for what a person should see: one whose function is {@code status}, else the first of the board's own. */
final class StatusLamp {
    private static final int BLINKS = 3;
    private static final Duration HALF = Duration.ofMillis(200);

    private final Leds leds;

    StatusLamp(Leds leds) {
        this.leds = leds;
    }

    /** Blinks three times: here I am. */
    void blink() throws InterruptedException {
        for (int i = 0; i < BLINKS; i++) {
            lit(true);
            Thread.sleep(HALF);
            lit(false);
            Thread.sleep(HALF);
        }
    }

    /** Does nothing where there is no lamp. */
    void lit(boolean on) {
        try {
            Optional<Leds.Led> lamp = leds.list().stream()
                    .filter(one -> one.name().endsWith(":status"))
                    .findFirst()
                    .or(() -> leds.list().stream()
                            .filter(one ->
                                    one.name().equals("ACT") || one.name().equals("led0"))
                            .findFirst());
            lamp.ifPresent(one -> leds.set(one.name(), on ? one.maxBrightness() : 0));
        } catch (HalException dark) {
            // A button works without a lamp.
        }
    }
}
