// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal;

import java.util.List;

/** Thermal zones, and what the kernel cools them with. */
public interface Thermal {
    /**
     * Reads all zones in the kernel's order. A zone whose sensor gives no reading now is left out. Each reading may ask
     * the sensor, which on I2C takes some milliseconds; waits 2 s at most for all together, and leaves out what has not
     * answered by then.
     */
    List<Zone> zones();

    /** Reads all cooling devices in the kernel's order. Does not block on hardware. */
    List<CoolingDevice> coolingDevices();

    /**
     * Sets how much a device cools; the kernel's governor may set it anew when a zone crosses a trip. Waits 2 s at most.
     *
     * @param device the kernel's name, {@code cooling_device0}
     * @param state 0 (no cooling) to the device's highest
     * @throws HalException GONE for another device; OUT_OF_RANGE; DENIED; TIMEOUT
     */
    void cool(String device, int state);

    /**
     * What can cool: a fan, or a processor that is slowed.
     *
     * @param name the kernel's name, {@code cooling_device0}
     * @param type the driver's word, {@code cpufreq-cpu0}, {@code pwm-fan}
     * @param state how much it cools now, from 0
     * @param maxState the most it can
     */
    record CoolingDevice(String name, String type, int state, int maxState) {}

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
