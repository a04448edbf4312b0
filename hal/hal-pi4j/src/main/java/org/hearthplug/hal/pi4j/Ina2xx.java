// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.pi4j;

import java.util.List;
import java.util.Optional;
import org.hearthplug.hal.Sensors.Quantity;
import org.hearthplug.hal.Sensors.Reading;

/**
 * Texas Instruments' INA219 (data sheet SBOS448) and INA226 (SBOS547): what their registers mean. Current and power are
 * made from the two voltages here, so that the chip's calibration register need not be written.
 */
final class Ina2xx {
    static final int SHUNT_VOLTAGE = 1;
    static final int BUS_VOLTAGE = 2;
    static final int MANUFACTURER = 0xFE;
    static final int MANUFACTURER_TI = 0x5449;

    // SBOS448, 8.6.3: 10 µV a step; 4 mV a step from bit 3 on.
    private static final long NANOVOLTS_PER_STEP_219 = 10_000;
    private static final int MILLIVOLTS_PER_STEP_219 = 4;

    // SBOS547, 7.6: 2.5 µV and 1.25 mV a step.
    private static final long NANOVOLTS_PER_STEP_226 = 2_500;
    private static final int MICROVOLTS_PER_STEP_226 = 1_250;

    private Ina2xx() {}

    /**
     * Readings of a chip's two voltages.
     *
     * @param shuntRegister raw 16 bits
     * @param busRegister raw 16 bits
     */
    static List<Reading> readings(PowerMeter meter, String device, int shuntRegister, int busRegister) {
        boolean ina226 = meter.chip() == PowerMeter.Chip.INA226;
        long shuntNanovolts = (short) shuntRegister * (ina226 ? NANOVOLTS_PER_STEP_226 : NANOVOLTS_PER_STEP_219);
        long busMicrovolts = ina226
                ? (long) (busRegister & 0x7FFF) * MICROVOLTS_PER_STEP_226
                : (long) (busRegister >> 3 & 0x1FFF) * MILLIVOLTS_PER_STEP_219 * 1000;
        long microamps = shuntNanovolts * 1000 / meter.shuntMicroOhms();
        Optional<String> label = Optional.of(meter.label());
        String name = ina226 ? "ina226" : "ina219";
        return List.of(
                new Reading(device, name, Quantity.POWER, 1, label, busMicrovolts * microamps / 1_000_000),
                new Reading(device, name, Quantity.VOLTAGE, 1, label, busMicrovolts / 1000),
                new Reading(device, name, Quantity.CURRENT, 1, label, microamps / 1000));
    }
}
