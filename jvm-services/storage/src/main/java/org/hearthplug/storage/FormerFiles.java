// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.hearthplug.storage.FaultPoint.Step;

/**
 * Contents of files that others took the place of. Each is a second name (a hard link) of the file, made before the first one goes to
 * the new content: nothing is copied, and a power cut finds one or both. They give way to whatever else needs the room, the oldest first, and leave free a tenth of the disk or 16 times its reserve.
 * Safe for many threads.
 */
final class FormerFiles {
    /** So many of one path; then the one that lasted shortest goes, which thins out what a program saved every minute. */
    static final int MAX_EACH = 32;

    private static final Pattern ID = Pattern.compile("[0-9a-z]{1,13}-[0-9a-z]{1,13}");
    private static final int TIDY_EVERY = 64;
    private static final long UNKNOWN = -1;

    private final Storage storage;
    private final Path folder;
    private final History history;
    private final SecureRandom random = new SecureRandom();
    private long bytes = UNKNOWN;
    private int untilTidied;

    FormerFiles(Storage storage, Path folder, History history) {
        this.storage = storage;
        this.folder = folder;
        this.history = history;
    }

    Path folder() {
        return folder;
    }

    /**
     * Keeps the content of a file that is about to be replaced; the caller holds the folder's lock. Empty files are not kept, and none
     * are on disks that know no second names (exFAT).
     */
    void keep(Folder from, FilePath path, Entry entry) throws IOException {
        if (entry.bytes() == 0 || entry.type() != Entry.Type.FILE || !link(from, path, entry)) {
            return;
        }
        if (untilTidied-- <= 0) {
            untilTidied = TIDY_EVERY;
            tidy();
        }
        long leftFree =
                Math.min(storage.totalBytes() / 10, 16 * storage.config().reserveBytes());
        long wanting = leftFree - storage.spareBytes();
        if (wanting > 0) {
            storage.giveWay(wanting);
        }
    }

    private synchronized boolean link(Folder from, FilePath path, Entry entry) throws IOException {
        Instant now = storage.config().clock().instant();
        String id =
                Long.toString(Math.max(0, now.toEpochMilli()), 36) + "-" + Long.toString(random.nextLong() >>> 1, 36);
        storage.faults().reach(Step.VERSION_LINK);
        try {
            Files.createLink(folder.resolve(id), from.resolve(path.name()));
        } catch (UnsupportedOperationException e) {
            return false;
        } catch (FileSystemException e) {
            String reason = String.valueOf(e.getReason());
            if (reason.contains("not permitted") || reason.contains("Too many links")) {
                return false;
            }
            throw e;
        }
        sync();
        storage.faults().reach(Step.VERSION_NOTE);
        history.add(true, new History.Change(now, path.toString(), History.FORMER + id));
        if (bytes != UNKNOWN) {
            bytes += entry.bytes();
        }
        return true;
    }

    void sync() throws IOException {
        try (Folder open = Folder.open(folder)) {
            open.sync();
        }
    }

    synchronized boolean has(String id) {
        return ID.matcher(id).matches() && Files.exists(folder.resolve(id));
    }

    /** Returns what is kept, in bytes. */
    synchronized long bytes() throws IOException {
        if (bytes == UNKNOWN) {
            bytes = Quota.count(folder);
        }
        return bytes;
    }

    /** The amount changed by a rename that was made elsewhere. */
    synchronized void doubt() {
        bytes = UNKNOWN;
    }

    synchronized long delete(String id) throws IOException {
        try {
            long size = Files.size(folder.resolve(id));
            Files.delete(folder.resolve(id));
            bytes = bytes == UNKNOWN ? UNKNOWN : bytes - size;
            return size;
        } catch (NoSuchFileException e) {
            return 0; // Somebody else was faster.
        }
    }

    synchronized List<String> ids() throws IOException {
        List<String> ids = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(folder)) {
            for (Path one : found) {
                if (ID.matcher(one.getFileName().toString()).matches()) {
                    ids.add(one.getFileName().toString());
                }
            }
        }
        return ids;
    }

    private static Instant until(String id) {
        return Instant.ofEpochMilli(Long.parseLong(id.substring(0, id.indexOf('-')), 36));
    }

    /** Deletes the oldest of several accounts' until so many bytes are free, or none is left; returns how many it freed. */
    static long giveWay(Collection<FormerFiles> all, long wanted) throws IOException {
        record Old(FormerFiles where, String id) {}
        List<Old> old = new ArrayList<>();
        for (FormerFiles files : all) {
            files.ids().forEach(id -> old.add(new Old(files, id)));
        }
        old.sort(Comparator.comparing(one -> until(one.id())));
        long freed = 0;
        for (Old one : old) {
            if (freed >= wanted) {
                break;
            }
            freed += one.where().delete(one.id());
            one.where().history.gaveUp(one.id(), until(one.id()));
        }
        return freed;
    }

    /** Deletes what is too old, what nobody knows the name of, and what one file has too many of. */
    private synchronized void tidy() throws IOException {
        Map<String, List<String>> byPath = new HashMap<>();
        for (History.Change change : history.read().changes()) {
            if (change.to().startsWith(History.FORMER)) {
                byPath.computeIfAbsent(change.from(), path -> new ArrayList<>())
                        .add(change.to().substring(History.FORMER.length()));
            }
        }
        Set<String> there = new HashSet<>(ids());
        Set<String> known = new HashSet<>();
        for (List<String> ids : byPath.values()) {
            ids.retainAll(there);
            while (ids.size() > MAX_EACH) {
                delete(ids.remove(shortest(ids)));
            }
            known.addAll(ids);
        }
        Instant oldest =
                storage.config().clock().instant().minus(storage.config().binKeep());
        for (String id : there) {
            if (!known.contains(id) || until(id).isBefore(oldest)) {
                delete(id);
            }
        }
    }

    /** Returns which one was a file's content for the shortest time; the first is not asked, because nobody noted when it began. */
    private static int shortest(List<String> ids) {
        int found = 1;
        long least = Long.MAX_VALUE;
        for (int i = 1; i < ids.size(); i++) {
            long life = until(ids.get(i)).toEpochMilli() - until(ids.get(i - 1)).toEpochMilli();
            if (life < least) {
                least = life;
                found = i;
            }
        }
        return found;
    }
}
