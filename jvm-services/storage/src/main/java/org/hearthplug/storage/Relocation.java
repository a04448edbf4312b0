// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import org.hearthplug.storage.FaultPoint.Step;
import org.hearthplug.storage.StorageException.Kind;

/** Moves and copies within a space, and between two. */
final class Relocation {
    private final Storage storage;

    Relocation(Storage storage) {
        this.storage = storage;
    }

    Entry move(Space here, FilePath from, Space there, FilePath to, boolean replace) throws StorageException {
        requireApart(here, from, there, to);
        try {
            if (here.quota() != there.quota()) {
                there.quota().admit(bytesOf(here, from));
            }
            storage.lockBoth(
                    here.lock(from.parent()),
                    there.lock(to.parent()),
                    () -> moveLocked(here, from, there, to, replace));
            return there.stat(to);
        } catch (IOException e) {
            throw Failures.of(from, e);
        }
    }

    /** Returns what moves out of one bound into another. */
    private static long bytesOf(Space space, FilePath path) throws IOException {
        Entry entry = space.stat(path);
        if (entry.type() != Entry.Type.FOLDER) {
            return entry.bytes();
        }
        try (Folder folder = space.openFolder(path)) {
            return Quota.count(folder.path());
        }
    }

    private void moveLocked(Space here, FilePath from, Space there, FilePath to, boolean replace) throws IOException {
        try (Folder source = here.openFolder(from.parent());
                Folder target = there.openParent(to)) {
            Entry entry = source.stat(from.name()).orElseThrow(() -> Failures.notFound(from));
            boolean over = replace && bothFiles(entry, target.stat(to.name()));
            if (!over) {
                boolean sameFolder =
                        here.account().equals(there.account()) && from.parent().equals(to.parent());
                there.hints().requireFree(target, to, sameFolder ? from.name() : null);
            }
            if (over) {
                there.history().former().keep(target, to, target.stat(to.name()).orElseThrow());
            }
            storage.faults().reach(Step.MOVE_RENAME);
            source.rename(from.name(), target, to.name(), over);
            storage.faults().reach(Step.MOVE_SYNC);
            target.sync();
            source.sync();
            note(here, from, there, to);
            if (here.quota() != there.quota()) {
                here.quota().doubt();
                there.quota().doubt();
            }
        }
    }

    private static void note(Space here, FilePath from, Space there, FilePath to) throws IOException {
        boolean within = here.account().equals(there.account());
        here.history().moved(from.toString(), within ? to.toString() : History.ELSEWHERE);
    }

    Entry copy(Space here, FilePath from, Space there, FilePath to, boolean deep, boolean replace)
            throws StorageException {
        requireApart(here, from, there, to);
        Path aside = storage.uploads().resolve(UUID.randomUUID().toString());
        try (Folder source = here.openFolder(from.parent())) {
            Entry entry = source.stat(from.name()).orElseThrow(() -> Failures.notFound(from));
            if (entry.type() == Entry.Type.OTHER) {
                throw new StorageException(Kind.NOT_A_FILE, from + " is a link or a device. Copy a file or a folder.");
            }
            try (Folder target = there.openParent(to)) {
                if (!(replace && bothFiles(entry, target.stat(to.name())))) {
                    there.hints().requireFree(target, to, null);
                }
            }
            storage.faults().reach(Step.COPY_WRITE);
            long[] copied = {0};
            Trees.copy(source, entry, aside, deep, bytes -> there.requireRoom(bytes, copied));
            place(entry, aside, there, to, replace);
            there.quota().doubt();
            return there.stat(to);
        } catch (IOException e) {
            forget(aside);
            throw Failures.of(from, e);
        }
    }

    void place(Entry entry, Path aside, Space there, FilePath to, boolean replace) throws IOException {
        var lock = there.lock(to.parent());
        lock.lock();
        try (Folder halves = Folder.open(storage.uploads());
                Folder target = there.openParent(to)) {
            boolean over = replace && bothFiles(entry, target.stat(to.name()));
            if (!over) {
                there.hints().requireFree(target, to, null);
            }
            if (over) {
                there.history().former().keep(target, to, target.stat(to.name()).orElseThrow());
            }
            storage.faults().reach(Step.COPY_RENAME);
            halves.rename(aside.getFileName().toString(), target, to.name(), over);
            storage.faults().reach(Step.COPY_SYNC);
            target.sync();
        } finally {
            lock.unlock();
        }
    }

    /** What a failed copy left aside; a power cut's leavings go at the next start. */
    static void forget(Path aside) throws StorageException {
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

    private static void requireApart(Space here, FilePath from, Space there, FilePath to) throws StorageException {
        Space.requireMovable(from);
        if (to.isRoot() || there.placed(to).startsWith(here.placed(from))) {
            throw new StorageException(Kind.REFUSED, "A folder cannot be moved into itself. Choose another target.");
        }
    }
}
