// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Clocks that run while the machine is off. */
public interface RealTimeClocks {
    /** Lists them, by name. Does not read them. */
    List<Clock> list();

    /**
     * The time of a clock, to the second, as UTC. A clock behind I2C takes milliseconds; waits 2 s at most.
     *
     * @throws HalException GONE; MALFORMED when it holds no time, as after its battery was empty; TIMEOUT
     */
    Instant read(String clock);

    /**
     * Sets a clock. Waits 2 s at most; the system's own time stays what it is.
     *
     * @param time rounded down to the second
     * @throws HalException GONE; OUT_OF_RANGE for a time that it cannot hold; BUSY; DENIED; UNSUPPORTED; TIMEOUT
     */
    void set(String clock, Instant time);

    /**
     * The time at which it will wake the machine, when one is set. Waits 2 s at most.
     *
     * @throws HalException GONE; UNSUPPORTED when it cannot wake
     */
    Optional<Instant> alarm(String clock);

    /**
     * Sets the time at which it wakes the machine, in place of one set before, or none. Waits 2 s at most.
     *
     * @throws HalException GONE; UNSUPPORTED when it cannot wake; OUT_OF_RANGE for a time that has passed; DENIED; TIMEOUT
     */
    void alarm(String clock, Optional<Instant> time);

    /**
     * A clock.
     *
     * @param name the kernel's name, {@code rtc0}
     * @param driver the driver's name of it
     * @param gaveTime true when the kernel took its time from it at the start
     * @param wakes true when it has an alarm that can wake the machine
     */
    record Clock(String name, String driver, boolean gaveTime, boolean wakes) {}
}
