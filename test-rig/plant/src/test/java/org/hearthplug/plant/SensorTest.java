// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.plant;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SensorTest {
    private static void feed(PowerSensor sensor, int steps, double watts) {
        for (int i = 0; i < steps; i++) {
            sensor.add(watts, watts * 0.85);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void staysWithinWhatItPromises(long seed) {
        PowerSensor sensor = new PowerSensor(Sensors.WALL_METER, new Noise(seed));
        feed(sensor, 100, 6);
        for (int i = 0; i < 500; i++) {
            feed(sensor, 10, 6);
            assertThat(Math.abs(sensor.watts() - 6)).isLessThan(0.005 * 6 + 0.010 + 3.5 * 0.008 + 0.001);
        }
    }

    @Test
    void showsAStepAfterItsWindowAndLatency() {
        PowerSensor sensor = new PowerSensor(Sensors.WALL_METER, new Noise(1));
        feed(sensor, 100, 2);
        long before = sensor.sequence();
        feed(sensor, 10, 6);
        assertThat(sensor.sequence()).isEqualTo(before + 1);
        assertThat(sensor.watts()).isBetween(5.5, 6.1);
        feed(sensor, 10, 6);
        assertThat(sensor.watts()).isBetween(5.9, 6.1);
    }

    @Test
    void failsAsAsked() {
        PowerSensor stuck = new PowerSensor(Sensors.INA219, new Noise(2));
        feed(stuck, 100, 5);
        double value = stuck.watts();
        stuck.fail(SensorFault.STUCK);
        feed(stuck, 100, 8);
        assertThat(stuck.watts()).isEqualTo(value);

        PowerSensor dead = new PowerSensor(Sensors.INA219, new Noise(3));
        feed(dead, 100, 5);
        long sequence = dead.sequence();
        dead.fail(SensorFault.DEAD);
        feed(dead, 100, 8);
        assertThat(dead.sequence()).isEqualTo(sequence);

        PowerSensor low = new PowerSensor(Sensors.WALL_METER, new Noise(4));
        feed(low, 100, 5);
        low.fail(SensorFault.READS_LOW);
        feed(low, 20, 5);
        assertThat(low.watts()).isBetween(3.7, 3.9);
    }

    @Test
    void theRefereeSeesTheWorstSecondWhereverItLies() {
        WallMeter meter = new WallMeter(7);
        for (int i = 0; i < 1000; i++) {
            meter.add(i >= 333 && i < 433 ? 8 : 5);
        }
        assertThat(meter.worstSecondWatts()).isCloseTo(8, org.assertj.core.data.Offset.offset(1e-9));
        assertThat(meter.worstAtSecond()).isEqualTo(4.33);
        assertThat(meter.joule()).isCloseTo(53, org.assertj.core.data.Offset.offset(1e-6));
        assertThat(meter.secondsAbove()).isBetween(0.6, 0.7);
    }
}
