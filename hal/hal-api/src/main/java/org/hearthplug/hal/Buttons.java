// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal;

import java.util.List;

/**
 * Reset buttons of the board itself, as the kernel's input layer shows them. A button that is wired to a GPIO line and has no driver is opened
 * through {@link Gpio#input} instead: what comes of either is the same, and {@link ResetButton} says what it means.
 */
public interface Buttons {
    /**
     * Lists the buttons, by number. Keyboards that are plugged in are none, whatever keys they have. Does not block on hardware.
     */
    List<Button> list();

    /**
     * Starts to hear a button. Does not block; {@link Gpio.Input#active} is the last that was heard.
     *
     * @param button the kernel's name, {@code event0}
     * @throws HalException GONE for another; DENIED
     */
    Gpio.Input open(String button);

    /**
     * A button.
     *
     * @param name the kernel's name, {@code event0}
     * @param label the driver's name of it
     */
    record Button(String name, String label) {}
}
