// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.hearthplug.storage.StorageException.Kind;

/**
 * How much a space may keep, and keeps: files, bin and former contents, which give way before anybody is refused. What is stored is added up; before anybody is refused everything is counted anew,
 * so that a wrong sum keeps nobody out. Safe for many threads. Counting blocks on the disk: who has to know the sum waits for it, and nobody else.
 */
final class Quota {
    private static final long UNKNOWN = -1;
    private static final long COUNT_AGAIN_NANOS = 5_000_000_000L;

    private final Count count;
    private final FormerFiles former;

    /** Held by who counts, or makes room by what was counted: one after the other. It comes before the monitor. */
    private final ReentrantLock counting = new ReentrantLock();

    private volatile long limit;
    private long known = UNKNOWN;
    private long coming;
    private long countedAtNanos;

    /** Since the last count began. */
    private long grown;

    private boolean changed;
    private boolean doubted;

    /** Adds up what is kept. */
    @FunctionalInterface
    interface Count {
        long bytes() throws IOException;
    }

    Quota(Path files, Path bin, FormerFiles former) {
        this(() -> count(files) + count(bin) + count(former.folder()), former);
    }

    Quota(Count count, FormerFiles former) {
        this.count = count;
        this.former = former;
    }

    void limit(long bytes) {
        limit = bytes;
    }

    /** Kind {@code FULL} when so many bytes more are too many. */
    void admit(long bytes) throws IOException {
        long most = limit;
        if (most == 0 || used() + coming() + bytes <= most) {
            return;
        }
        counting.lock();
        try {
            makeRoom(bytes, most);
        } finally {
            counting.unlock();
        }
    }

    private void makeRoom(long bytes, long most) throws IOException {
        long missing = (isOld() ? countAnew() : used()) + coming() + bytes - most;
        if (missing <= 0) {
            return;
        }
        long freed = FormerFiles.giveWay(List.of(former), missing);
        grew(-freed);
        if (freed < missing) {
            throw new StorageException(
                    Kind.FULL,
                    "This is more than you may keep here. Nothing was stored. Delete something, empty the bin, or ask the plug's"
                            + " owner for more room.");
        }
    }

    /** Sets room apart for what is on its way, or gives it back (negative). */
    synchronized void announce(long bytes) {
        coming += bytes;
    }

    private synchronized long coming() {
        return coming;
    }

    synchronized void grew(long bytes) {
        changed = true;
        grown += bytes;
        if (known != UNKNOWN) {
            known += bytes;
        }
    }

    /** Something changed by an amount that nobody has counted. */
    synchronized void doubt() {
        changed = true;
        doubted = true;
        known = UNKNOWN;
    }

    long used() throws IOException {
        long sum = known();
        if (sum != UNKNOWN) {
            return sum;
        }
        counting.lock();
        try {
            sum = known(); // Somebody else may have counted meanwhile.
            return sum != UNKNOWN ? sum : countAnew();
        } finally {
            counting.unlock();
        }
    }

    private synchronized long known() {
        return known;
    }

    private synchronized boolean isOld() {
        return System.nanoTime() - countedAtNanos > COUNT_AGAIN_NANOS;
    }

    /**
     * Counts; once more when something changed meanwhile, for nobody knows whether that was counted. What grows even then is added: the
     * sum is rather too much than too little, until it is counted next.
     */
    private long countAnew() throws IOException {
        begin();
        long sum = count.bytes();
        if (changed()) {
            begin();
            sum = count.bytes();
        }
        return publish(sum);
    }

    private synchronized void begin() {
        grown = 0;
        changed = false;
        doubted = false;
    }

    private synchronized boolean changed() {
        return changed;
    }

    private synchronized long publish(long counted) {
        long sum = counted + grown;
        known = doubted ? UNKNOWN : sum;
        countedAtNanos = System.nanoTime();
        return sum;
    }

    long spare() throws IOException {
        long most = limit;
        return most == 0 ? Long.MAX_VALUE : Math.max(0, most - used() - coming() + former.bytes());
    }

    /** Adds up the sizes of all files below a folder; links are not followed. */
    static long count(Path top) throws IOException {
        long[] sum = {0};
        try {
            Files.walkFileTree(top.resolve("."), new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    sum[0] += attributes.isRegularFile() ? attributes.size() : 0;
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                    if (e instanceof NoSuchFileException) {
                        return FileVisitResult.CONTINUE; // Gone meanwhile.
                    }
                    throw e;
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return sum[0];
    }
}
