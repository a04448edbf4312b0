// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal;

import java.util.List;

/** Lamps of the board and of what is plugged in, as the kernel's drivers name them. */
public interface Leds {
    /** Lists lamps by name. Does not block on hardware. */
    List<Led> list();

    /**
     * Sets a lamp and takes it from whatever trigger drove it. Waits 2 s at most.
     *
     * @param brightness 0 (dark) to the lamp's highest
     * @throws HalException GONE for another lamp; OUT_OF_RANGE; DENIED; TIMEOUT
     */
    void set(String led, int brightness);

    /**
     * Lets the kernel drive a lamp. Waits 2 s at most.
     *
     * @param trigger one of the lamp's {@link Led#triggers}
     * @throws HalException GONE; UNSUPPORTED for a trigger that this kernel lacks; DENIED; TIMEOUT
     */
    void trigger(String led, String trigger);

    /**
     * A lamp.
     *
     * @param name the kernel's name, {@code hearth:green:status}
     * @param brightness how bright it is now
     * @param maxBrightness the most it can
     * @param trigger what drives it, {@code none} when nothing does
     * @param triggers what could
     */
    record Led(String name, int brightness, int maxBrightness, String trigger, List<String> triggers) {
        public Led {
            triggers = List.copyOf(triggers);
        }
    }
}
