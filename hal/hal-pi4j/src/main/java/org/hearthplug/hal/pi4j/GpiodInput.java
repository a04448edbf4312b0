// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.pi4j;

import com.pi4j.library.gpiod.internal.GpioLineEvent;
import com.pi4j.library.gpiod.internal.LineEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.hearthplug.hal.Gpio;
import org.hearthplug.hal.Gpio.Edge;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.HalException.Kind;
import org.hearthplug.hal.pi4j.Pi4JGpio.OpenLine;

/**
 * A line that is read. The wait is in slices of half a second: a chip that goes wakes no waiter of the kernel's first GPIO
 * interface, and a close from another thread has nothing to wake it by.
 */
final class GpiodInput implements Gpio.Input {
    private static final long SLICE_NANOS = 500_000_000;

    private final OpenLine open;
    private final Path chip;
    private final ReentrantLock inUse = new ReentrantLock();
    private final GpioLineEvent event;
    private volatile boolean closed;

    GpiodInput(OpenLine open) {
        this.open = open;
        this.chip = Path.of("/dev", open.name().substring(0, open.name().indexOf(':')));
        this.event = open.context().openLineEvent();
    }

    @Override
    public boolean active() {
        inUse.lock();
        try {
            if (closed) {
                throw new HalException(Kind.GONE, open.name(), "the line is closed");
            }
            return open.line().getValue() != 0;
        } catch (HalException typed) {
            throw typed;
        } catch (RuntimeException failure) {
            throw Pi4JErrors.of(open.name(), "reading the line", failure);
        } finally {
            inUse.unlock();
        }
    }

    @Override
    public Optional<Edge> next(Duration limit) {
        long deadlineNanos = System.nanoTime() + limit.toNanos();
        while (!closed) {
            long left = deadlineNanos - System.nanoTime();
            Optional<Edge> edge = slice(Math.clamp(left, 0, SLICE_NANOS));
            if (edge.isPresent() || left <= 0) {
                return edge;
            }
        }
        return Optional.empty();
    }

    private Optional<Edge> slice(long nanos) {
        inUse.lock();
        try {
            if (closed || !open.line().eventWait(nanos)) {
                if (!closed && !Files.exists(chip)) {
                    throw new HalException(Kind.GONE, open.name(), "its chip was pulled");
                }
                return Optional.empty();
            }
            GpioLineEvent read = open.line().eventRead(event);
            return Optional.of(new Edge(read.getType() == LineEvent.RISING_EDGE, read.getTimeNs()));
        } catch (HalException typed) {
            throw typed;
        } catch (RuntimeException failure) {
            throw Pi4JErrors.of(open.name(), "waiting for a change", failure);
        } finally {
            inUse.unlock();
        }
    }

    @Override
    public void close() {
        closed = true;
        inUse.lock();
        try {
            if (open.context() != null && !released) {
                released = true;
                open.context().closeLineEvent(event);
                open.context().closeLine(open.line());
                open.context().close();
            }
        } finally {
            inUse.unlock();
        }
    }

    private boolean released;
}
