// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.access;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import org.hearthplug.web.http.Problem;

/**
 * Slows guesses: after some free failures each further one doubles the wait, up to a limit; a success forgives. Bounded: the entry
 * that was used longest ago goes when there is one too many. Safe for many threads.
 */
final class Throttle {
    private static final int MAX_ENTRIES = 1024;
    private static final int MAX_DOUBLINGS = 20;

    private final int free;
    private final long longestWaitNanos;
    private final LongSupplier nanoTime;
    private final Map<String, Failures> table = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
            return size() > MAX_ENTRIES;
        }
    };

    private record Failures(int count, long openAtNanos) {}

    /**
     * Makes a table.
     *
     * @param free how many failures cost nothing
     * @param longestWait the longest wait that a failure brings
     * @param nanoTime a monotonic clock in nanoseconds
     */
    Throttle(int free, Duration longestWait, LongSupplier nanoTime) {
        this.free = free;
        this.longestWaitNanos = longestWait.toNanos();
        this.nanoTime = nanoTime;
    }

    /** Problem 429 with {@code Retry-After} while the key has to wait. */
    synchronized void require(String key) {
        Failures failures = table.get(key);
        if (failures == null) {
            return;
        }
        long left = failures.openAtNanos - nanoTime.getAsLong();
        if (left > 0) {
            long seconds = Duration.ofNanos(left).plusMillis(999).toSeconds();
            throw new Problem(429, "Too many wrong tries. Wait " + words(seconds) + ", then try again.")
                    .retryAfter(seconds);
        }
    }

    /** Counts a failure and returns how many there are now. */
    synchronized int fail(String key) {
        Failures before = table.get(key);
        return set(key, before == null ? 1 : Math.addExact(Math.min(before.count, 1 << 20), 1));
    }

    /** Takes up a count from before a restart; its wait begins anew. */
    synchronized int set(String key, int count) {
        long wait = 0;
        if (count > free) {
            long doubled = Duration.ofSeconds(1).toNanos() << Math.min(count - free - 1, MAX_DOUBLINGS);
            wait = Math.min(doubled, longestWaitNanos);
        }
        table.put(key, new Failures(count, nanoTime.getAsLong() + wait));
        return count;
    }

    /** Forgets a key's failures. */
    synchronized void forgive(String key) {
        table.remove(key);
    }

    synchronized int size() {
        return table.size();
    }

    private static String words(long seconds) {
        return seconds == 1 ? "a second" : seconds < 120 ? seconds + " seconds" : (seconds + 59) / 60 + " minutes";
    }
}
