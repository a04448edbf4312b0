// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.ops;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.hearthplug.backup.BackupException;
import org.hearthplug.backup.Change;
import org.hearthplug.backup.Entry;
import org.hearthplug.backup.Found;
import org.hearthplug.backup.ObjectId;
import org.hearthplug.backup.Snapshot;
import org.hearthplug.backup.repo.BlobReader;
import org.hearthplug.backup.repo.Repo;
import org.hearthplug.backup.tree.Node;
import org.hearthplug.backup.tree.NodeType;
import org.hearthplug.backup.tree.TreeReader;

/** Looks into snapshots: lists, finds, compares. */
public final class Browser implements AutoCloseable {
    private static final int MAX_DEPTH = 800;

    private final BlobReader reader;

    /** The index must be loaded. */
    public Browser(Repo repo) {
        reader = repo.reader();
    }

    private static Entry entry(Node node, byte[] path) {
        return new Entry(
                BytePath.show(path),
                node.type().word(),
                node.size(),
                node.permissions(),
                node.uid(),
                node.gid(),
                node.mtime(),
                new String(node.linkTarget(), StandardCharsets.UTF_8));
    }

    /** Hands over the entries of a folder. @return how many @throws BackupException NOT_FOUND */
    public long list(Snapshot snapshot, String path, Consumer<Entry> each) {
        ObjectId tree = snapshot.tree();
        byte[] at = BytePath.ROOT;
        for (byte[] part : BytePath.components(path.getBytes(StandardCharsets.UTF_8))) {
            Node node = child(tree, part);
            if (node == null || node.subtree() == null) {
                throw new BackupException(BackupException.Kind.NOT_FOUND, "no folder " + path + " in the snapshot");
            }
            tree = node.subtree();
            at = BytePath.join(at, part);
        }
        long count = 0;
        try (TreeReader nodes = reader.tree(tree)) {
            for (Node node = nodes.next(); node != null; node = nodes.next()) {
                each.accept(entry(node, BytePath.join(at, node.name())));
                count++;
            }
        }
        return count;
    }

    private Node child(ObjectId tree, byte[] name) {
        try (TreeReader nodes = reader.tree(tree)) {
            for (Node node = nodes.next(); node != null; node = nodes.next()) {
                if (Arrays.equals(node.name(), name)) {
                    return node;
                }
            }
        }
        return null;
    }

    /** Entries whose name matches; the newest snapshots first. */
    public List<Found> find(List<Snapshot> snapshots, String pattern, int limit) {
        Excludes matcher = new Excludes(List.of(pattern));
        List<Found> found = new ArrayList<>();
        for (Snapshot s : snapshots.reversed()) {
            find(s, s.tree(), BytePath.ROOT, matcher, limit, found, 0);
        }
        return found;
    }

    private void find(
            Snapshot s, ObjectId tree, byte[] path, Excludes matcher, int limit, List<Found> found, int depth) {
        if (depth > MAX_DEPTH) {
            return;
        }
        try (TreeReader nodes = reader.tree(tree)) {
            for (Node node = nodes.next(); node != null && found.size() < limit; node = nodes.next()) {
                byte[] nodePath = BytePath.join(path, node.name());
                if (matcher.match(path, node.name())) {
                    found.add(new Found(s, entry(node, nodePath)));
                }
                if (node.subtree() != null) {
                    find(s, node.subtree(), nodePath, matcher, limit, found, depth + 1);
                }
            }
        }
    }

    /** What changed from one tree to the other. */
    public List<Change> diff(ObjectId from, ObjectId to, int limit) {
        List<Change> changes = new ArrayList<>();
        diff(from, to, BytePath.ROOT, limit, changes, 0);
        return changes;
    }

    private void diff(ObjectId from, ObjectId to, byte[] path, int limit, List<Change> changes, int depth) {
        if (Objects.equals(from, to) || depth > MAX_DEPTH) {
            return;
        }
        try (TreeReader before = from == null ? null : reader.tree(from);
                TreeReader after = to == null ? null : reader.tree(to)) {
            diff(before, after, path, limit, changes, depth);
        }
    }

    private void diff(TreeReader before, TreeReader after, byte[] path, int limit, List<Change> changes, int depth) {
        Node a = next(before);
        Node b = next(after);
        while ((a != null || b != null) && changes.size() < limit) {
            int order = a == null ? 1 : b == null ? -1 : Arrays.compareUnsigned(a.name(), b.name());
            Node node = order <= 0 ? a : b;
            compare(
                    order <= 0 ? a : null,
                    order >= 0 ? b : null,
                    BytePath.join(path, node.name()),
                    limit,
                    changes,
                    depth);
            a = order <= 0 ? next(before) : a;
            b = order >= 0 ? next(after) : b;
        }
    }

    private static Node next(TreeReader nodes) {
        return nodes == null ? null : nodes.next();
    }

    private void compare(Node a, Node b, byte[] path, int limit, List<Change> changes, int depth) {
        Change.Kind kind = kind(a, b);
        if (kind != null) {
            changes.add(new Change(kind, BytePath.show(path)));
        }
        ObjectId treeA = a != null && a.type() == NodeType.DIRECTORY ? a.subtree() : null;
        ObjectId treeB = b != null && b.type() == NodeType.DIRECTORY ? b.subtree() : null;
        if (treeA != null || treeB != null) {
            diff(treeA, treeB, path, limit, changes, depth + 1);
        }
    }

    private static Change.Kind kind(Node a, Node b) {
        if (a == null) {
            return Change.Kind.ADDED;
        }
        if (b == null) {
            return Change.Kind.REMOVED;
        }
        if (a.type() != b.type()) {
            return Change.Kind.TYPE;
        }
        if (!a.content().equals(b.content()) || !Arrays.equals(a.linkTarget(), b.linkTarget())) {
            return Change.Kind.CONTENT;
        }
        boolean same = a.permissions() == b.permissions()
                && a.uid() == b.uid()
                && a.gid() == b.gid()
                && a.mtime().equals(b.mtime())
                && a.device() == b.device();
        return same ? null : Change.Kind.METADATA;
    }

    @Override
    public void close() {
        reader.close();
    }
}
