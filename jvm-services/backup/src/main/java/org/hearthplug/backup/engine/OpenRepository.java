// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.engine;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.hearthplug.backup.BackupException;
import org.hearthplug.backup.BackupReport;
import org.hearthplug.backup.BackupRequest;
import org.hearthplug.backup.Change;
import org.hearthplug.backup.CheckReport;
import org.hearthplug.backup.CheckRequest;
import org.hearthplug.backup.Entry;
import org.hearthplug.backup.ForgetReport;
import org.hearthplug.backup.Found;
import org.hearthplug.backup.ObjectId;
import org.hearthplug.backup.Passphrase;
import org.hearthplug.backup.Progress;
import org.hearthplug.backup.PruneReport;
import org.hearthplug.backup.PruneRequest;
import org.hearthplug.backup.RebuildReport;
import org.hearthplug.backup.Repository;
import org.hearthplug.backup.RestoreReport;
import org.hearthplug.backup.RestoreRequest;
import org.hearthplug.backup.RetentionPolicy;
import org.hearthplug.backup.SalvageReport;
import org.hearthplug.backup.Snapshot;
import org.hearthplug.backup.Stats;
import org.hearthplug.backup.index.BlobIndex;
import org.hearthplug.backup.ops.Backuper;
import org.hearthplug.backup.ops.Browser;
import org.hearthplug.backup.ops.Checker;
import org.hearthplug.backup.ops.IndexRebuilder;
import org.hearthplug.backup.ops.Pruner;
import org.hearthplug.backup.ops.Restorer;
import org.hearthplug.backup.ops.Retention;
import org.hearthplug.backup.ops.Salvager;
import org.hearthplug.backup.repo.HeapKeeper;
import org.hearthplug.backup.repo.Keys;
import org.hearthplug.backup.repo.Repo;
import org.hearthplug.backup.repo.RepoLock;
import org.hearthplug.backup.spi.FileRef;
import org.hearthplug.backup.spi.FileType;

/** Each operation under the lock it needs, on an index as fresh as its lock. */
final class OpenRepository implements Repository {
    private final Repo repo;
    private final Clock clock;
    private final Duration lockSettle;

    OpenRepository(Repo repo, Clock clock, Duration lockSettle) {
        this.repo = repo;
        this.clock = clock;
        this.lockSettle = lockSettle;
    }

    private <T> T locked(boolean exclusive, Function<RepoLock, T> work) {
        try (RepoLock lock = RepoLock.acquire(repo, exclusive, clock, lockSettle)) {
            HeapKeeper.nextPhase();
            repo.refreshIndex();
            return work.apply(lock);
        }
    }

    @Override
    public String id() {
        return repo.config().id();
    }

    @Override
    public BackupReport backup(BackupRequest request, Progress progress) {
        return locked(false, lock -> {
            boolean done = false;
            try (Backuper backuper = new Backuper(repo, lock, request, progress)) {
                BackupReport report = backuper.run();
                done = true;
                return report;
            } finally {
                if (!done) {
                    repo.invalidateIndex(); // It names packs that were never kept.
                }
            }
        });
    }

    @Override
    public RestoreReport restore(RestoreRequest request, Progress progress) {
        return locked(false, lock -> {
            Snapshot snapshot = byId(request.snapshot());
            try (Restorer restorer = new Restorer(repo, request, progress)) {
                return restorer.run(snapshot, repo);
            }
        });
    }

    private Snapshot byId(ObjectId id) {
        return snapshot(id.hex());
    }

    @Override
    public List<Snapshot> snapshots() {
        return repo.snapshots(new ArrayList<>());
    }

    @Override
    public Snapshot snapshot(String idPrefix) {
        List<Snapshot> all = snapshots();
        List<Snapshot> fitting = idPrefix.equals("latest")
                ? all.subList(Math.max(0, all.size() - 1), all.size())
                : all.stream().filter(s -> s.id().hex().startsWith(idPrefix)).toList();
        if (fitting.isEmpty()) {
            throw new BackupException(BackupException.Kind.NOT_FOUND, "no snapshot " + idPrefix);
        }
        if (fitting.size() > 1) {
            throw new BackupException(BackupException.Kind.INVALID, "several snapshots begin with " + idPrefix);
        }
        return fitting.getFirst();
    }

    @Override
    public CheckReport check(CheckRequest request, Progress progress) {
        repo.invalidateIndex(); // What was read earlier says nothing of what is there now.
        return locked(false, lock -> new Checker(repo, request, progress).run());
    }

    @Override
    public ForgetReport forget(RetentionPolicy policy, boolean dryRun) {
        return locked(true, lock -> {
            ForgetReport report = Retention.apply(snapshots(), policy);
            if (!dryRun) {
                report.removed().forEach(s -> remove(lock, s.id()));
                repo.target().settle();
            }
            return report;
        });
    }

    private void remove(RepoLock lock, ObjectId snapshot) {
        lock.check();
        repo.target().delete(FileRef.of(FileType.SNAPSHOT, snapshot));
    }

    @Override
    public void forget(ObjectId snapshot) {
        locked(true, lock -> {
            remove(lock, byId(snapshot).id());
            repo.target().settle();
            return null;
        });
    }

    @Override
    public PruneReport prune(PruneRequest request, Progress progress) {
        return locked(true, lock -> new Pruner(repo, lock, request, progress).run());
    }

    @Override
    public RebuildReport rebuildIndex(Progress progress) {
        return locked(true, lock -> new IndexRebuilder(repo, lock, progress).run());
    }

    @Override
    public SalvageReport salvage(List<ObjectId> damagedPacks, Progress progress) {
        return locked(true, lock -> {
            Set<ObjectId> damaged = new HashSet<>(damagedPacks);
            long[] result = new Salvager(repo, lock, progress).run(damaged);
            return new SalvageReport(result[0], result[1]);
        });
    }

    private <T> T browse(Function<Browser, T> work) {
        repo.refreshIndex();
        try (Browser browser = new Browser(repo)) {
            return work.apply(browser);
        }
    }

    @Override
    public long list(ObjectId snapshot, String path, Consumer<Entry> each) {
        Snapshot s = byId(snapshot);
        return browse(b -> b.list(s, path, each));
    }

    @Override
    public List<Found> find(String pattern, int limit) {
        List<Snapshot> all = snapshots();
        return browse(b -> b.find(all, pattern, limit));
    }

    @Override
    public List<Change> diff(ObjectId from, ObjectId to, int limit) {
        ObjectId before = byId(from).tree();
        ObjectId after = byId(to).tree();
        return browse(b -> b.diff(before, after, limit));
    }

    @Override
    public ObjectId addKey(Passphrase passphrase) {
        return Keys.add(repo.target(), repo.key(), passphrase);
    }

    @Override
    public void removeKey(ObjectId key) {
        if (key.equals(repo.keyFile())) {
            throw new BackupException(
                    BackupException.Kind.INVALID, "this key is in use: open with another one to remove it");
        }
        repo.target().delete(FileRef.of(FileType.KEY, key));
        repo.target().settle();
    }

    @Override
    public List<ObjectId> keys() {
        return Keys.list(repo.target()).stream().map(FileRef::id).toList();
    }

    @Override
    public int unlock(boolean all) {
        return RepoLock.unlock(repo, all, clock);
    }

    @Override
    public Stats stats() {
        repo.refreshIndex();
        BlobIndex index = repo.index();
        long stored = IntStream.range(0, index.count())
                .mapToLong(i -> index.record(i).length())
                .sum();
        long plain = IntStream.range(0, index.count())
                .mapToLong(i -> index.record(i).contentLength())
                .sum();
        return new Stats(snapshots().size(), index.packs().count(), index.count(), plain, stored, index.memoryBytes());
    }

    @Override
    public void close() {
        repo.close();
    }
}
