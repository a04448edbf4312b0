// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.ops;

import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.hearthplug.backup.BackupException;
import org.hearthplug.backup.BackupReport;
import org.hearthplug.backup.BackupRequest;
import org.hearthplug.backup.ObjectId;
import org.hearthplug.backup.Progress;
import org.hearthplug.backup.Snapshot;
import org.hearthplug.backup.index.BlobType;
import org.hearthplug.backup.json.JsonWriter;
import org.hearthplug.backup.posix.ErrnoException;
import org.hearthplug.backup.posix.Posix;
import org.hearthplug.backup.posix.Stat;
import org.hearthplug.backup.repo.BlobReader;
import org.hearthplug.backup.repo.BlobSaver;
import org.hearthplug.backup.repo.HeapKeeper;
import org.hearthplug.backup.repo.Host;
import org.hearthplug.backup.repo.Repo;
import org.hearthplug.backup.repo.RepoLock;
import org.hearthplug.backup.spi.FileType;
import org.hearthplug.backup.tree.Node;
import org.hearthplug.backup.tree.NodeType;
import org.hearthplug.backup.tree.SnapshotFile;
import org.hearthplug.backup.tree.TreeWriter;

/**
 * Backs up folders. The snapshot is written last, when every blob it needs is kept and indexed: before that a power cut
 * leaves nothing but blobs that the next backup finds again or a prune removes.
 */
public final class Backuper implements AutoCloseable {
    private static final int MAX_DEPTH = 800;

    /** After so many entries of one folder the heap is looked after, as it is between folders. */
    private static final int MANY = 2048;

    private static final String PROGRAM = "hearth 0.1.0";

    private final Repo repo;
    private final BackupRequest request;
    private final Progress progress;
    private final Excludes excludes;
    private final Posix posix = new Posix();
    private final BlobReader reader;
    private final BlobSaver saver;
    private final NodeReader nodes;
    private final Problems problems = new Problems();
    private final ZoneId zone = ZoneId.systemDefault();
    private final List<TreeWriter> made = new ArrayList<>(); // As many as folders were open at once.
    private final ArrayDeque<TreeWriter> writers = new ArrayDeque<>(); // Those of them that are free.
    private long folders;

    /** For one run, under a held lock. */
    public Backuper(Repo repo, RepoLock lock, BackupRequest request, Progress progress) {
        this.repo = repo;
        this.request = request;
        this.progress = progress;
        this.excludes = new Excludes(request.excludes());
        this.reader = repo.reader();
        this.saver = repo.saver(lock::check);
        this.nodes = new NodeReader(repo, posix, saver, request, problems);
    }

    /** Runs. @throws BackupException when no snapshot could be made; single files go to the report */
    public BackupReport run() {
        Snapshot parent = findParent();
        HeapKeeper.nextPhase();
        SourceTree sources = SourceTree.of(request.sources());
        ObjectId tree;
        try {
            int root = posix.openDirectory(Posix.AT_FDCWD, BytePath.ROOT);
            try {
                ObjectId before = parent == null ? null : parent.tree();
                tree = sources.source()
                        ? folder(root, BytePath.ROOT, before, posix.stat(root).device(), 0)
                        : wayTo(root, sources, BytePath.ROOT, before);
            } finally {
                posix.close(root);
            }
        } catch (ErrnoException e) {
            throw e.toBackupException("cannot read /");
        } catch (BackupException e) {
            keepWhatWasSaved(e);
            throw e;
        }
        if (tree == null) {
            throw new BackupException(BackupException.Kind.NOT_FOUND, "none of the sources can be read");
        }
        saver.flush();
        HeapKeeper.nextPhase();
        Snapshot snapshot = describe(parent, tree);
        var written = SnapshotFile.write(snapshot);
        HeapKeeper.nextPhase();
        ObjectId id = repo.files().write(FileType.SNAPSHOT, written);
        HeapKeeper.nextPhase();
        repo.target().settle();
        return report(snapshot.withId(id));
    }

    /** Work that was stopped is gone on with: what was saved so far is found again, and not sent a second time. */
    private void keepWhatWasSaved(BackupException why) {
        if (why.is(BackupException.Kind.CANCELLED)) {
            try {
                saver.flush();
            } catch (BackupException e) {
                why.addSuppressed(e);
            }
        }
    }

    private Snapshot findParent() {
        String host = hostName();
        List<String> paths = paths();
        Snapshot latest = null;
        for (Snapshot s : repo.snapshots(new ArrayList<>())) {
            if (s.hostName().equals(host) && s.paths().equals(paths)) {
                latest = s;
            }
        }
        return latest;
    }

    private String hostName() {
        return request.hostName().isEmpty() ? Host.name() : request.hostName();
    }

    private List<String> paths() {
        return request.sources().stream()
                .map(p -> p.normalize().toString())
                .sorted()
                .toList();
    }

    private Snapshot describe(Snapshot parent, ObjectId tree) {
        OffsetDateTime time = request.time() != null ? request.time() : OffsetDateTime.now(zone);
        Stat self = posix.stat(Posix.AT_FDCWD, "/proc/self".getBytes(StandardCharsets.US_ASCII));
        return new Snapshot(
                null,
                time,
                parent == null ? null : parent.id(),
                tree,
                paths(),
                hostName(),
                Host.userName(),
                self.uid(),
                self.gid(),
                request.excludes(),
                request.tags(),
                null,
                PROGRAM);
    }

    /** A folder on the way to sources: only what leads there. */
    private ObjectId wayTo(int dir, SourceTree way, byte[] path, ObjectId parent) {
        try (FolderTree tree = new FolderTree(reader, parent, this::writer)) {
            for (Map.Entry<byte[], SourceTree> child : way.children().entrySet()) {
                byte[] name = child.getKey();
                byte[] childPath = BytePath.join(path, name);
                try {
                    wayEntry(tree, dir, child.getValue(), name, childPath);
                } catch (ErrnoException e) {
                    problems.add(BytePath.show(childPath), e.toBackupException("read"));
                }
            }
            return tree.empty() ? null : save(tree);
        }
    }

    private void wayEntry(FolderTree tree, int dir, SourceTree way, byte[] name, byte[] path) {
        if (way.source()) {
            entry(tree, dir, path, name, posix.stat(dir, name).device(), 0);
            return;
        }
        // A link on the way to a source is followed, as anybody who names the path would.
        Stat stat = posix.statFollowing(dir, name);
        int fd = posix.openDirectory(dir, linkFree(dir, name));
        try {
            Node before = tree.find(name);
            ObjectId subtree = wayTo(fd, way, path, before == null ? null : before.subtree());
            if (subtree != null) {
                tree.add(nodes.describe(dir, name, stat).withSubtree(subtree));
            }
        } finally {
            posix.close(fd);
        }
    }

    private byte[] linkFree(int dir, byte[] name) {
        if (posix.stat(dir, name).type() != Stat.SYMLINK) {
            return name;
        }
        return BytePath.join(name, new byte[] {'.'});
    }

    private ObjectId folder(int dir, byte[] path, ObjectId parent, long device, int depth) {
        folders++;
        HeapKeeper.step();
        try (FolderTree tree = new FolderTree(reader, parent, this::writer)) {
            int entries = 0;
            for (byte[] name : posix.names(dir)) {
                if (++entries % MANY == 0) {
                    HeapKeeper.step();
                }
                if (excludes.match(path, name)) {
                    continue;
                }
                progress.step(Progress.Phase.SAVING, nodes.files() + folders, nodes.bytes());
                byte[] inner = BytePath.join(path, name);
                try {
                    entry(tree, dir, inner, name, device, depth);
                } catch (ErrnoException e) {
                    if (e.errno() != ErrnoException.ENOENT) {
                        problems.add(BytePath.show(inner), e.toBackupException("read"));
                    }
                }
            }
            return save(tree);
        }
    }

    private void entry(FolderTree tree, int dir, byte[] path, byte[] name, long device, int depth) {
        Stat stat = posix.stat(dir, name);
        NodeType type = NodeType.ofMode(stat.mode());
        if (type == NodeType.SOCKET || type == NodeType.OTHER) {
            return; // A socket is its program's, not the owner's: restic leaves it out too.
        }
        Node before = tree.find(name);
        boolean same = before != null && nodes.still(before, stat);
        if (type == NodeType.DIRECTORY) {
            directory(tree, new Place(dir, path, name, stat), before, same, device, depth);
        } else if (same && nodes.kept(before)) {
            tree.keep(before);
        } else {
            Node node =
                    type == NodeType.FILE ? nodes.file(dir, path, name, stat, before) : nodes.describe(dir, name, stat);
            if (node != null) {
                tree.add(node);
            }
        }
    }

    /** An entry of an open folder. */
    private record Place(int dir, byte[] path, byte[] name, Stat stat) {}

    private void directory(FolderTree tree, Place at, Node before, boolean same, long device, int depth) {
        if (depth > MAX_DEPTH) {
            problems.add(BytePath.show(at.path()), BackupException.Kind.LIMIT, "folders are nested too deep");
            return;
        }
        ObjectId was = before == null ? null : before.subtree();
        try {
            ObjectId subtree = request.oneFileSystem() && at.stat().device() != device
                    ? save(writer())
                    : inner(at, was, device, depth + 1);
            if (same && subtree.equals(was)) {
                tree.keep(before);
            } else {
                Node node = same ? before : nodes.describe(at.dir(), at.name(), at.stat());
                tree.add(node.withSubtree(subtree));
            }
        } catch (BackupException e) {
            if (!e.is(BackupException.Kind.LIMIT)) {
                throw e;
            }
            problems.add(BytePath.show(at.path()), e); // The other folders are backed up all the same.
        }
    }

    private ObjectId inner(Place at, ObjectId was, long device, int depth) {
        int fd = posix.openDirectory(at.dir(), at.name());
        try {
            return folder(fd, at.path(), was, device, depth);
        } finally {
            posix.close(fd);
        }
    }

    private TreeWriter writer() {
        if (writers.isEmpty()) {
            TreeWriter first = new TreeWriter(zone, repo.options().spool());
            made.add(first);
            return first;
        }
        TreeWriter tree = writers.pop();
        tree.again();
        return tree;
    }

    private ObjectId save(FolderTree tree) {
        ObjectId unchanged = tree.unchanged();
        return unchanged == null ? save(tree.written()) : unchanged;
    }

    private ObjectId save(TreeWriter tree) {
        JsonWriter json = tree.finish();
        ObjectId id;
        if (json == null) {
            id = tree.spooledId();
            saver.save(BlobType.TREE, id, tree.spooled());
            tree.close();
        } else {
            id = ObjectId.hashOf(json.array(), 0, json.length());
            saver.save(BlobType.TREE, id, json.array(), 0, json.length());
        }
        writers.push(tree);
        return id;
    }

    private BackupReport report(Snapshot snapshot) {
        return new BackupReport(
                snapshot,
                nodes.files(),
                nodes.unchanged(),
                folders,
                nodes.bytes(),
                saver.newBlobs(),
                saver.newBytes(),
                saver.storedBytes(),
                problems.kept(),
                problems.count());
    }

    @Override
    public void close() {
        made.forEach(TreeWriter::close);
        reader.close();
        saver.close();
    }
}
