// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage.index;

import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.hearthplug.storage.index.Indexer.Place;

/**
 * Folders that changed, and when each is to be looked at: at once when it was quiet, else after a rest. A program that stores a thousand
 * files into one folder would otherwise have the whole folder compared a thousand times (measured: 17 of 27 processor seconds). Who asks
 * something does not wait for the rest. For one thread at a time.
 */
final class Changes {
    private static final long REST_NANOS = 1_000_000_000L;

    private static final long LONGEST_REST_NANOS = 30 * REST_NANOS;

    /** A folder that took long to compare rests so many times as long. */
    private static final int RESTS = 9;

    private static final int REMEMBERED = 64;

    private final LongSupplier nanoTime;
    private final Map<Place, Long> due = new LinkedHashMap<>();
    private final Set<String> hurried = new HashSet<>();
    private final Map<Place, Long> resting = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Place, Long> eldest) {
            return size() > REMEMBERED;
        }
    };

    Changes(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    void note(Place place) {
        due.computeIfAbsent(place, one -> resting.getOrDefault(one, nanoTime.getAsLong()));
    }

    /** Whatever changed of an account is due now. */
    void hurry(String account) {
        if (has(account)) {
            hurried.add(account);
        }
    }

    /** A folder was compared, which took so long. */
    void looked(Place place, long nanos) {
        resting.remove(place);
        resting.put(place, nanoTime.getAsLong() + Math.clamp(RESTS * nanos, REST_NANOS, LONGEST_REST_NANOS));
    }

    /** Returns a place that is due, which is no longer noted then; null for none. */
    Place takeDue() {
        Iterator<Map.Entry<Place, Long>> all = due.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<Place, Long> one = all.next();
            if (wait(one) <= 0) {
                all.remove();
                if (!has(one.getKey().account())) {
                    hurried.remove(one.getKey().account());
                }
                return one.getKey();
            }
        }
        return null;
    }

    /** Returns how long until something is due; 0 or less when it is, {@code Long.MAX_VALUE} when nothing is noted. */
    long nanosUntilDue() {
        return due.entrySet().stream().mapToLong(this::wait).min().orElse(Long.MAX_VALUE);
    }

    private long wait(Map.Entry<Place, Long> one) {
        return hurried.contains(one.getKey().account()) ? 0 : one.getValue() - nanoTime.getAsLong();
    }

    boolean has(String account) {
        return due.keySet().stream().anyMatch(place -> place.account().equals(account));
    }

    void forget(String account) {
        due.keySet().removeIf(place -> place.account().equals(account));
        hurried.remove(account);
    }

    int size() {
        return due.size();
    }
}
