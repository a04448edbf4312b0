// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.ops;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hearthplug.backup.BackupException;
import org.hearthplug.backup.ObjectId;
import org.hearthplug.backup.Progress;
import org.hearthplug.backup.PruneReport;
import org.hearthplug.backup.PruneRequest;
import org.hearthplug.backup.Snapshot;
import org.hearthplug.backup.index.BlobIndex;
import org.hearthplug.backup.index.BlobRecord;
import org.hearthplug.backup.repo.BlobReader;
import org.hearthplug.backup.repo.BlobSaver;
import org.hearthplug.backup.repo.Repo;
import org.hearthplug.backup.repo.RepoLock;
import org.hearthplug.backup.spi.FileRef;
import org.hearthplug.backup.spi.FileType;

/**
 * Removes what no snapshot needs. The order makes it safe to stop at every instant: needed blobs are written anew and
 * indexed; then index files without the old packs are written; then the old index files go; the packs go last. It refuses
 * to start on a repository that is not whole.
 */
public final class Pruner {
    private final Repo repo;
    private final RepoLock lock;
    private final PruneRequest request;
    private final Progress progress;
    private final Map<ObjectId, Long> sizes = new HashMap<>();

    /** For one run, under an exclusive lock, the index loaded. */
    public Pruner(Repo repo, RepoLock lock, PruneRequest request, Progress progress) {
        this.repo = repo;
        this.lock = lock;
        this.request = request;
        this.progress = progress;
    }

    /** Runs. @throws BackupException DAMAGED when the repository is not whole: nothing was removed then */
    public PruneReport run() {
        BlobIndex index = repo.index();
        PackGroups groups = new PackGroups(index);
        repo.target().list(FileType.PACK, (file, size) -> sizes.put(file.id(), size));
        BitSet used = used();
        refuseLostPacks(index, used);
        PrunePlan plan = PrunePlan.make(index, groups, used, sizes, request.maxUnusedPercent());
        BitSet gone = (BitSet) plan.delete().clone();
        gone.or(plan.repack());
        List<ObjectId> packs = new ArrayList<>();
        gone.stream().forEach(p -> packs.add(index.packs().id(p)));
        sizes.keySet().stream().filter(id -> index.packs().find(id) < 0).forEach(packs::add);
        long freed = packs.stream().mapToLong(id -> sizes.getOrDefault(id, 0L)).sum();
        long repacked = 0;
        if (!request.dryRun()) {
            long[] written = repack(plan, groups, used);
            repacked = written[0];
            freed -= written[1];
            if (!gone.isEmpty()) {
                new IndexSurgery(repo, lock, groups).remove(gone, Set.of());
            }
            delete(packs);
        }
        return new PruneReport(
                plan.usedBlobs(),
                plan.unusedBlobs(),
                packs.size() - plan.repack().cardinality(),
                plan.repack().cardinality(),
                repacked,
                freed,
                plan.remainingUnusedBytes());
    }

    private BitSet used() {
        List<String> damage = new ArrayList<>(repo.indexDamage());
        List<Snapshot> snapshots = repo.snapshots(damage);
        Problems problems = new Problems();
        BitSet used;
        try (Reachability walk = new Reachability(repo, problems, progress, new BitSet(), new ArrayList<>())) {
            if (damage.isEmpty()) {
                walk.walk(snapshots);
            }
            used = walk.used();
        }
        if (!damage.isEmpty() || problems.count() > 0) {
            String first = damage.isEmpty() ? problems.kept().getFirst().toString() : damage.getFirst();
            throw BackupException.damaged("nothing was removed, for the repository is not whole: " + first);
        }
        return used;
    }

    private void refuseLostPacks(BlobIndex index, BitSet used) {
        used.stream().forEach(r -> {
            if (!sizes.containsKey(index.packs().id(index.pack(r)))) {
                ObjectId better = index.locations(index.type(r), index.id(r)).stream()
                        .map(l -> index.packs().id(l.pack()))
                        .filter(sizes::containsKey)
                        .findFirst()
                        .orElse(null);
                throw BackupException.damaged("nothing was removed, for a needed pack is missing: "
                        + index.packs().id(index.pack(r)).shortHex()
                        + (better == null ? "" : "; rebuild-index would find another copy"));
            }
        });
    }

    /** @return blobs and bytes written */
    private long[] repack(PrunePlan plan, PackGroups groups, BitSet used) {
        BlobIndex index = repo.index();
        try (BlobReader reader = repo.reader();
                BlobSaver saver = repo.repacker(lock::check)) {
            plan.repack().stream().forEach(pack -> {
                for (int r : groups.records(pack)) {
                    if (used.get(r)) {
                        progress.step(Progress.Phase.REPACKING, saver.newBlobs(), saver.newBytes());
                        BlobRecord blob = index.record(r);
                        reader.copy(blob.type(), blob.id(), saver);
                    }
                }
            });
            saver.flush();
            return new long[] {saver.newBlobs(), saver.storedBytes()};
        }
    }

    private void delete(List<ObjectId> packs) {
        long done = 0;
        for (ObjectId id : packs) {
            lock.check();
            progress.step(Progress.Phase.DELETING, ++done, 0);
            repo.target().delete(FileRef.of(FileType.PACK, id));
        }
        repo.target().settle();
    }
}
