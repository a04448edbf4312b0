// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.power.policy;

import java.util.Objects;

/**
 * What a power source promises; the guarantee is as good as these bounds.
 *
 * @param kind where it measures
 * @param gainError bound of the relative gain error, 0 to 0.1
 * @param offsetWatts bound of the offset, in W
 * @param noiseWatts standard deviation of a value's noise, in W
 * @param stepWatts resolution of a value, in W
 * @param periodMillis time between values, in ms
 * @param averageMillis length of the window that a value averages, in ms
 * @param latencyMillis from the end of that window to the value being readable, in ms
 */
public record SourceSpec(
        SourceKind kind,
        double gainError,
        double offsetWatts,
        double noiseWatts,
        double stepWatts,
        int periodMillis,
        int averageMillis,
        int latencyMillis) {
    public SourceSpec {
        Objects.requireNonNull(kind);
        if (gainError < 0
                || gainError > 0.1
                || offsetWatts < 0
                || noiseWatts < 0
                || periodMillis <= 0
                || averageMillis <= 0
                || latencyMillis < 0) {
            throw new IllegalArgumentException("implausible source");
        }
    }

    /** From a change of power to its showing fully in a value, in ms. */
    public int delayMillis() {
        return averageMillis + latencyMillis;
    }

    /** Share of a value's window that lies in the control period that ended {@code back} periods ago. */
    public double share(int back, int controlPeriodMillis) {
        int from = Math.max(latencyMillis, back * controlPeriodMillis);
        int to = Math.min(latencyMillis + averageMillis, (back + 1) * controlPeriodMillis);
        return Math.max(0, to - from) / (double) averageMillis;
    }

    /** The model alone. */
    public static SourceSpec model() {
        return new SourceSpec(SourceKind.MODEL, 0, 0, 0, 0, 100, 100, 0);
    }
}
