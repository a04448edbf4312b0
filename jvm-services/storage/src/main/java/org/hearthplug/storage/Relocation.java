// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.hearthplug.storage.FaultPoint.Step;
import org.hearthplug.storage.StorageException.Kind;

/** Moves and copies within a space. */
final class Relocation {
    private final Storage storage;
    private final Space space;
    private final Path root;

    Relocation(Storage storage, Space space, Path root) {
        this.storage = storage;
        this.space = space;
        this.root = root;
    }

    Entry move(FilePath from, FilePath to, boolean replace) throws StorageException {
        requireApart(from, to);
        try {
            storage.lockBoth(root, from.parent(), to.parent(), () -> moveLocked(from, to, replace));
            return space.stat(to);
        } catch (IOException e) {
            throw Failures.of(from, e);
        }
    }

    private void moveLocked(FilePath from, FilePath to, boolean replace) throws IOException {
        try (Folder source = Folder.open(root, from.parent());
                Folder target = space.openParent(to)) {
            Entry entry = source.stat(from.name()).orElseThrow(() -> Failures.notFound(from));
            boolean over = replace && bothFiles(entry, target.stat(to.name()));
            if (!over) {
                space.hints().requireFree(target, to, from.parent().equals(to.parent()) ? from.name() : null);
            }
            storage.faults().reach(Step.MOVE_RENAME);
            source.rename(from.name(), target, to.name(), over);
            storage.faults().reach(Step.MOVE_SYNC);
            target.sync();
            source.sync();
        }
    }

    Entry copy(FilePath from, FilePath to, boolean deep, boolean replace) throws StorageException {
        requireApart(from, to);
        Path aside = storage.uploads().resolve(UUID.randomUUID().toString());
        try (Folder source = Folder.open(root, from.parent())) {
            Entry entry = source.stat(from.name()).orElseThrow(() -> Failures.notFound(from));
            if (entry.type() == Entry.Type.OTHER) {
                throw new StorageException(Kind.NOT_A_FILE, from + " is a link or a device. Copy a file or a folder.");
            }
            try (Folder target = space.openParent(to)) {
                if (!(replace && bothFiles(entry, target.stat(to.name())))) {
                    space.hints().requireFree(target, to, null);
                }
            }
            storage.faults().reach(Step.COPY_WRITE);
            Trees.copy(source, entry, aside, deep, this::requireRoom);
            place(entry, aside, to, replace);
            return space.stat(to);
        } catch (IOException e) {
            forget(aside);
            throw Failures.of(from, e);
        }
    }

    private void place(Entry entry, Path aside, FilePath to, boolean replace) throws IOException {
        var lock = storage.lock(root, to.parent());
        lock.lock();
        try (Folder halves = Folder.open(storage.uploads());
                Folder target = space.openParent(to)) {
            boolean over = replace && bothFiles(entry, target.stat(to.name()));
            if (!over) {
                space.hints().requireFree(target, to, null);
            }
            storage.faults().reach(Step.COPY_RENAME);
            halves.rename(aside.getFileName().toString(), target, to.name(), over);
            storage.faults().reach(Step.COPY_SYNC);
            target.sync();
        } finally {
            lock.unlock();
        }
    }

    private void requireRoom(long bytes) throws IOException {
        if (storage.spareBytes() < bytes) {
            throw Failures.full();
        }
    }

    /** What a failed copy left aside; a power cut's leavings go at the next start. */
    private static void forget(Path aside) throws StorageException {
        try {
            if (Files.exists(aside)) {
                Trees.delete(aside);
            }
        } catch (IOException e) {
            throw Failures.of(FilePath.ROOT, e);
        }
    }

    private static boolean bothFiles(Entry entry, Optional<Entry> target) {
        return entry.type() == Entry.Type.FILE
                && target.isPresent()
                && target.get().type() == Entry.Type.FILE;
    }

    private static void requireApart(FilePath from, FilePath to) throws StorageException {
        Space.requireMovable(from);
        if (to.isRoot() || to.startsWith(from)) {
            throw new StorageException(Kind.REFUSED, "A folder cannot be moved into itself. Choose another target.");
        }
    }
}
