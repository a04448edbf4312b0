// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Watchdogs: timers that reset the machine unless somebody feeds them. */
public interface Watchdogs {
    /** Lists them, by name. Does not touch them: none is started by being looked at. */
    List<Watchdog> list();

    /**
     * Starts a watchdog. From now on the machine is reset when it is not fed for {@code timeout}, also when this process
     * ends without {@link Armed#close}: whoever comes after it may arm it again, or disarm it by arming and closing.
     * Waits for the driver's registers: microseconds on a chip, milliseconds behind I2C.
     *
     * @param watchdog its name, {@code watchdog0}
     * @param timeout whole seconds, from 1 s on; a part of a second is rounded up
     * @throws HalException GONE; BUSY when a process has it; OUT_OF_RANGE for a time that the device does not do, and then
     *     it is not started; UNSUPPORTED when this kernel would never let it be stopped again; DENIED
     */
    Armed arm(String watchdog, Duration timeout);

    /**
     * A watchdog.
     *
     * @param name the kernel's name
     * @param identity the driver's name of it
     * @param armed true while it runs
     * @param timeout how long it waits for its next feeding
     * @param shortest shortest time that can be set, when there is a bound
     * @param longest longest time that can be set, when there is a bound
     * @param stoppable false when it runs until the machine is off, once it was started ({@code nowayout})
     * @param causedReset true when it says that it reset the machine before this start
     */
    record Watchdog(
            String name,
            String identity,
            boolean armed,
            Duration timeout,
            Optional<Duration> shortest,
            Optional<Duration> longest,
            boolean stoppable,
            boolean causedReset) {}

    /** A watchdog that runs, and its one owner. */
    interface Armed extends AutoCloseable {
        /** The time that the device took: may be longer than what was asked for, and is the driver's own where that cannot be set. */
        Duration timeout();

        /**
         * Feeds it: the time begins anew. Waits for the driver's registers and, by design, no shorter than they take: a
         * feeding that is held up is none.
         *
         * @throws HalException GONE when the device went, or after {@link #close}; IO
         */
        void feed();

        /**
         * Disarms it (the kernel's magic close) and gives it back; a second close does nothing.
         *
         * @throws HalException IO when the device did not take it, and then it runs on
         */
        @Override
        void close();
    }
}
