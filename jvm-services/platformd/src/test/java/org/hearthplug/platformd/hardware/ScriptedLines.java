// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.hardware;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.hearthplug.hal.Gpio;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.HalException.Kind;

/** A chip of eight lines without resistors, one of which is a button that a test pushes. */
public final class ScriptedLines extends Providers implements Gpio {
    private final LinkedBlockingQueue<Edge> edges = new LinkedBlockingQueue<>();

    /** How the line was taken last: {@code gpiochip0:3 low AS_IS}. */
    public volatile String taken = "";

    /** The line changes. */
    public void edge(boolean active, long atNanos) {
        edges.add(new Edge(active, atNanos));
    }

    @Override
    public Optional<Gpio> gpio() {
        return Optional.of(this);
    }

    @Override
    public List<Chip> chips() {
        return List.of(new Chip("gpiochip0", "scripted", 8));
    }

    @Override
    public Output output(String chip, int offset, boolean activeLow, boolean active) {
        throw new HalException(Kind.UNSUPPORTED, chip, "scripted");
    }

    @Override
    public Input input(String chip, int offset, boolean activeLow, Bias bias) {
        if (bias != Bias.AS_IS) {
            throw new HalException(Kind.UNSUPPORTED, chip, "scripted");
        }
        taken = chip + ":" + offset + (activeLow ? " low " : " high ") + bias;
        return new Input() {
            @Override
            public boolean active() {
                return false;
            }

            @Override
            public Optional<Edge> next(Duration limit) {
                try {
                    return Optional.ofNullable(edges.poll(limit.toMillis(), TimeUnit.MILLISECONDS));
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
