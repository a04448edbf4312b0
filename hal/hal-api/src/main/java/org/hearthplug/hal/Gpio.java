// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * General-purpose input and output lines. A line is named by its chip and its offset there; whoever opens it has it alone
 * until it is closed.
 *
 * <p>Operations on a line whose chip has gone fail with GONE.
 */
public interface Gpio {
    /** Lists chips by number. Does not touch lines. */
    List<Chip> chips();

    /**
     * Takes a line to drive it. Waits 2 s at most.
     *
     * @param chip the kernel's name, {@code gpiochip0}
     * @param offset line of the chip, from 0
     * @param activeLow true when a low voltage means active
     * @param active what it is driven to from the first moment
     * @throws HalException GONE for another chip; OUT_OF_RANGE for another line; BUSY when somebody has it; DENIED
     */
    Output output(String chip, int offset, boolean activeLow, boolean active);

    /**
     * Takes a line to read it and to be told of its changes. Waits 2 s at most.
     *
     * @param bias resistor to ask the chip for
     * @throws HalException as {@link #output}; UNSUPPORTED when the chip has no such resistor
     */
    Input input(String chip, int offset, boolean activeLow, Bias bias);

    /** Resistors within the chip. */
    enum Bias {
        AS_IS,
        NONE,
        PULL_UP,
        PULL_DOWN
    }

    /**
     * A chip.
     *
     * @param name the kernel's name, {@code gpiochip0}
     * @param label the driver's name of it
     * @param lines how many lines it has
     */
    record Chip(String name, String label, int lines) {}

    /** A line that is driven; it keeps its level when it is closed, as far as the chip does. */
    interface Output extends AutoCloseable {
        /** Drives the line. Waits 2 s at most. */
        void set(boolean active);

        /** Reads the line back. Waits 2 s at most. */
        boolean active();

        @Override
        void close();
    }

    /** A line that is read. For one thread that waits; {@link #close} may come from any other. */
    interface Input extends AutoCloseable {
        /** Reads the line. Waits 2 s at most. */
        boolean active();

        /**
         * Takes the next change, waiting for it at most until the limit. Changes are kept by the kernel, 16 at least.
         *
         * @return empty when the time passed or the line was closed
         * @throws HalException GONE within two seconds of the chip's going
         */
        Optional<Edge> next(Duration limit);

        @Override
        void close();
    }

    /**
     * A change of a line.
     *
     * @param active true when it became active
     * @param atNanos when, on the kernel's monotonic clock
     */
    record Edge(boolean active, long atNanos) {}
}
