// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.ops;

import java.util.BitSet;
import java.util.Set;
import org.hearthplug.backup.BackupException;
import org.hearthplug.backup.ObjectId;
import org.hearthplug.backup.Progress;
import org.hearthplug.backup.index.BlobIndex;
import org.hearthplug.backup.index.BlobRecord;
import org.hearthplug.backup.repo.BlobReader;
import org.hearthplug.backup.repo.BlobSaver;
import org.hearthplug.backup.repo.Repo;
import org.hearthplug.backup.repo.RepoLock;
import org.hearthplug.backup.spi.FileRef;
import org.hearthplug.backup.spi.FileType;

/**
 * For packs that no copy can replace: writes the blobs that still open into new packs and takes the damaged packs out of
 * the index, so that the next backup stores again what it still finds on the disk.
 */
public final class Salvager {
    private final Repo repo;
    private final RepoLock lock;
    private final Progress progress;

    /** For one run, under an exclusive lock, the index loaded. */
    public Salvager(Repo repo, RepoLock lock, Progress progress) {
        this.repo = repo;
        this.lock = lock;
        this.progress = progress;
    }

    /** Salvages. @return how many blobs were saved, and how many are lost */
    public long[] run(Set<ObjectId> damaged) {
        BlobIndex index = repo.index();
        PackGroups groups = new PackGroups(index);
        BitSet gone = new BitSet();
        long lost = 0;
        long saved;
        try (BlobReader reader = repo.reader();
                BlobSaver saver = repo.repacker(lock::check)) {
            for (ObjectId id : damaged) {
                int pack = index.packs().find(id);
                if (pack < 0) {
                    continue;
                }
                gone.set(pack);
                for (int r : groups.records(pack)) {
                    progress.step(Progress.Phase.REPACKING, saver.newBlobs(), saver.newBytes());
                    BlobRecord blob = index.record(r);
                    try {
                        reader.copy(blob.type(), blob.id(), saver);
                    } catch (BackupException e) {
                        if (e.retryable()) {
                            throw e;
                        }
                        lost++;
                    }
                }
            }
            saver.flush();
            saved = saver.newBlobs();
        }
        new IndexSurgery(repo, lock, groups).remove(gone, Set.of());
        for (ObjectId id : damaged) {
            lock.check();
            repo.target().delete(FileRef.of(FileType.PACK, id));
        }
        repo.target().settle();
        return new long[] {saved, lost};
    }
}
