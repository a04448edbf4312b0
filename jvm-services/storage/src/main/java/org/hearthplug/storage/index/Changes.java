// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage.index;

import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import org.hearthplug.storage.index.Indexer.Place;

/**
 * Folders that changed, what in them, and when each is to be looked at: at once when it was quiet, else after a rest. A program that stores
 * a thousand files into one folder would otherwise have the whole folder compared a thousand times (measured: 17 of 27 processor seconds);
 * of what is known by name nothing else in the folder is looked at. Who asks something does not wait for the rest. For one thread at a time.
 */
final class Changes {
    private static final long REST_NANOS = 1_000_000_000L;

    private static final long LONGEST_REST_NANOS = 30 * REST_NANOS;

    /** A folder that took long to compare rests so many times as long. */
    private static final int RESTS = 9;

    private static final int REMEMBERED = 64;

    /** In all folders together; one that changed in more places is compared as a whole. */
    private static final int MAX_NAMES = 2048;

    /**
     * A folder to look at.
     *
     * @param names what changed in it; empty for whatever did
     */
    record Due(Place place, Optional<Set<String>> names) {}

    private static final class Noted {
        private final long when;

        /** Null when the folder is to be compared as a whole. */
        private Set<String> names = new LinkedHashSet<>();

        Noted(long when) {
            this.when = when;
        }
    }

    private final LongSupplier nanoTime;
    private final Map<Place, Noted> due = new LinkedHashMap<>();
    private final Set<String> hurried = new HashSet<>();
    private int named;
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

    /** Whatever changed in a folder. Returns whether nothing of it was noted before. */
    boolean note(Place place) {
        int before = due.size();
        drop(noted(place));
        return due.size() > before;
    }

    /** One entry of a folder changed. Returns as {@link #note(Place)}. */
    boolean note(Place place, String name) {
        int before = due.size();
        Noted noted = noted(place);
        if (noted.names != null && noted.names.add(name) && ++named > MAX_NAMES) {
            drop(noted);
        }
        return due.size() > before;
    }

    private Noted noted(Place place) {
        return due.computeIfAbsent(place, one -> new Noted(resting.getOrDefault(one, nanoTime.getAsLong())));
    }

    private void drop(Noted noted) {
        if (noted.names != null) {
            named -= noted.names.size();
            noted.names = null;
        }
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
    Due takeDue() {
        Iterator<Map.Entry<Place, Noted>> all = due.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<Place, Noted> one = all.next();
            if (wait(one) <= 0) {
                all.remove();
                Place place = one.getKey();
                if (!has(place.account())) {
                    hurried.remove(place.account());
                }
                Optional<Set<String>> names = Optional.ofNullable(one.getValue().names);
                drop(one.getValue());
                return new Due(place, names);
            }
        }
        return null;
    }

    /** Returns how long until something is due; 0 or less when it is, {@code Long.MAX_VALUE} when nothing is noted. */
    long nanosUntilDue() {
        return due.entrySet().stream().mapToLong(this::wait).min().orElse(Long.MAX_VALUE);
    }

    private long wait(Map.Entry<Place, Noted> one) {
        return hurried.contains(one.getKey().account()) ? 0 : one.getValue().when - nanoTime.getAsLong();
    }

    boolean has(String account) {
        return due.keySet().stream().anyMatch(place -> place.account().equals(account));
    }

    void forget(String account) {
        due.entrySet().removeIf(one -> {
            boolean his = one.getKey().account().equals(account);
            if (his) {
                drop(one.getValue());
            }
            return his;
        });
        hurried.remove(account);
    }

    int size() {
        return due.size();
    }
}
