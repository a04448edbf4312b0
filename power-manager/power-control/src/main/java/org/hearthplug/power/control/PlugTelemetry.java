// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.power.control;

import org.hearthplug.power.policy.DeviceNeed;
import org.hearthplug.power.policy.LoadClass;
import org.hearthplug.power.policy.Observation;
import org.hearthplug.power.policy.SourceSpec;

/** What the controller reads. None of it blocks for longer than a few milliseconds. Numbers of ports, sources and services are fixed. */
public interface PlugTelemetry {
    /** Fills the form for the period that has ended. */
    void observe(Observation seen);

    /** Number of USB ports. */
    int ports();

    /** What the device at a port is and needs, declared or learned; null until it has been enumerated. */
    DeviceNeed describe(int port);

    /** Number of registered services. */
    int loads();

    /** How long a service's work may wait. */
    LoadClass loadClass(int load);

    /** Number of power sources, best first. */
    int sources();

    /** What a source promises. */
    SourceSpec source(int index);

    /** Its latest value in W, where it measures; NaN if it never gave one. */
    double sourceWatts(int index);

    /** How many values it has given; unchanged means nothing fresh. */
    long sourceSequence(int index);

    /**
     * Whether {@link Observation#spinningUp} ends when a disk's surge does. If not, it lasts as long as the slowest take, and that the power
     * falls before is no fault of the sensor and no measure of the surge.
     */
    default boolean seesSpinUpEnd() {
        return true;
    }

    /** Periods until what was taken from a port shows: 1 for a switch, more where a kernel and its hub have to be asked. */
    default int portPeriods() {
        return 1;
    }
}
