// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.plant;

/**
 * How a power sensor errs. A plug's own gain and offset are drawn within the bounds by the seed and stay fixed.
 *
 * @param place what it measures
 * @param gainError bound of the relative gain error
 * @param offsetWatts bound of the offset, in W
 * @param noiseWatts standard deviation of the noise of one published value, in W
 * @param quantumWatts resolution of the published value, in W
 * @param averageMillis length of the averaging window, in ms
 * @param latencyMillis delay from the end of the window to the value being readable, in ms
 * @param periodMillis time between published values, in ms
 * @param source source of these numbers
 */
public record SensorParameters(
        Place place,
        double gainError,
        double offsetWatts,
        double noiseWatts,
        double quantumWatts,
        int averageMillis,
        int latencyMillis,
        int periodMillis,
        String source) {

    /** What a sensor measures. */
    public enum Place {
        /** Mains side of the supply: the quantity that is limited. */
        WALL,
        /** 5 V side, by a shunt monitor (INA219, INA226). */
        DC,
        /** 5 V side, by a slow regulator or fuel gauge under hwmon. */
        DC_SLOW,
        /** Nothing measures. */
        NONE
    }
}
