// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.dav;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongSupplier;
import org.hearthplug.storage.FilePath;
import org.hearthplug.web.http.Problem;

/** All locks, by where entries are among all spaces: at most {@value #MAX}, each at most an hour, so that one that is never released ends by itself. */
final class DavLocks {
    static final int MAX = 1024;
    static final long MAX_SECONDS = 3600;

    private final LongSupplier nanoTime;
    private final Map<String, DavLock> byToken = new HashMap<>();

    DavLocks(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    long now() {
        return nanoTime.getAsLong();
    }

    /** Locks; problem 423 when another lock is in the way, 503 when there are too many. */
    synchronized DavLock lock(FilePath path, boolean exclusive, boolean deep, String owner, long seconds) {
        dropEnded();
        for (DavLock other : byToken.values()) {
            boolean touches = other.covers(path) || deep && other.root().startsWith(path);
            if (touches && (exclusive || other.exclusive())) {
                throw locked();
            }
        }
        if (byToken.size() >= MAX) {
            throw new Problem(503, "Too many files are locked. Close some programs, or wait until their locks end.")
                    .retryAfter(60);
        }
        long bounded = Math.clamp(seconds, 1, MAX_SECONDS);
        DavLock lock = new DavLock(
                "urn:uuid:" + UUID.randomUUID(),
                path,
                exclusive,
                deep,
                owner,
                bounded,
                now() + bounded * 1_000_000_000L);
        byToken.put(lock.token(), lock);
        return lock;
    }

    /** Prolongs the lock of one of these tokens that covers the path; problem 412 when there is none. */
    synchronized DavLock refresh(FilePath path, Set<String> tokens, long seconds) {
        dropEnded();
        for (String token : tokens) {
            DavLock lock = byToken.get(token);
            if (lock != null && lock.covers(path)) {
                long bounded = Math.clamp(seconds, 1, MAX_SECONDS);
                DavLock longer = new DavLock(
                        token,
                        lock.root(),
                        lock.exclusive(),
                        lock.deep(),
                        lock.owner(),
                        bounded,
                        now() + bounded * 1_000_000_000L);
                byToken.put(token, longer);
                return longer;
            }
        }
        throw new Problem(412, "The lock that should last longer has ended. Lock the file again.");
    }

    /** Unlocks; problem 409 when the token locks nothing here. */
    synchronized void unlock(FilePath path, String token) {
        dropEnded();
        DavLock lock = byToken.get(token);
        if (lock == null || !lock.covers(path)) {
            throw new Problem(409, "This lock token locks nothing here. The lock may have ended; go on.");
        }
        byToken.remove(token);
    }

    synchronized boolean isEmpty() {
        return byToken.isEmpty();
    }

    /** Returns the locks that cover a path. */
    synchronized List<DavLock> covering(FilePath path) {
        dropEnded();
        return byToken.values().stream().filter(lock -> lock.covers(path)).toList();
    }

    /** Returns whether a token locks the path. */
    synchronized boolean isLockedBy(FilePath path, String token) {
        dropEnded();
        return Optional.ofNullable(byToken.get(token))
                .filter(lock -> lock.covers(path))
                .isPresent();
    }

    /**
     * Problem 423 when a change needs the token of a lock that the request does not carry.
     *
     * @param membership whether the entry comes or goes, which changes its folder too
     * @param deep whether what is below changes with it
     */
    synchronized void require(FilePath path, boolean membership, boolean deep, Set<String> tokens) {
        if (byToken.isEmpty()) {
            return;
        }
        dropEnded();
        List<FilePath> touched = new ArrayList<>(List.of(path));
        if (membership && !path.isRoot()) {
            touched.add(path.parent());
        }
        for (FilePath one : touched) {
            List<DavLock> here =
                    byToken.values().stream().filter(lock -> lock.covers(one)).toList();
            if (!here.isEmpty() && here.stream().noneMatch(lock -> tokens.contains(lock.token()))) {
                throw locked();
            }
        }
        if (deep) {
            for (DavLock lock : byToken.values()) {
                if (lock.root().startsWith(path) && !tokens.contains(lock.token())) {
                    throw locked();
                }
            }
        }
    }

    /** Forgets the locks on what has gone from a path. */
    synchronized void gone(FilePath path) {
        byToken.values().removeIf(lock -> lock.root().startsWith(path));
    }

    private void dropEnded() {
        long now = now();
        byToken.values().removeIf(lock -> lock.endsAtNanos() - now <= 0);
    }

    private static Problem locked() {
        return new Problem(
                423, "Another program has this open and locked. Close it there, or wait until its lock ends.");
    }
}
