// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.plant;

import org.hearthplug.plant.SensorParameters.Place;

/** The power sensors that the boards carry. */
public final class Sensors {
    /** An energy-metering chip on the mains side of the supply. */
    public static final SensorParameters WALL_METER = new SensorParameters(
            Place.WALL,
            0.005,
            0.010,
            0.008,
            0.001,
            80,
            20,
            100,
            "assumption: metering front end of class 0.5, 10 mW offset after calibration, value every 100 ms");

    /** INA219 on the 5 V rail, 128 samples of 12 bits. */
    public static final SensorParameters INA219 = new SensorParameters(
            Place.DC,
            0.010,
            0.008,
            0.006,
            0.005,
            70,
            10,
            100,
            "INA219 data sheet, table 6: 68.1 ms for 128 samples; 1 mA steps of current at 5 V; gain with a 0.5 % shunt assumed");

    /** INA226 on the 5 V rail. */
    public static final SensorParameters INA226 = new SensorParameters(
            Place.DC,
            0.006,
            0.004,
            0.004,
            0.0025,
            70,
            10,
            100,
            "assumption after the INA226's class: 0.1 % gain with a 0.5 % shunt, 0.5 mA steps");

    /** A regulator's monitor under hwmon: slow. */
    public static final SensorParameters HWMON = new SensorParameters(
            Place.DC_SLOW,
            0.015,
            0.020,
            0.010,
            0.010,
            200,
            40,
            200,
            "assumption: power monitor of a regulator, 5 Hz, 1.5 %");

    /** No sensor at all. */
    public static final SensorParameters NONE =
            new SensorParameters(Place.NONE, 0, 0, 0, 0, 10, 0, 100, "nothing measures");

    private Sensors() {}
}
