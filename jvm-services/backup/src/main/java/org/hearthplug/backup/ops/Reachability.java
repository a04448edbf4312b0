// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.ops;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.hearthplug.backup.BackupException;
import org.hearthplug.backup.ObjectId;
import org.hearthplug.backup.Progress;
import org.hearthplug.backup.Snapshot;
import org.hearthplug.backup.index.BlobIndex;
import org.hearthplug.backup.index.BlobType;
import org.hearthplug.backup.repo.BlobReader;
import org.hearthplug.backup.repo.HeapKeeper;
import org.hearthplug.backup.repo.Repo;
import org.hearthplug.backup.tree.Node;
import org.hearthplug.backup.tree.NodeType;
import org.hearthplug.backup.tree.TreeReader;

/** Walks all trees from the snapshots, each tree once, and marks the blobs they need: one bit a blob. */
final class Reachability implements AutoCloseable {
    private static final int MAX_DEPTH = 2000;

    private final BlobIndex index;
    private final BlobReader reader;
    private final Problems problems;
    private final Progress progress;
    private final BitSet used = new BitSet();
    private final BitSet lost;
    private final List<String> lostFiles;
    private long trees;
    private String label = "";

    /** @param lost records whose blobs are gone though the index names them; files that need one are named */
    Reachability(Repo repo, Problems problems, Progress progress, BitSet lost, List<String> lostFiles) {
        this.index = repo.index();
        this.reader = repo.reader();
        this.problems = problems;
        this.progress = progress;
        this.lost = lost;
        this.lostFiles = lostFiles;
    }

    /** Walks. The newest snapshots come first, so that a lost file is named in its newest place. */
    void walk(List<Snapshot> snapshots) {
        for (Snapshot s : snapshots.reversed()) {
            label = s.id().shortHex() + ":";
            tree(s.tree(), BytePath.ROOT, 0);
        }
    }

    /** The numbers of the records that are needed, one for each blob. */
    BitSet used() {
        return used;
    }

    private void tree(ObjectId id, byte[] path, int depth) {
        int record = index.find(BlobType.TREE, id);
        if (record < 0) {
            missing(path, "its listing is in no index");
            return;
        }
        if (used.get(record)) {
            return;
        }
        used.set(record);
        if (depth > MAX_DEPTH) {
            problems.add(show(path), BackupException.Kind.LIMIT, "folders are nested deeper than " + MAX_DEPTH);
            return;
        }
        progress.step(Progress.Phase.SCANNING, ++trees, 0);
        HeapKeeper.step();
        try (TreeReader nodes = reader.tree(id)) {
            nodes(nodes, path, depth);
        } catch (BackupException e) {
            if (e.retryable()) {
                throw e;
            }
            missing(path, "its listing cannot be read: " + e.getMessage());
        }
    }

    private void nodes(TreeReader nodes, byte[] path, int depth) {
        byte[] last = null;
        for (Node node = nodes.next(); node != null; node = nodes.next()) {
            byte[] nodePath = BytePath.join(path, node.name());
            if (!node.safeName() || last != null && Arrays.compareUnsigned(last, node.name()) >= 0) {
                problems.add(show(nodePath), BackupException.Kind.DAMAGED, "an unsafe name in a listing");
            }
            last = node.name();
            if (node.type() == NodeType.DIRECTORY) {
                if (node.subtree() == null) {
                    missing(nodePath, "a folder without a listing");
                } else {
                    tree(node.subtree(), nodePath, depth + 1);
                }
            } else if (node.type() == NodeType.FILE) {
                file(node, nodePath);
            }
        }
    }

    private void file(Node node, byte[] path) {
        long bytes = 0;
        boolean whole = true;
        for (ObjectId id : node.content()) {
            int record = index.find(BlobType.DATA, id);
            if (record < 0) {
                whole = false;
                problems.add(show(path), BackupException.Kind.NOT_FOUND, "blob " + id.shortHex() + " is in no index");
                continue;
            }
            used.set(record);
            if (lost.get(record)) {
                whole = false;
            }
            bytes += index.record(record).contentLength();
        }
        if (!whole) {
            name(path);
        } else if (bytes != node.size()) {
            problems.add(show(path), BackupException.Kind.DAMAGED, "its blobs are of another length than the file");
        }
    }

    private void missing(byte[] path, String what) {
        problems.add(show(path), BackupException.Kind.DAMAGED, what);
        name(path);
    }

    private void name(byte[] path) {
        if (lostFiles.size() < 1000) {
            lostFiles.add(show(path));
        }
    }

    private String show(byte[] path) {
        return label + BytePath.show(path);
    }

    @Override
    public void close() {
        reader.close();
    }
}
