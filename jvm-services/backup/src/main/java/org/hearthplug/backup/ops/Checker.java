// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.ops;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hearthplug.backup.BackupException;
import org.hearthplug.backup.CheckReport;
import org.hearthplug.backup.CheckRequest;
import org.hearthplug.backup.ObjectId;
import org.hearthplug.backup.Progress;
import org.hearthplug.backup.Snapshot;
import org.hearthplug.backup.crypto.KeyFile;
import org.hearthplug.backup.index.BlobIndex;
import org.hearthplug.backup.repo.Keys;
import org.hearthplug.backup.repo.Repo;
import org.hearthplug.backup.repo.Streams;
import org.hearthplug.backup.spi.FileRef;
import org.hearthplug.backup.spi.FileType;

/** Checks a repository from its keys to the last byte. */
public final class Checker {
    private static final int MAX_KEY = 64 * 1024;

    private final Repo repo;
    private final CheckRequest request;
    private final Progress progress;
    private final Problems problems = new Problems();
    private final List<ObjectId> damagedPacks = new ArrayList<>();
    private final List<String> lostFiles = new ArrayList<>();
    private final List<String> hints = new ArrayList<>();
    private final BitSet lost = new BitSet();
    private final Map<ObjectId, Long> packSizes = new HashMap<>();
    private PackGroups groups;
    private long packs;
    private long bytesRead;

    /** For one run; the index must be loaded. */
    public Checker(Repo repo, CheckRequest request, Progress progress) {
        this.repo = repo;
        this.request = request;
        this.progress = progress;
    }

    /** Runs. @throws BackupException only when a target does not answer or the caller stops */
    public CheckReport run() {
        keys();
        repo.indexDamage().forEach(d -> problems.add("index", BackupException.Kind.DAMAGED, d));
        List<String> damage = new ArrayList<>();
        List<Snapshot> snapshots = repo.snapshots(damage);
        damage.forEach(d -> problems.add("snapshots", BackupException.Kind.DAMAGED, d));
        locks();
        groups = new PackGroups(repo.index());
        repo.target().list(FileType.PACK, (file, size) -> packSizes.put(file.id(), size));
        packs();
        long unused;
        try (Reachability walk = new Reachability(repo, problems, progress, lost, lostFiles)) {
            walk.walk(snapshots);
            unused = unused(walk.used());
        }
        return new CheckReport(
                packs,
                repo.index().count(),
                bytesRead,
                snapshots.size(),
                unused,
                problems.kept(),
                problems.count(),
                damagedPacks,
                lostFiles,
                hints);
    }

    private void keys() {
        for (FileRef file : Keys.list(repo.target())) {
            try {
                KeyFile.parse(Streams.readVerified(repo.target(), file, MAX_KEY));
            } catch (BackupException e) {
                rethrowIfRetryable(e);
                problems.add(file.toString(), e);
            }
        }
    }

    private void locks() {
        repo.target().list(FileType.LOCK, (file, size) -> {
            try {
                repo.files().read(file);
            } catch (BackupException e) {
                rethrowIfRetryable(e);
                hints.add(file + " is unreadable and holds nothing: " + e.getMessage());
            }
        });
    }

    private static void rethrowIfRetryable(BackupException e) {
        if (e.retryable()) {
            throw e;
        }
    }

    private void packs() {
        BlobIndex index = repo.index();
        BitSet broken = new BitSet();
        try (PackVerifier verifier = new PackVerifier(repo)) {
            for (int pack = 0; pack < index.packs().count(); pack++) {
                progress.step(Progress.Phase.CHECKING, ++packs, verifier.bytesRead());
                pack(pack, verifier, broken);
            }
            bytesRead = verifier.bytesRead();
        }
        packSizes.keySet().removeIf(id -> index.packs().find(id) >= 0);
        packSizes.forEach((id, size) -> hints.add("data/" + id.shortHex() + " is in no index: the rest of an"
                + " interrupted backup; prune removes it, rebuild-index takes it in"));
        for (int r = broken.nextSetBit(0); r >= 0; r = broken.nextSetBit(r + 1)) {
            boolean elsewhere = index.locations(index.type(r), index.id(r)).stream()
                    .anyMatch(l -> !damagedPacks.contains(index.packs().id(l.pack())));
            if (!elsewhere) {
                lost.set(index.find(index.type(r), index.id(r)));
            }
        }
    }

    private void pack(int pack, PackVerifier verifier, BitSet broken) {
        BlobIndex index = repo.index();
        ObjectId id = index.packs().id(pack);
        Long size = packSizes.get(id);
        String wrong = null;
        if (size == null) {
            wrong = "the pack is missing";
        } else if (size != groups.fileBytes(pack)) {
            wrong = "the pack has " + size + " bytes instead of " + groups.fileBytes(pack);
        }
        int[] records = groups.records(pack);
        if (request.readData() && size != null) {
            String found = verifier.verify(repo.target(), pack, records, broken);
            wrong = found != null ? found : wrong;
        } else if (size == null) {
            for (int r : records) {
                broken.set(r);
            }
        }
        if (wrong != null) {
            damagedPacks.add(id);
            problems.add(FileRef.of(FileType.PACK, id).toString(), BackupException.Kind.DAMAGED, wrong);
        }
    }

    private long unused(BitSet used) {
        BlobIndex index = repo.index();
        long unused = 0;
        for (int r = 0; r < index.count(); r++) {
            if (!used.get(r) && index.find(index.type(r), index.id(r)) == r) {
                unused++;
            }
        }
        return unused;
    }
}
