// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.power.control;

/** What the port supervisor needs to know of the budget in a period; a form, reused. */
final class PortRoom {
    /** What may be planned for, in W on the 5 V side. */
    double targetDcWatts;
    /** The plug as it is set now, at worst, without what is being started, in W. */
    double inForceDcWatts;
    /** The plug with everything stopped that can be, other devices idle, in W. */
    double floorDcWatts;
    /** Limit at the wall, for sentences, in W. */
    double limitWatts;
    /** Whether a sensor watches. */
    boolean measured;
    /** Drawn beyond what the model explains, in W; only a fresh jump. */
    double unexplainedWatts;
    /** Sensor less model while a disk spins up, in W; NaN without a fresh value. */
    double errorWatts;
}
