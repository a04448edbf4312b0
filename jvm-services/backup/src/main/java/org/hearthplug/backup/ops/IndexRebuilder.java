// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.ops;

import java.util.ArrayList;
import java.util.List;
import org.hearthplug.backup.BackupException;
import org.hearthplug.backup.ObjectId;
import org.hearthplug.backup.Problem;
import org.hearthplug.backup.Progress;
import org.hearthplug.backup.RebuildReport;
import org.hearthplug.backup.crypto.Sealer;
import org.hearthplug.backup.index.BlobIndex;
import org.hearthplug.backup.index.BlobRecord;
import org.hearthplug.backup.pack.PackHeader;
import org.hearthplug.backup.repo.Repo;
import org.hearthplug.backup.repo.RepoLock;
import org.hearthplug.backup.repo.Streams;
import org.hearthplug.backup.spi.FileRef;
import org.hearthplug.backup.spi.FileType;

/** Makes the index anew from the packs' own headers. The old index goes when the new one is kept. */
public final class IndexRebuilder {
    private static final int TAIL = 64 * 1024;

    private final Repo repo;
    private final RepoLock lock;
    private final Progress progress;
    private final Sealer sealer;
    private final List<Problem> unreadable = new ArrayList<>();
    private long packs;
    private long blobs;

    /** For one run, under an exclusive lock, the index loaded as far as it can be read. */
    public IndexRebuilder(Repo repo, RepoLock lock, Progress progress) {
        this.repo = repo;
        this.lock = lock;
        this.progress = progress;
        this.sealer = repo.sealer();
    }

    /** Runs. */
    public RebuildReport run() {
        PackGroups groups = new PackGroups(repo.index());
        IndexSurgery surgery = new IndexSurgery(repo, lock, groups);
        List<ObjectId> old = new ArrayList<>();
        repo.target().list(FileType.INDEX, (file, size) -> old.add(file.id()));
        List<FileRef> files = new ArrayList<>();
        List<Long> sizes = new ArrayList<>();
        repo.target().list(FileType.PACK, (file, size) -> {
            files.add(file);
            sizes.add(size);
        });
        for (int i = 0; i < files.size(); i++) {
            progress.step(Progress.Phase.SCANNING, i, 0);
            List<BlobRecord> found = header(files.get(i), sizes.get(i), groups);
            if (!found.isEmpty()) {
                surgery.add(files.get(i).id(), found);
                packs++;
                blobs += found.size();
            }
        }
        surgery.write();
        repo.target().settle();
        List<ObjectId> now = new ArrayList<>();
        repo.target().list(FileType.INDEX, (file, size) -> now.add(file.id()));
        now.removeAll(old);
        if (now.isEmpty() && !files.isEmpty() && blobs > 0) {
            throw BackupException.damaged("the new index did not arrive; the old one stays");
        }
        for (ObjectId id : old) {
            lock.check();
            repo.target().delete(FileRef.of(FileType.INDEX, id));
        }
        repo.target().settle();
        repo.invalidateIndex();
        return new RebuildReport(packs, blobs, unreadable);
    }

    private List<BlobRecord> header(FileRef file, long size, PackGroups groups) {
        try {
            return read(file, size);
        } catch (BackupException e) {
            if (e.retryable()) {
                throw e;
            }
            unreadable.add(new Problem(file.toString(), e.kind(), e.getMessage()));
            return fromOldIndex(file, groups);
        }
    }

    /** What the old index knows of a pack without a readable header: its blobs may be whole. */
    private List<BlobRecord> fromOldIndex(FileRef file, PackGroups groups) {
        BlobIndex index = repo.index();
        int pack = index.packs().find(file.id());
        List<BlobRecord> known = new ArrayList<>();
        if (pack >= 0) {
            for (int r : groups.records(pack)) {
                known.add(index.record(r));
            }
        }
        return known;
    }

    private List<BlobRecord> read(FileRef file, long size) {
        int tailLength = (int) Math.min(TAIL, size);
        if (tailLength < PackHeader.LENGTH_BYTES) {
            throw BackupException.damaged("the pack is too short to have a header");
        }
        byte[] tail = new byte[tailLength];
        fully(file, size - tailLength, tail);
        int length = PackHeader.sealedLength(tail, tailLength - PackHeader.LENGTH_BYTES, size);
        int whole = length + PackHeader.LENGTH_BYTES;
        int offset = tailLength - whole;
        if (offset < 0) {
            tail = new byte[whole];
            fully(file, size - whole, tail);
            offset = 0;
        }
        return PackHeader.read(tail, offset, length, size - whole, sealer);
    }

    private void fully(FileRef file, long position, byte[] into) {
        if (Streams.read(repo.target(), file, position, into, 0, into.length) < into.length) {
            throw BackupException.damaged("the pack is shorter than listed");
        }
    }
}
