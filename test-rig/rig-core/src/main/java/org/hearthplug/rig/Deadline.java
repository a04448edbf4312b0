// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.rig;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * The one way in which the rig waits: a point on the monotonic clock after which waiting is a failure.
 *
 * <p>Every duration is multiplied by {@code HEARTH_RIG_SLOWNESS} (environment variable, default 1, at least 0.1), so that a
 * slow machine needs one setting and no edited test.
 */
public final class Deadline {
    private static final double SLOWNESS = slownessFrom(System.getenv("HEARTH_RIG_SLOWNESS"));
    private static final Duration FIRST_PAUSE = Duration.ofMillis(10);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(250);

    private final LongSupplier nanoClock;
    private final long endNanos;
    private final Duration total;

    private Deadline(LongSupplier nanoClock, Duration total) {
        this.nanoClock = nanoClock;
        this.total = total;
        this.endNanos = nanoClock.getAsLong() + total.toNanos();
    }

    /** A deadline {@code duration} times the slowness from now. */
    public static Deadline after(Duration duration) {
        return new Deadline(System::nanoTime, scaled(duration));
    }

    /** A deadline {@code seconds} times the slowness from now. */
    public static Deadline seconds(long seconds) {
        return after(Duration.ofSeconds(seconds));
    }

    static Deadline on(LongSupplier nanoClock, Duration duration) {
        return new Deadline(nanoClock, duration);
    }

    /** {@code duration} times the slowness of this run. */
    public static Duration scaled(Duration duration) {
        return Duration.ofNanos(Math.round(duration.toNanos() * SLOWNESS));
    }

    /** The multiplier of this run, 1 unless set. */
    public static double slowness() {
        return SLOWNESS;
    }

    static double slownessFrom(String setting) {
        if (setting == null || setting.isBlank()) {
            return 1;
        }
        try {
            double value = Double.parseDouble(setting.trim());
            if (value >= 0.1 && value <= 1000) {
                return value;
            }
        } catch (NumberFormatException e) {
            throw unusable(setting, e);
        }
        throw unusable(setting, null);
    }

    private static RigException unusable(String setting, Throwable cause) {
        return new RigException(
                RigException.Kind.CONFIG,
                "HEARTH_RIG_SLOWNESS must be a number from 0.1 to 1000, not: " + setting,
                cause);
    }

    /** What is left, zero when nothing is. */
    public Duration remaining() {
        return Duration.ofNanos(Math.max(0, endNanos - nanoClock.getAsLong()));
    }

    /** True once nothing is left. */
    public boolean expired() {
        return endNanos - nanoClock.getAsLong() <= 0;
    }

    /** The whole time this deadline was given, for messages. */
    public Duration total() {
        return total;
    }

    /**
     * Asks {@code probe} until it answers, with growing pauses of at most 250 ms.
     *
     * @param what what is awaited, for the message
     * @throws RigException of kind {@code TIMEOUT} when the deadline passes first; the probe runs at least once
     */
    public <T> T await(String what, Supplier<Optional<T>> probe) {
        Duration pause = FIRST_PAUSE;
        while (true) {
            Optional<T> answer = probe.get();
            if (answer.isPresent()) {
                return answer.get();
            }
            if (expired()) {
                throw timeout(what);
            }
            pause(pause.compareTo(remaining()) < 0 ? pause : remaining());
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
    }

    /** As {@link #await}, for a condition that has nothing to return. */
    public void awaitTrue(String what, Supplier<Boolean> probe) {
        await(what, () -> probe.get() ? Optional.of(true) : Optional.empty());
    }

    /** The exception that says that {@code what} did not happen in time. */
    public RigException timeout(String what) {
        return new RigException(
                RigException.Kind.TIMEOUT, "waited " + total.toMillis() / 1000.0 + " s in vain for " + what);
    }

    private static void pause(Duration duration) {
        try {
            TimeUnit.NANOSECONDS.sleep(duration.toNanos());
        } catch (InterruptedException e) {
            throw RigException.interrupted(e);
        }
    }
}
