// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal;

import java.time.Duration;
import java.util.Optional;

/**
 * What a push of the one button of a plug means, by how long it is held: a state machine without a clock and without
 * hardware. Whoever has the button feeds it {@link #edge} and, while the button is held, {@link #tick}.
 *
 * <p>Short (50 ms to 1 s) is told when it is let go; long (3 s to 10 s) likewise; ten seconds are told while it is still
 * held, once, so that a person sees that it may be let go. What lies between 1 and 3 s is nothing: a hand that hesitated.
 * A push of less than 50 ms is the contact's bouncing. Not thread-safe.
 */
public final class ResetButton {
    /** Contacts bounce for less than this. */
    public static final Duration BOUNCE = Duration.ofMillis(50);

    /** A short push is shorter than this. */
    public static final Duration SHORT = Duration.ofSeconds(1);

    /** A long push is at least this. */
    public static final Duration LONG = Duration.ofSeconds(3);

    /** Held for this, it asks for the state out of the box. */
    public static final Duration FACTORY_RESET = Duration.ofSeconds(10);

    /** What a push meant. */
    public enum Push {
        SHORT,
        LONG,
        FACTORY_RESET
    }

    private boolean held;
    private boolean told;
    private long sinceNanos;

    /** A button that is not held. */
    public ResetButton() {
        sinceNanos = 0;
    }

    /**
     * The button changed.
     *
     * @param pressed true when it is held from now on
     * @param atNanos when, on any clock that does not go back
     */
    public Optional<Push> edge(boolean pressed, long atNanos) {
        if (pressed == held) {
            return tick(atNanos);
        }
        if (pressed) {
            held = true;
            told = false;
            sinceNanos = atNanos;
            return Optional.empty();
        }
        Duration length = Duration.ofNanos(atNanos - sinceNanos);
        if (length.compareTo(BOUNCE) < 0) {
            // Too short for a finger.
            held = false;
            return Optional.empty();
        }
        held = false;
        if (told) {
            return Optional.empty();
        }
        if (length.compareTo(FACTORY_RESET) >= 0) {
            return Optional.of(Push.FACTORY_RESET);
        }
        if (length.compareTo(LONG) >= 0) {
            return Optional.of(Push.LONG);
        }
        return length.compareTo(SHORT) < 0 ? Optional.of(Push.SHORT) : Optional.empty();
    }

    /** Time passed; at least four times a second while it is {@link #held}. */
    public Optional<Push> tick(long atNanos) {
        if (held && !told && atNanos - sinceNanos >= FACTORY_RESET.toNanos()) {
            told = true;
            return Optional.of(Push.FACTORY_RESET);
        }
        return Optional.empty();
    }

    /** True while ticks are wanted. */
    public boolean held() {
        return held;
    }
}
