// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal;

import java.util.List;

/** Thermal zones. */
public interface Thermal {
    /**
     * Reads all zones in the kernel's order. A zone whose sensor gives no reading now is left out. Each reading may ask
     * the sensor, which on I2C takes some milliseconds.
     */
    List<Zone> zones();

    /**
     * One zone.
     *
     * @param name the kernel's name, {@code thermal_zone0}
     * @param type the driver's name of the sensor
     * @param milliCelsius temperature in thousandths of a degree Celsius
     * @param trips temperatures at which the kernel acts, in the kernel's order
     */
    record Zone(String name, String type, int milliCelsius, List<Trip> trips) {
        public Zone {
            trips = List.copyOf(trips);
        }
    }

    /**
     * A temperature at which the kernel acts.
     *
     * @param type {@code passive}, {@code active}, {@code hot} or {@code critical}
     * @param milliCelsius temperature in thousandths of a degree Celsius
     */
    record Trip(String type, int milliCelsius) {}
}
