// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.disks;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.hearthplug.hal.HalException.Kind;

/** Volumes that were to be mounted and could not be, by their identity, and when it is tried again. */
final class Failures {
    private static final int MAX_TRIES = 6;
    private static final long FIRST_PAUSE_NANOS = 5_000_000_000L;

    /** Drivers of file systems are loaded after the services have started; until then their lack is nothing to tell. */
    private static final int TRIES_BEFORE_TOLD = 3;

    private record Failure(Kind kind, int tries, long nanos) {}

    private final Map<String, Failure> failures = new HashMap<>();

    /** Notes one more. */
    synchronized void note(String identity, Kind kind) {
        Failure before = failures.get(identity);
        failures.put(identity, new Failure(kind, before == null ? 1 : before.tries() + 1, System.nanoTime()));
    }

    synchronized void clear(String identity) {
        failures.remove(identity);
    }

    synchronized void keepOnly(Collection<String> identities) {
        failures.keySet().retainAll(identities);
    }

    /** True when it has not failed, or long enough ago, and not too often. A damaged one is a person's matter at once. */
    synchronized boolean mayTry(String identity) {
        Failure failure = failures.get(identity);
        return failure == null || later(failure) && System.nanoTime() - failure.nanos() >= pause(failure);
    }

    /** True while any is to be tried again. */
    synchronized boolean waiting() {
        return failures.values().stream().anyMatch(Failures::later);
    }

    private static boolean later(Failure failure) {
        return failure.kind() != Kind.MALFORMED && failure.tries() < MAX_TRIES;
    }

    private static long pause(Failure failure) {
        return FIRST_PAUSE_NANOS << (failure.tries() - 1);
    }

    /** The word for it, once it is worth telling. */
    synchronized Optional<String> problem(String identity) {
        Failure failure = failures.get(identity);
        boolean mayPass = failure != null && (failure.kind() == Kind.UNSUPPORTED || failure.kind() == Kind.BUSY);
        return failure == null || mayPass && failure.tries() < TRIES_BEFORE_TOLD
                ? Optional.empty()
                : Optional.of(word(failure.kind()));
    }

    static String word(Kind kind) {
        return switch (kind) {
            case UNSUPPORTED -> "unsupported";
            case DENIED -> "read-only";
            case BUSY, GONE, TIMEOUT -> "not-answering";
            case MALFORMED, OUT_OF_RANGE, IO -> "damaged";
        };
    }
}
