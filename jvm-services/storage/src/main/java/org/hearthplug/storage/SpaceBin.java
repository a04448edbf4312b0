// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.hearthplug.storage.StorageException.Kind;

/** What a space deletes, and brings back; how the bin keeps it is {@link Bin}'s. */
final class SpaceBin {
    private final Space space;
    private final Bin bin;

    SpaceBin(Space space, Bin bin) {
        this.space = space;
        this.bin = bin;
    }

    BinItem take(FilePath path) throws StorageException {
        ReentrantLock lock = space.lock(path.parent());
        lock.lock();
        try (Folder folder = space.root().above(path)) {
            NameHints.Stamp stamp = NameHints.stamp(folder);
            Entry entry = folder.stat(path.name()).orElseThrow(() -> Failures.notFound(path));
            BinItem item = bin.take(folder, path, entry);
            space.hints().settle(folder, stamp, null);
            space.history().moved(path.toString(), item.place());
            space.storage().changes().of(space.account(), path);
            return item;
        } catch (IOException e) {
            throw Failures.of(path, e);
        } finally {
            lock.unlock();
        }
    }

    BinPage page(String before, int limit) throws StorageException {
        try {
            return bin.page(before, limit);
        } catch (IOException e) {
            throw Failures.of(FilePath.ROOT, e);
        }
    }

    boolean holds(String id) throws StorageException {
        try {
            return bin.look(id).isPresent();
        } catch (IOException e) {
            throw Failures.of(FilePath.ROOT, e);
        }
    }

    FilePath restore(String id) throws StorageException {
        try {
            BinItem item = bin.find(id);
            makeMissing(item.path().parent());
            ReentrantLock lock = space.lock(item.path().parent());
            lock.lock();
            try (Folder folder = space.openParent(item.path())) {
                space.hints().requireFree(folder, item.path(), null);
                bin.giveBack(item, folder, item.path().name(), false);
                space.history().moved(item.place(), item.path().toString());
            } finally {
                lock.unlock();
            }
            space.storage().changes().in(space.account(), item.path().parent());
            return item.path();
        } catch (IOException e) {
            throw Failures.of(FilePath.ROOT, e);
        }
    }

    void purge(String id) throws StorageException {
        try {
            purge(List.of(bin.find(id)));
        } catch (IOException e) {
            throw Failures.of(FilePath.ROOT, e);
        }
    }

    /** Deletes for good what has a copy elsewhere, unless the copy lacks something. */
    void purgeCopied(BinItem item) throws StorageException {
        try {
            if (!bin.holdsOthers(item.id())) {
                purge(List.of(item));
            }
        } catch (IOException e) {
            throw Failures.of(item.path(), e);
        }
    }

    /** What has no readable description is left alone, and not counted as left. */
    int clear(String latest, int limit) throws StorageException {
        try {
            List<String> ids = bin.upTo(latest);
            List<BinItem> going = new ArrayList<>();
            int looked = 0;
            while (looked < ids.size() && going.size() < limit) {
                bin.look(ids.get(looked++)).ifPresent(going::add);
            }
            purge(going);
            return ids.size() - looked;
        } catch (IOException e) {
            throw Failures.of(FilePath.ROOT, e);
        }
    }

    private void purge(List<BinItem> items) throws IOException {
        for (BinItem item : items) {
            space.history().forgetAll(item.place());
        }
        bin.purge(items.stream().map(BinItem::id).toList());
        space.quota().doubt();
    }

    private void makeMissing(FilePath folder) throws StorageException {
        if (folder.isRoot()) {
            return;
        }
        makeMissing(folder.parent());
        try {
            space.makeFolder(folder);
        } catch (StorageException e) {
            if (e.kind() != Kind.EXISTS) {
                throw e;
            }
        }
    }
}
