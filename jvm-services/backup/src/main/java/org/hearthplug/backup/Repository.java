// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * An open repository. Every method blocks, takes the lock it needs, and throws {@link BackupException}. Not for several
 * threads at once; several processes are kept apart by the repository's locks.
 */
public interface Repository extends AutoCloseable {
    /** The repository's id: the same in all its replicas. */
    String id();

    /** Backs up; shares the repository with other backups. @throws BackupException LOCKED, FULL, UNREACHABLE and so on */
    BackupReport backup(BackupRequest request, Progress progress);

    /** Restores. @throws BackupException NOT_FOUND, FULL, CANCELLED; single files go to the report */
    RestoreReport restore(RestoreRequest request, Progress progress);

    /** All readable snapshots, oldest first. */
    List<Snapshot> snapshots();

    /** A snapshot by the beginning of its id or {@code latest}. @throws BackupException NOT_FOUND, INVALID if ambiguous */
    Snapshot snapshot(String idPrefix);

    /** Checks everything. Damage goes to the report, not to an exception. */
    CheckReport check(CheckRequest request, Progress progress);

    /** Applies retention rules. */
    ForgetReport forget(RetentionPolicy policy, boolean dryRun);

    /**
     * Applies retention rules, but keeps a snapshot that was just made, whatever its time: a clock that ran back would have it be an
     * old one.
     *
     * @return what was removed
     */
    default List<Snapshot> forgetBesides(ObjectId made, RetentionPolicy policy) {
        List<Snapshot> removed = forget(policy, true).removed().stream()
                .filter(s -> !s.id().equals(made))
                .toList();
        removed.forEach(s -> forget(s.id()));
        return removed;
    }

    /** Removes one snapshot. */
    void forget(ObjectId snapshot);

    /** Removes what no snapshot needs; alone on the repository. Interruptible at every instant. */
    PruneReport prune(PruneRequest request, Progress progress);

    /** Makes the index anew from the packs themselves; alone on the repository. */
    RebuildReport rebuildIndex(Progress progress);

    /**
     * Gives up packs that no target has whole: what still opens is written anew. Alone on the repository. Afterwards
     * {@link #check} names the files that are lost, and the next backup stores what it still finds on the disk.
     */
    SalvageReport salvage(List<ObjectId> damagedPacks, Progress progress);

    /** The entries of a folder of a snapshot. @param path with a leading slash */
    default List<Entry> list(ObjectId snapshot, String path) {
        List<Entry> all = new ArrayList<>();
        list(snapshot, path, all::add);
        return all;
    }

    /** Hands over the entries of a folder of a snapshot one by one, however many there are. @return how many */
    long list(ObjectId snapshot, String path, Consumer<Entry> each);

    /** Entries whose name matches a pattern with {@code *} and {@code ?}, in all snapshots, newest first. */
    List<Found> find(String pattern, int limit);

    /** What changed between two snapshots. */
    List<Change> diff(ObjectId from, ObjectId to, int limit);

    /** Adds a key that another passphrase opens. @return its file's name */
    ObjectId addKey(Passphrase passphrase);

    /** Removes a key. @throws BackupException INVALID for the one in use */
    void removeKey(ObjectId key);

    /** The key files' names. */
    List<ObjectId> keys();

    /** Removes locks that nobody holds any more; with {@code all}, every lock. @return how many */
    int unlock(boolean all);

    /** How large everything is. */
    Stats stats();

    @Override
    void close();
}
