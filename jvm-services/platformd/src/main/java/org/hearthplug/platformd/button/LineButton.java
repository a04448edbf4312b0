// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.button;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hearthplug.hal.Buttons;
import org.hearthplug.hal.Gpio;
import org.hearthplug.hal.Gpio.Bias;
import org.hearthplug.hal.HalException;
import org.hearthplug.platformd.hardware.Providers;

/** A button that an owner wired to a line of the board, because the board came without one. */
public final class LineButton implements Buttons {
    private static final Pattern LINE = Pattern.compile("(gpiochip\\d{1,4}):(\\d{1,4})(:low)?");

    private final Providers providers;
    private final String chip;
    private final int offset;
    private final boolean activeLow;

    /**
     * A button on a line.
     *
     * @param line chip and offset, {@code gpiochip0:17}; with {@code :low} when it is pressed while the voltage is low
     * @throws IllegalArgumentException for anything else
     */
    public LineButton(Providers providers, String line) {
        Matcher parts = LINE.matcher(line);
        if (!parts.matches()) {
            throw new IllegalArgumentException("button-line is \"" + line
                    + "\"; it takes a chip and a line of it, like gpiochip0:17 or gpiochip0:17:low.");
        }
        this.providers = providers;
        chip = parts.group(1);
        offset = Integer.parseInt(parts.group(2));
        activeLow = parts.group(3) != null;
    }

    @Override
    public List<Button> list() {
        return providers.gpio().stream()
                .flatMap(gpio -> gpio.chips().stream())
                .filter(one -> one.name().equals(chip))
                .map(one -> new Button(chip + ":" + offset, one.label()))
                .toList();
    }

    /** With the resistor that keeps it released, where the chip has one. */
    @Override
    public Gpio.Input open(String name) {
        Gpio gpio = providers
                .gpio()
                .orElseThrow(() -> new HalException(
                        HalException.Kind.UNSUPPORTED, name, "this image has no library for GPIO lines"));
        try {
            return gpio.input(chip, offset, activeLow, activeLow ? Bias.PULL_UP : Bias.PULL_DOWN);
        } catch (HalException failure) {
            if (failure.kind() != HalException.Kind.UNSUPPORTED && failure.kind() != HalException.Kind.OUT_OF_RANGE) {
                throw failure;
            }
            return gpio.input(chip, offset, activeLow, Bias.AS_IS);
        }
    }
}
