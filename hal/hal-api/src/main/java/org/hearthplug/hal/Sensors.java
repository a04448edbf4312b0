// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal;

import java.util.List;
import java.util.Optional;

/** Sensors that the kernel's drivers read: power meters, voltages, currents, temperatures, fans. */
public interface Sensors {
    /**
     * Reads all channels, by chip and channel. One that gives no value now is left out. Each may ask its chip, which on
     * I2C takes some milliseconds; waits 2 s at most for all together, and leaves out what has not answered by then.
     */
    List<Reading> readings();

    /** What is measured, with the unit of {@link Reading#value}. */
    enum Quantity {
        /** In microwatts. */
        POWER,
        /** In millivolts. */
        VOLTAGE,
        /** In milliamperes; negative when it flows backwards. */
        CURRENT,
        /** In thousandths of a degree Celsius. */
        TEMPERATURE,
        /** In turns a minute. */
        FAN,
        /** In microjoules since the chip started. */
        ENERGY
    }

    /**
     * One channel's value of this moment.
     *
     * @param device the kernel's name of the chip's device, {@code hwmon0}; may change from boot to boot
     * @param chip the driver's name of the chip, {@code ina226}
     * @param quantity what is measured
     * @param channel the driver's number of the channel
     * @param label what the board calls the channel
     * @param value in the unit of the quantity
     */
    record Reading(String device, String chip, Quantity quantity, int channel, Optional<String> label, long value) {}
}
