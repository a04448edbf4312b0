// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.plant;

/** How a power sensor fails. */
public enum SensorFault {
    /** Publishes nothing any more. */
    DEAD,
    /** Publishes the last value for ever. */
    STUCK,
    /** Loses three of four values. */
    DROP_OUTS,
    /** Suddenly reads 1.2 W less. */
    READS_LOW,
    /** Suddenly reads 1.2 W more. */
    READS_HIGH,
    /** Noise of 0.25 W. */
    NOISY,
    /** Reads less and less: 30 mW a second. */
    DRIFTS_LOW
}
