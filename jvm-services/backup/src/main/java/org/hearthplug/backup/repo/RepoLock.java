// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.repo;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.hearthplug.backup.BackupException;
import org.hearthplug.backup.ObjectId;
import org.hearthplug.backup.spi.FileRef;
import org.hearthplug.backup.spi.FileType;

/**
 * A held lock, by restic's protocol: look, write a lock file, wait, look again. A shared lock excludes exclusive ones; an
 * exclusive lock excludes all. It is renewed every five minutes by a thread of its own; others call it stale after
 * thirty, so work stops when it could not be renewed for twenty.
 */
public final class RepoLock implements AutoCloseable {
    private static final Duration REFRESH = Duration.ofMinutes(5);
    private static final Duration STALE = Duration.ofMinutes(30);
    private static final Duration GIVE_UP = Duration.ofMinutes(20);

    private final Repo repo;
    private final Clock clock;
    private final boolean exclusive;
    private final Thread refresher;
    private volatile ObjectId file;
    private volatile long renewedNanos;
    private volatile boolean closed;

    private RepoLock(Repo repo, Clock clock, boolean exclusive, ObjectId file) {
        this.repo = repo;
        this.clock = clock;
        this.exclusive = exclusive;
        this.file = file;
        this.renewedNanos = System.nanoTime();
        this.refresher = Thread.ofPlatform().daemon().name("backup-lock").unstarted(this::refresh);
    }

    /**
     * Takes a lock; blocks for {@code settle} between the two looks.
     *
     * @param settle restic waits 200 ms
     * @throws BackupException LOCKED, naming the holder
     */
    public static RepoLock acquire(Repo repo, boolean exclusive, Clock clock, Duration settle) {
        refuseIfHeld(repo, exclusive, clock, null);
        ObjectId own = write(repo, exclusive, clock);
        try {
            long end = System.nanoTime() + settle.toNanos();
            for (long left = settle.toNanos(); left > 0; left = end - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            refuseIfHeld(repo, exclusive, clock, own);
        } catch (RuntimeException e) {
            repo.target().delete(FileRef.of(FileType.LOCK, own));
            throw e;
        }
        RepoLock lock = new RepoLock(repo, clock, exclusive, own);
        lock.refresher.start();
        return lock;
    }

    private static ObjectId write(Repo repo, boolean exclusive, Clock clock) {
        LockFile mine = new LockFile(clock.instant(), exclusive, Host.name(), Host.userName(), Host.pid());
        ObjectId id = repo.files().write(FileType.LOCK, mine.write());
        repo.target().settle();
        return id;
    }

    private static void refuseIfHeld(Repo repo, boolean exclusive, Clock clock, ObjectId own) {
        for (FileRef ref : list(repo)) {
            if (own != null && ref.id().equals(own)) {
                continue;
            }
            LockFile other;
            try {
                other = LockFile.read(repo.files().read(ref));
            } catch (BackupException e) {
                if (e.retryable()) {
                    throw e;
                }
                // Gone meanwhile, or the rest of an interrupted write: nobody holds such a lock.
                continue;
            }
            if (stale(other, clock.instant())) {
                repo.target().delete(ref);
            } else if (exclusive || other.exclusive()) {
                throw new BackupException(BackupException.Kind.LOCKED, "the repository is in use: " + other);
            }
        }
    }

    private static List<FileRef> list(Repo repo) {
        List<FileRef> refs = new ArrayList<>();
        repo.target().list(FileType.LOCK, (file, size) -> refs.add(file));
        return refs;
    }

    private static boolean stale(LockFile lock, Instant now) {
        if (Duration.between(lock.time(), now).compareTo(STALE) > 0) {
            return true;
        }
        boolean here = lock.hostName().equals(Host.name());
        if (here && Duration.between(now, lock.time()).compareTo(STALE) > 0) {
            return true; // Of this machine's own clock while it ran ahead; who still holds it renews it by today's.
        }
        return here && lock.pid() > 0 && ProcessHandle.of(lock.pid()).isEmpty();
    }

    /** Removes locks that nobody holds any more; with {@code all}, every lock. @return how many */
    public static int unlock(Repo repo, boolean all, Clock clock) {
        int removed = 0;
        for (FileRef ref : list(repo)) {
            boolean remove = all;
            try {
                remove |= stale(LockFile.read(repo.files().read(ref)), clock.instant());
            } catch (BackupException e) {
                remove |= e.is(BackupException.Kind.DAMAGED);
            }
            if (remove) {
                repo.target().delete(ref);
                removed++;
            }
        }
        return removed;
    }

    private void refresh() {
        while (!closed) {
            LockSupport.parkNanos(REFRESH.toNanos());
            if (closed || System.nanoTime() - renewedNanos < REFRESH.toNanos()) {
                continue;
            }
            renew();
        }
    }

    private synchronized void renew() {
        if (closed) {
            return;
        }
        try {
            ObjectId old = file;
            file = write(repo, exclusive, clock);
            renewedNanos = System.nanoTime();
            repo.target().delete(FileRef.of(FileType.LOCK, old));
        } catch (BackupException e) {
            // Tried again in five minutes; check() stops the work if that goes on for too long.
            renewedNanos = Math.min(renewedNanos, System.nanoTime());
        }
    }

    /** To be called before every write. @throws BackupException LOCKED when the lock could not be renewed for too long */
    public void check() {
        if (System.nanoTime() - renewedNanos > GIVE_UP.toNanos()) {
            throw new BackupException(BackupException.Kind.LOCKED, "the lock could not be renewed for twenty minutes");
        }
    }

    /** Gives the lock back. */
    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            LockSupport.unpark(refresher);
            repo.target().delete(FileRef.of(FileType.LOCK, file));
        }
    }
}
