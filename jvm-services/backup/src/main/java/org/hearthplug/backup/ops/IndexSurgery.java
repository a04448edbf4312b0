// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.ops;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hearthplug.backup.ObjectId;
import org.hearthplug.backup.index.BlobIndex;
import org.hearthplug.backup.index.BlobRecord;
import org.hearthplug.backup.index.IndexFile;
import org.hearthplug.backup.repo.Repo;
import org.hearthplug.backup.repo.RepoLock;
import org.hearthplug.backup.spi.FileRef;
import org.hearthplug.backup.spi.FileType;

/**
 * Takes packs out of the index, in the only safe order: new index files are kept before old ones go. Index files that
 * name none of these packs stay as they are.
 */
final class IndexSurgery {
    private static final int INDEX_BLOBS = 8192;

    private final Repo repo;
    private final RepoLock lock;
    private final PackGroups groups;
    private final List<IndexFile.PackEntry> pending = new ArrayList<>();
    private int pendingBlobs;

    IndexSurgery(Repo repo, RepoLock lock, PackGroups groups) {
        this.repo = repo;
        this.lock = lock;
        this.groups = groups;
    }

    /** Rewrites every index file that names a removed pack. @param removed pack numbers */
    void remove(BitSet removed, Set<ObjectId> alsoDelete) {
        List<ObjectId> old = new ArrayList<>(alsoDelete);
        BitSet written = new BitSet();
        for (Map.Entry<ObjectId, BitSet> file : repo.indexFiles().entrySet()) {
            if (file.getValue().intersects(removed)) {
                old.add(file.getKey());
                BitSet kept = (BitSet) file.getValue().clone();
                kept.andNot(removed);
                kept.andNot(written);
                kept.stream().forEach(this::keep);
                written.or(kept);
            }
        }
        write();
        repo.target().settle();
        for (ObjectId id : old) {
            lock.check();
            repo.target().delete(FileRef.of(FileType.INDEX, id));
        }
        repo.target().settle();
        repo.invalidateIndex();
    }

    private void keep(int pack) {
        BlobIndex index = repo.index();
        List<BlobRecord> blobs = new ArrayList<>();
        for (int r : groups.records(pack)) {
            blobs.add(index.record(r));
        }
        add(index.packs().id(pack), blobs);
    }

    /** Adds a pack to the index files being written. */
    void add(ObjectId pack, List<BlobRecord> blobs) {
        pending.add(new IndexFile.PackEntry(pack, blobs));
        pendingBlobs += blobs.size();
        if (pendingBlobs >= INDEX_BLOBS) {
            write();
        }
    }

    /** Writes what was added. */
    void write() {
        if (!pending.isEmpty()) {
            lock.check();
            repo.files().write(FileType.INDEX, IndexFile.write(pending));
            pending.clear();
            pendingBlobs = 0;
        }
    }
}
