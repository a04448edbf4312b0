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
import org.hearthplug.storage.StorageException.Kind;

/**
 * How much a space may keep, and keeps: files, bin and former contents, which give way before anybody is refused. What is stored is added up; before anybody is refused everything is counted anew,
 * so that a wrong sum keeps nobody out. Safe for many threads; counting blocks on the disk.
 */
final class Quota {
    private static final long UNKNOWN = -1;
    private static final long COUNT_AGAIN_NANOS = 5_000_000_000L;

    private final Path files;
    private final Path bin;
    private final FormerFiles former;
    private long limit;
    private long known = UNKNOWN;
    private long coming;
    private long countedAtNanos;

    Quota(Path files, Path bin, FormerFiles former) {
        this.files = files;
        this.bin = bin;
        this.former = former;
    }

    synchronized void limit(long bytes) {
        limit = bytes;
    }

    /** Kind {@code FULL} when so many bytes more are too many. */
    synchronized void admit(long bytes) throws IOException {
        if (limit == 0 || used() + coming + bytes <= limit) {
            return;
        }
        if (System.nanoTime() - countedAtNanos > COUNT_AGAIN_NANOS) {
            known = UNKNOWN;
            if (used() + coming + bytes <= limit) {
                return;
            }
        }
        long freed = FormerFiles.giveWay(List.of(former), used() + coming + bytes - limit);
        known -= freed;
        if (used() + coming + bytes <= limit) {
            return;
        }
        throw new StorageException(
                Kind.FULL,
                "This is more than you may keep here. Nothing was stored. Delete something, empty the bin, or ask the plug's"
                        + " owner for more room.");
    }

    /** Sets room apart for what is on its way, or gives it back (negative). */
    synchronized void announce(long bytes) {
        coming += bytes;
    }

    synchronized void grew(long bytes) {
        if (known != UNKNOWN) {
            known += bytes;
        }
    }

    /** Something changed by an amount that nobody has counted. */
    synchronized void doubt() {
        known = UNKNOWN;
    }

    synchronized long used() throws IOException {
        if (known == UNKNOWN) {
            known = count(files) + count(bin) + count(former.folder());
            countedAtNanos = System.nanoTime();
        }
        return known;
    }

    synchronized long spare() throws IOException {
        return limit == 0 ? Long.MAX_VALUE : Math.max(0, limit - used() - coming + former.bytes());
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
