// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.pi4j;

import org.hearthplug.hal.Gpio;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.HalException.Kind;
import org.hearthplug.hal.pi4j.Pi4JGpio.OpenLine;

/** A driven line. */
final class GpiodOutput implements Gpio.Output {
    private final OpenLine open;
    private boolean closed;

    GpiodOutput(OpenLine open) {
        this.open = open;
    }

    @Override
    public synchronized void set(boolean active) {
        checkOpen();
        try {
            open.line().setValue(active ? 1 : 0);
        } catch (RuntimeException failure) {
            throw Pi4JErrors.of(open.name(), "driving the line", failure);
        }
    }

    @Override
    public synchronized boolean active() {
        checkOpen();
        try {
            return open.line().getValue() != 0;
        } catch (RuntimeException failure) {
            throw Pi4JErrors.of(open.name(), "reading the line", failure);
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new HalException(Kind.GONE, open.name(), "the line is closed");
        }
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            open.context().closeLine(open.line());
            open.context().close();
        }
    }
}
