// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.pi4j;

import java.util.Objects;

/**
 * A power sensor that a board has on I2C.
 *
 * @param label what it measures, {@code input}
 * @param chip which chip it is
 * @param bus number of the I2C bus, {@code /dev/i2c-N}
 * @param address address on the bus, 0x40 to 0x4F
 * @param shuntMicroOhms the resistor that the current flows through, in millionths of an ohm
 */
public record PowerMeter(String label, Chip chip, int bus, int address, long shuntMicroOhms) {
    /** Checks the ranges. */
    public PowerMeter {
        Objects.requireNonNull(label, "label");
        Objects.requireNonNull(chip, "chip");
        if (bus < 0 || address < 0x40 || address > 0x4F || shuntMicroOhms <= 0) {
            throw new IllegalArgumentException("bus " + bus + ", address " + address + ", shunt " + shuntMicroOhms);
        }
    }

    /** Chips that are known. */
    public enum Chip {
        INA219,
        INA226
    }
}
