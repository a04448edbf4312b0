// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.hearthplug.storage.FaultPoint.Step;
import org.hearthplug.storage.StorageException.Kind;

/** An account's deleted things; the layout is described in package-info. */
final class Bin {
    private static final Pattern ID = Pattern.compile("[0-9a-z]{1,12}-[0-9a-z]{1,13}");
    private static final String GONE = ".gone";
    private static final int MAX_INFO_BYTES = 64 * 1024;
    private static final int REMEMBERED = 500;

    /** Before this moment no deletion can have happened: the clock was not set yet. */
    private static final Instant FIRST_RELEASE = Instant.parse("2026-11-01T00:00:00Z");

    /** Ids begin with the time, so their order is the order of deletion; no description has to be read. */
    static final Comparator<String> BY_TIME =
            Comparator.comparingLong(Bin::millis).thenComparing(Comparator.naturalOrder());

    /** An item takes three inodes and blocks of its own: on a small disk a bin has room for fewer. */
    private static final long DISK_BYTES_PER_ITEM = 4L << 20;

    private static final int ALWAYS = 1000;

    private final Storage storage;
    private final Path root;
    private final int most;
    private final SecureRandom random = new SecureRandom();

    /** How many items there are, and the oldest of them: who deletes a thousand files has the bin's folder read a few times, not a thousand. */
    private int held;

    private final Deque<String> oldest = new ArrayDeque<>();

    Bin(Storage storage, Path root) throws IOException {
        this.storage = storage;
        this.root = root;
        long allowed = Math.max(ALWAYS, Files.getFileStore(root).getTotalSpace() / DISK_BYTES_PER_ITEM);
        this.most = (int) Math.min(storage.config().binMaxItems(), allowed);
        sweepHalfDone();
        held = ids().size();
    }

    /** Takes an entry in; the caller holds the lock of its folder. */
    BinItem take(Folder from, FilePath path, Entry entry) throws IOException {
        Instant now = storage.config().clock().instant();
        String id =
                Long.toString(Math.max(0, now.toEpochMilli()), 36) + "-" + Long.toString(random.nextLong() >>> 1, 36);
        Path place = root.resolve(id);
        storage.faults().reach(Step.BIN_PREPARE);
        Files.createDirectory(place);
        Files.createDirectory(place.resolve("item"));
        storage.faults().reach(Step.BIN_DESCRIBE);
        writeInfo(place, now, path);
        try (Folder item = Folder.open(place.resolve("item"))) {
            syncFolder(place);
            syncFolder(root);
            storage.faults().reach(Step.BIN_RENAME);
            from.rename(path.name(), item, path.name(), false);
            storage.faults().reach(Step.BIN_SYNC);
            item.sync();
            from.sync();
        }
        synchronized (this) {
            held++;
        }
        keepBounded();
        return item(id, path, now, entry);
    }

    /** Lists what was deleted before an item, or the latest when {@code before} is empty; what has expired is deleted on the way. */
    BinPage page(String before, int limit) throws IOException {
        if (!before.isEmpty()) {
            requireId(before);
        }
        Instant now = storage.config().clock().instant();
        List<String> there = new ArrayList<>();
        List<String> asked = new ArrayList<>();
        List<String> expired = new ArrayList<>();
        for (String id : ids()) {
            if (expired(id, now)) {
                expired.add(id);
            } else {
                there.add(id);
                if (before.isEmpty() || BY_TIME.compare(id, before) < 0) {
                    asked.add(id);
                }
            }
        }
        purge(expired);
        asked.sort(BY_TIME.reversed());
        boolean more = asked.size() > limit;
        List<String> shown = more ? asked.subList(0, limit) : asked;
        List<BinItem> items = new ArrayList<>();
        for (String id : shown) {
            read(id).ifPresent(items::add);
        }
        return new BinPage(items, there.size(), more ? Optional.of(shown.getLast()) : Optional.empty());
    }

    /** Returns the ids of what was deleted up to an item, in the disk's order. */
    List<String> upTo(String latest) throws IOException {
        requireId(latest);
        List<String> ids = ids();
        ids.removeIf(id -> BY_TIME.compare(id, latest) > 0);
        return ids;
    }

    BinItem find(String id) throws IOException {
        return look(id).orElseThrow(() -> new StorageException(
                Kind.NOT_FOUND, "The bin does not hold this any more. It was restored, or deleted for good."));
    }

    private static void requireId(String id) throws StorageException {
        if (!ID.matcher(id).matches()) {
            throw new StorageException(
                    Kind.NAME_INVALID, "“" + id + "” is no id of the bin. Use one that the bin's list names.");
        }
    }

    /** As {@link #find}; empty for what is not there. */
    Optional<BinItem> look(String id) throws IOException {
        return ID.matcher(id).matches() ? read(id) : Optional.empty();
    }

    /** Gives an item back into a folder, with {@code replace} over a file that is there; the caller holds the folder's lock. */
    void giveBack(BinItem item, Folder to, String name, boolean replace) throws IOException {
        Path place = root.resolve(item.id());
        try (Folder from = Folder.open(place.resolve("item"))) {
            storage.faults().reach(Step.RESTORE_RENAME);
            from.rename(item.path().name(), to, name, replace);
            storage.faults().reach(Step.RESTORE_SYNC);
            to.sync();
            from.sync();
        }
        purge(List.of(item.id()));
    }

    /** Whether a copy of an item would lack something. */
    boolean holdsOthers(String id) throws IOException {
        return Trees.holdsOthers(root.resolve(id).resolve("item"));
    }

    /** Deletes items for good: hidden in one step each, then piece by piece; what a power cut leaves goes at the next start. */
    void purge(Collection<String> ids) throws IOException {
        storage.faults().reach(Step.PURGE_HIDE);
        List<Path> hidden = new ArrayList<>();
        for (String id : ids) {
            hide(id).ifPresent(hidden::add);
        }
        deleteHidden(hidden);
    }

    private void deleteHidden(List<Path> hidden) throws IOException {
        if (hidden.isEmpty()) {
            return;
        }
        syncFolder(root);
        storage.faults().reach(Step.PURGE_DELETE);
        for (Path each : hidden) {
            Trees.delete(each);
        }
    }

    /** Takes an item out of the bin; empty when somebody else was faster. */
    private synchronized Optional<Path> hide(String id) throws IOException {
        Path hidden = root.resolve(id + GONE);
        try {
            Files.move(root.resolve(id), hidden, StandardCopyOption.ATOMIC_MOVE);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        held--;
        return Optional.of(hidden);
    }

    private void keepBounded() throws IOException {
        List<Path> surplus = new ArrayList<>();
        Optional<Path> hidden = hideSurplus();
        while (hidden.isPresent()) {
            surplus.add(hidden.get());
            hidden = hideSurplus();
        }
        deleteHidden(surplus);
    }

    private synchronized Optional<Path> hideSurplus() throws IOException {
        while (held > most) {
            if (oldest.isEmpty()) {
                List<String> ids = ids();
                held = Math.min(held, ids.size()); // another computer may have emptied the bin of a disk
                oldest.addAll(oldestOf(ids));
                continue;
            }
            storage.faults().reach(Step.PURGE_HIDE);
            Optional<Path> hidden = hide(oldest.remove());
            if (hidden.isPresent()) {
                return hidden;
            }
        }
        return Optional.empty();
    }

    private static List<String> oldestOf(List<String> ids) {
        ids.sort(BY_TIME);
        return ids.subList(0, Math.min(ids.size(), REMEMBERED));
    }

    private List<String> ids() throws IOException {
        List<String> ids = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(root)) {
            for (Path place : found) {
                String id = place.getFileName().toString();
                if (ID.matcher(id).matches()) {
                    ids.add(id);
                }
            }
        }
        return ids;
    }

    /** Reads an item's description; empty when it is half made, half purged or damaged. */
    private Optional<BinItem> read(String id) throws IOException {
        Path place = root.resolve(id);
        Path info = place.resolve("info");
        try {
            if (Files.size(info) > MAX_INFO_BYTES) {
                return Optional.empty();
            }
            List<String> lines = Files.readAllLines(info);
            if (lines.size() < 3
                    || !lines.get(0).equals("hearth-bin 1")
                    || !lines.get(1).startsWith("deleted=")
                    || !lines.get(2).startsWith("path=/")) {
                return Optional.empty();
            }
            Instant deleted = Instant.parse(lines.get(1).substring("deleted=".length()));
            FilePath path = FilePath.of(
                    List.of(lines.get(2).substring("path=/".length()).split("/", -1)));
            try (Folder item = Folder.open(place.resolve("item"))) {
                return item.stat(path.name()).map(entry -> item(id, path, dated(deleted), entry));
            }
        } catch (NoSuchFileException | LinuxFolders.Errno | DateTimeException | StorageException e) {
            return Optional.empty();
        }
    }

    /** What was deleted while the clock stood before the first release counts as deleted now, so that it does not expire at once. */
    private Instant dated(Instant deleted) {
        return deleted.isBefore(FIRST_RELEASE) ? storage.config().clock().instant() : deleted;
    }

    private boolean expired(String id, Instant now) {
        Instant deleted = Instant.ofEpochMilli(millis(id));
        return !deleted.isBefore(FIRST_RELEASE)
                && deleted.plus(storage.config().binKeep()).isBefore(now);
    }

    private static long millis(String id) {
        return Long.parseLong(id.substring(0, id.indexOf('-')), 36);
    }

    private BinItem item(String id, FilePath path, Instant deleted, Entry entry) {
        return new BinItem(id, path, deleted, deleted.plus(storage.config().binKeep()), entry.type(), entry.bytes());
    }

    private static void writeInfo(Path place, Instant deleted, FilePath path) throws IOException {
        String info = "hearth-bin 1\ndeleted=" + deleted + "\npath=" + path + "\n";
        try (FileChannel out =
                FileChannel.open(place.resolve("info"), StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
            ByteBuffer bytes = ByteBuffer.wrap(info.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            out.force(true);
        }
    }

    private static void syncFolder(Path path) throws IOException {
        try (Folder folder = Folder.open(path)) {
            folder.sync();
        }
    }

    /** Deletes what a power cut left: half-made items (which hold nothing) and half-purged ones. */
    private void sweepHalfDone() throws IOException {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(root)) {
            for (Path place : found) {
                boolean purging = place.getFileName().toString().endsWith(GONE);
                if (purging || holdsNothing(place)) {
                    Trees.delete(place);
                }
            }
        }
    }

    private static boolean holdsNothing(Path place) throws IOException {
        Path item = place.resolve("item");
        if (!Files.isDirectory(item)) {
            return true;
        }
        try (DirectoryStream<Path> found = Files.newDirectoryStream(item)) {
            return !found.iterator().hasNext();
        }
    }
}
