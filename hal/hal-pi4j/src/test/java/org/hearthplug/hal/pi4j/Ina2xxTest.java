// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.pi4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.hearthplug.hal.HalException.Kind;
import org.hearthplug.hal.Sensors.Quantity;
import org.hearthplug.hal.Sensors.Reading;
import org.junit.jupiter.api.Test;

/** Registers by the examples of the data sheets, and what Pi4J's messages say. */
class Ina2xxTest {
    private static final PowerMeter INA226 = new PowerMeter("input", PowerMeter.Chip.INA226, 1, 0x40, 2_000);
    private static final PowerMeter INA219 = new PowerMeter("input", PowerMeter.Chip.INA219, 1, 0x40, 100_000);

    private static long value(List<Reading> readings, Quantity quantity) {
        return readings.stream()
                .filter(reading -> reading.quantity() == quantity)
                .findFirst()
                .orElseThrow()
                .value();
    }

    @Test
    void theExampleOfTheIna226() {
        // SBOS547, 7.5: 10 A through 2 mΩ at 12 V: shunt 20 mV is 0x1F40, bus 11.98 V is 0x2570.
        List<Reading> readings = Ina2xx.readings(INA226, "i2c-1:0x40", 0x1F40, 0x2570);
        assertThat(value(readings, Quantity.CURRENT)).isEqualTo(10_000);
        assertThat(value(readings, Quantity.VOLTAGE)).isEqualTo(11_980);
        assertThat(value(readings, Quantity.POWER)).isEqualTo(119_800_000);
    }

    @Test
    void theIna219CountsFromItsFourthBit() {
        // 5 V is 1250 steps of 4 mV; conversion-ready and overflow stand below. 600 mA through 0.1 Ω is 60 mV.
        List<Reading> readings = Ina2xx.readings(INA219, "i2c-1:0x40", 6000, 1250 << 3 | 2);
        assertThat(value(readings, Quantity.VOLTAGE)).isEqualTo(5000);
        assertThat(value(readings, Quantity.CURRENT)).isEqualTo(600);
        assertThat(value(readings, Quantity.POWER)).isEqualTo(3_000_000);
    }

    @Test
    void currentMayFlowBackwards() {
        List<Reading> readings = Ina2xx.readings(INA219, "i2c-1:0x40", 0x10000 - 100, 1250 << 3);
        assertThat(value(readings, Quantity.CURRENT)).isEqualTo(-10);
    }

    @Test
    void aMeterOutOfRangeIsRefused() {
        assertThatThrownBy(() -> new PowerMeter("x", PowerMeter.Chip.INA226, 1, 0x20, 1000))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theLongerOfTwoTextsCounts() {
        IOException inner = new IOException("ioctl: No such device or address");
        assertThat(Pi4JErrors.errno(new IllegalStateException("reading", inner)))
                .isEqualTo(6);
        assertThat(Pi4JErrors.of("x", "y", new IOException("No such device")).kind())
                .isEqualTo(Kind.GONE);
        assertThat(Pi4JErrors.errno(new IOException("anything"))).isZero();
    }
}
