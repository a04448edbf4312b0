// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.contract;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.hearthplug.hal.Buttons;
import org.hearthplug.hal.Gpio;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.HalException.Kind;

/** A button, {@code event0}, that a test pushes; the test says when. */
public final class ScriptedButton implements Buttons {
    private final LinkedBlockingQueue<Gpio.Edge> edges = new LinkedBlockingQueue<>();
    private volatile boolean active;

    /** Pushes it or lets it go. */
    public void edge(boolean pressed, long atNanos) {
        active = pressed;
        edges.add(new Gpio.Edge(pressed, atNanos));
    }

    /** It is let go, and nobody hears of it before {@link #tell}. */
    public void let() {
        active = false;
    }

    /** A change is heard, as late as it may be. */
    public void tell(boolean pressed, long atNanos) {
        edges.add(new Gpio.Edge(pressed, atNanos));
    }

    @Override
    public List<Button> list() {
        return List.of(new Button("event0", "scripted"));
    }

    @Override
    public Gpio.Input open(String button) {
        if (!button.equals("event0")) {
            throw new HalException(Kind.GONE, button, "scripted");
        }
        return new Gpio.Input() {
            @Override
            public boolean active() {
                return active;
            }

            @Override
            public Optional<Gpio.Edge> next(Duration limit) {
                try {
                    return Optional.ofNullable(edges.poll(limit.toNanos(), TimeUnit.NANOSECONDS));
                } catch (InterruptedException stop) {
                    Thread.currentThread().interrupt();
                    return Optional.empty();
                }
            }

            @Override
            public void close() {
                // Nothing is held.
            }
        };
    }
}
