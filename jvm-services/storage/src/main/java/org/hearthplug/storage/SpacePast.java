// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.hearthplug.storage.FaultPoint.Step;
import org.hearthplug.storage.StorageException.Kind;

/** The past of one account's files. */
final class SpacePast implements Past {
    private static final Logger LOG = Logger.getLogger(SpacePast.class.getName());
    private static final int MAX_JOURNAL_BYTES = 2 << 20;

    private final Storage storage;
    private final Space space;
    private final Bin bin;
    private final Places places;
    private final History history;
    private final FormerFiles former;

    SpacePast(Storage storage, Space space, Bin bin, Places places, Path folder) throws IOException {
        Path contents = folder.resolve("files");
        Storage.makeFolders(contents);
        this.storage = storage;
        this.space = space;
        this.bin = bin;
        this.places = places;
        this.history = new History(folder, MAX_JOURNAL_BYTES);
        this.former = new FormerFiles(storage, contents, history);
    }

    FormerFiles former() {
        return former;
    }

    /** Notes that what was at one place is at another now. That has happened already, so nobody is told when it cannot be noted. */
    void moved(String from, String to) {
        try {
            history.add(false, new History.Change(storage.config().clock().instant(), from, to));
        } catch (IOException e) {
            LOG.log(Level.WARNING, "A change is not noted: how folders were before it cannot be shown.", e);
        }
    }

    /** Deletes the former contents of something that leaves the bin for good. */
    void forgetAll(String place) throws IOException {
        if (former.ids().isEmpty()) {
            return;
        }
        for (History.Change change : Trail.of(history.read().changes(), place, true)) {
            former.delete(id(change));
        }
    }

    private static String id(History.Change change) {
        return change.to().split("/", -1)[1];
    }

    static String place(FilePath path) {
        return path.isRoot() ? "" : path.toString();
    }

    /** A former content, and where it is. */
    private record Kept(Version version, String place) {}

    @Override
    public List<Version> versions(FilePath path) throws StorageException {
        return kept(path).stream().map(Kept::version).toList();
    }

    private List<Kept> kept(FilePath path) throws StorageException {
        try {
            Optional<String> present = places.stat(place(path)).map(Entry::etag);
            List<Kept> found = new ArrayList<>();
            Instant since = Instant.MIN;
            for (History.Change change :
                    Trail.of(history.read().changes(), place(path), false).reversed()) {
                Optional<Entry> entry = places.stat(change.to()).filter(one -> one.type() == Entry.Type.FILE);
                if (entry.isEmpty() || present.equals(entry.map(Entry::etag))) {
                    continue; // No longer kept; or the power went before another content took its place.
                }
                found.add(new Kept(version(change, entry.get(), since), change.to()));
                since = change.at();
            }
            return found.reversed();
        } catch (IOException e) {
            throw Failures.of(path, e);
        }
    }

    private Version version(History.Change change, Entry entry, Instant since) throws IOException {
        Instant born = places.born(change.to());
        Instant from = born.isAfter(since) ? born : since;
        Instant until = change.at();
        return new Version(id(change), entry.bytes(), entry.modified(), from.isBefore(until) ? from : until, until);
    }

    private Kept known(FilePath path, String version) throws StorageException {
        return kept(path).stream()
                .filter(one -> one.version().id().equals(version))
                .findFirst()
                .orElseThrow(() -> new StorageException(
                        Kind.NOT_FOUND, "This version is no longer kept. Look at the list of versions again."));
    }

    @Override
    public OpenFile open(FilePath path, String version) throws StorageException {
        return openPlace(path, known(path, version).place());
    }

    private OpenFile openPlace(FilePath path, String place) throws StorageException {
        try (Folder folder = places.folderOf(place)) {
            String name = places.name(place);
            Entry entry = folder.stat(name).orElseThrow(() -> Failures.notFound(path));
            if (entry.type() != Entry.Type.FILE) {
                throw new StorageException(Kind.NOT_A_FILE, path + " was not a file then. Open a file instead.");
            }
            FileChannel channel =
                    FileChannel.open(folder.resolve(name), Set.of(StandardOpenOption.READ, LinkOption.NOFOLLOW_LINKS));
            return new OpenFile(Places.named(entry, path.name()), channel);
        } catch (IOException e) {
            throw Failures.of(path, e);
        }
    }

    @Override
    public Entry restore(FilePath path, String version) throws StorageException {
        Kept kept = known(path, version);
        ReentrantLock lock = space.lock(path.parent());
        lock.lock();
        try (Folder folder = space.openParent(path)) {
            Optional<Entry> present = folder.stat(path.name());
            if (present.isPresent() && present.get().type() != Entry.Type.FILE) {
                throw Failures.exists(path);
            }
            if (present.isPresent()) {
                former.keep(folder, path, present.get());
            } else {
                space.hints().requireFree(folder, path, null);
            }
            if (kept.place().startsWith(History.BIN)) {
                bin.giveBack(bin.find(version), folder, path.name(), present.isPresent());
                moved(kept.place(), path.toString());
            } else {
                giveBack(version, folder, path, present.isPresent());
            }
            space.quota().doubt();
            storage.changes().in(space.account(), path.parent());
            return folder.stat(path.name()).orElseThrow(() -> Failures.notFound(path));
        } catch (IOException e) {
            throw Failures.of(path, e);
        } finally {
            lock.unlock();
        }
    }

    private void giveBack(String id, Folder folder, FilePath path, boolean replace) throws IOException {
        try (Folder contents = Folder.open(former.folder())) {
            storage.faults().reach(Step.VERSION_RENAME);
            contents.rename(id, folder, path.name(), replace);
            moved(History.FORMER + id, path.toString());
            storage.faults().reach(Step.VERSION_SYNC);
            folder.sync();
            contents.sync();
            former.doubt();
        }
    }

    @Override
    public void forget(FilePath path, String version) throws StorageException {
        try {
            if (known(path, version).place().startsWith(History.BIN)) {
                bin.purge(List.of(version));
            } else {
                former.delete(version);
                former.sync();
            }
            space.quota().doubt();
        } catch (IOException e) {
            throw Failures.of(path, e);
        }
    }

    @Override
    public Instant earliest() throws StorageException {
        try {
            return earliest(history.read());
        } catch (IOException e) {
            throw Failures.of(FilePath.ROOT, e);
        }
    }

    private Instant earliest(History.Log log) {
        Instant kept = storage.config().clock().instant().minus(storage.config().binKeep());
        return kept.isAfter(log.begin()) ? kept : log.begin();
    }

    /** All of the space as it was. */
    private Rewind rewind(Instant at) throws IOException {
        History.Log log = history.read();
        if (at.isBefore(earliest(log))) {
            throw new StorageException(
                    Kind.NOT_FOUND,
                    "The plug no longer knows how it was then. Choose a later day, or look into the backup.");
        }
        return new Rewind(log.changes(), at, former::has);
    }

    private static StorageException notThen(FilePath path) {
        return new StorageException(Kind.NOT_FOUND, "There was nothing at " + path + " then. Choose another moment.");
    }

    /** Returns what was at a place, under its name of then; empty when it came later. */
    private Optional<Entry> then(Rewind rewind, String place, Optional<String> now, Instant at) throws IOException {
        Optional<Entry> entry = now.isPresent() ? places.stat(now.get()) : Optional.empty();
        boolean later = entry.isPresent()
                && !rewind.isApproximate(place)
                && places.born(now.get()).isAfter(at);
        return later
                ? Optional.empty()
                : entry.map(one -> Places.named(one, place.substring(place.lastIndexOf('/') + 1)));
    }

    @Override
    public Page list(FilePath path, Instant at, String after, int limit) throws StorageException {
        try {
            Rewind rewind = rewind(at);
            requireFolder(rewind, path, at);
            Map<String, Optional<String>> moved = rewind.children(place(path));
            TreeSet<String> names = new TreeSet<>();
            eachName(rewind, place(path), moved, name -> {
                if (name.compareTo(after) > 0) {
                    names.add(name);
                    if (names.size() > limit + 1) {
                        names.pollLast();
                    }
                }
            });
            boolean more = names.size() > limit;
            if (more) {
                names.pollLast();
            }
            List<Entry> entries = new ArrayList<>();
            for (String name : names) {
                String place = place(path) + "/" + name;
                then(rewind, place, rewind.now(place), at).ifPresent(entries::add);
            }
            return new Page(entries, more ? Optional.of(names.last()) : Optional.empty());
        } catch (IOException e) {
            throw Failures.of(path, e);
        }
    }

    private void requireFolder(Rewind rewind, FilePath path, Instant at) throws IOException {
        if (!path.isRoot()) {
            Entry entry = then(rewind, place(path), rewind.now(place(path)), at).orElseThrow(() -> notThen(path));
            if (entry.type() != Entry.Type.FOLDER) {
                throw new StorageException(Kind.NOT_A_FOLDER, path + " was not a folder then. Choose another moment.");
            }
        }
    }

    /** Shows the names that a folder may have had: those of where it is now, and those of what has left it. */
    private void eachName(Rewind rewind, String place, Map<String, Optional<String>> moved, Consumer<String> seen)
            throws IOException {
        Optional<String> now = rewind.now(place);
        if (now.isPresent()) {
            try (Folder folder = places.folder(now.get())) {
                Neighbours.each(folder, name -> {
                    if (!moved.containsKey(name)) {
                        seen.accept(name);
                    }
                });
            }
        }
        moved.forEach((name, where) -> {
            if (where.isPresent() && Names.problem(name) == null) {
                seen.accept(name);
            }
        });
    }

    @Override
    public OpenFile open(FilePath path, Instant at) throws StorageException {
        try {
            Rewind rewind = rewind(at);
            Optional<String> now = rewind.now(place(path));
            if (path.isRoot() || then(rewind, place(path), now, at).isEmpty()) {
                throw notThen(path);
            }
            return openPlace(path, now.get());
        } catch (IOException e) {
            throw Failures.of(path, e);
        }
    }

    @Override
    public Entry bringBack(FilePath path, Instant at, FilePath to) throws StorageException {
        Space.requireMovable(path);
        Space.requireMovable(to);
        Path aside = storage.uploads().resolve(UUID.randomUUID().toString());
        try {
            Rewind rewind = rewind(at);
            Entry entry = then(rewind, place(path), rewind.now(place(path)), at).orElseThrow(() -> notThen(path));
            if (entry.type() == Entry.Type.OTHER) {
                throw new StorageException(Kind.NOT_A_FILE, path + " was a link or a device. Choose something else.");
            }
            space.openParent(to).close();
            long[] copied = {0};
            copy(rewind, place(path), entry, aside, at, copied);
            space.settle(entry, aside, to, entry.type() == Entry.Type.FILE);
            return space.stat(to);
        } catch (IOException e) {
            Relocation.forget(aside);
            throw Failures.of(path, e);
        }
    }

    private void copy(Rewind rewind, String place, Entry entry, Path to, Instant at, long[] copied) throws IOException {
        String now = rewind.now(place).orElseThrow();
        if (entry.type() == Entry.Type.FILE) {
            try (Folder folder = places.folderOf(now)) {
                Trees.copy(
                        folder,
                        Places.named(entry, places.name(now)),
                        to,
                        true,
                        bytes -> space.requireRoom(bytes, copied));
            }
            Files.setLastModifiedTime(to, FileTime.from(entry.modified()));
            return;
        }
        Files.createDirectory(to, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-x---")));
        List<String> names = new ArrayList<>();
        eachName(rewind, place, rewind.children(place), names::add);
        for (String name : names) {
            String inner = place + "/" + name;
            Optional<Entry> was = then(rewind, inner, rewind.now(inner), at);
            if (was.isPresent() && was.get().type() != Entry.Type.OTHER) {
                copy(rewind, inner, was.get(), to.resolve(name), at, copied);
            }
        }
        try (Folder made = Folder.open(to)) {
            made.sync();
        }
    }
}
