// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.ops;

import java.util.Arrays;
import org.hearthplug.backup.BackupException;
import org.hearthplug.backup.ObjectId;
import org.hearthplug.backup.Progress;
import org.hearthplug.backup.RestoreReport;
import org.hearthplug.backup.RestoreRequest;
import org.hearthplug.backup.Snapshot;
import org.hearthplug.backup.posix.ErrnoException;
import org.hearthplug.backup.posix.Posix;
import org.hearthplug.backup.posix.Stat;
import org.hearthplug.backup.repo.BlobReader;
import org.hearthplug.backup.repo.HeapKeeper;
import org.hearthplug.backup.repo.Repo;
import org.hearthplug.backup.tree.Node;
import org.hearthplug.backup.tree.NodeType;
import org.hearthplug.backup.tree.TreeReader;

/**
 * Writes a snapshot's files. Nothing outside the folder is written, whatever the tree says: names are single components,
 * rising, and every folder is entered by descriptor and never through a symbolic link.
 */
public final class Restorer implements AutoCloseable {
    private static final int MAX_DEPTH = 800;

    private final Posix posix = new Posix();
    private final RestoreRequest request;
    private final Progress progress;
    private final Problems problems = new Problems();
    private final BlobReader trees;
    private final NodeMaker maker;
    private long folders;

    /** For one run. */
    public Restorer(Repo repo, RestoreRequest request, Progress progress) {
        this.request = request;
        this.progress = progress;
        this.trees = repo.reader();
        this.maker = new NodeMaker(posix, repo.reader(), request, problems, this::step);
    }

    /** Runs. @throws BackupException when nothing can be restored at all; single files go to the report */
    public RestoreReport run(Snapshot snapshot, Repo repo) {
        byte[] into = BytePath.of(request.into().toAbsolutePath().normalize());
        makeFolders(into);
        PathFilter filter = PathFilter.of(request.paths());
        try {
            int root = posix.openDirectory(Posix.AT_FDCWD, into);
            try {
                maker.root(root);
                folder(root, snapshot.tree(), BytePath.ROOT, filter, 0);
            } finally {
                posix.close(root);
            }
        } catch (ErrnoException e) {
            throw e.toBackupException("cannot restore into " + request.into());
        }
        long verified = 0;
        if (request.verify()) {
            try (Comparer comparer = new Comparer(repo, problems, progress)) {
                verified = comparer.run(snapshot.tree(), into, filter);
            }
        }
        return new RestoreReport(maker.files(), folders, maker.bytes(), verified, problems.kept(), problems.count());
    }

    private void makeFolders(byte[] into) {
        byte[] path = BytePath.ROOT;
        for (byte[] part : BytePath.components(into)) {
            path = BytePath.join(path, part);
            try {
                posix.makeDirectory(Posix.AT_FDCWD, path);
            } catch (ErrnoException e) {
                if (e.errno() != ErrnoException.EEXIST && e.errno() != ErrnoException.EACCES && e.errno() != 30) {
                    throw e.toBackupException("cannot make " + request.into());
                }
            }
        }
    }

    private void folder(int dir, ObjectId tree, byte[] path, PathFilter filter, int depth) {
        try (TreeReader nodes = trees.tree(tree)) {
            byte[] last = null;
            for (Node node = nodes.next(); node != null; node = nodes.next()) {
                byte[] nodePath = BytePath.join(path, node.name());
                if (!node.safeName() || last != null && Arrays.compareUnsigned(last, node.name()) >= 0) {
                    problems.add(BytePath.show(nodePath), BackupException.Kind.DAMAGED, "refused: an unsafe name");
                    continue;
                }
                last = node.name();
                PathFilter below = filter.below(node.name());
                if (below != null) {
                    node(dir, node, nodePath, below, depth);
                }
            }
        } catch (BackupException e) {
            stopIfHopeless(e);
            problems.add(BytePath.show(path), e);
        }
    }

    private static void stopIfHopeless(BackupException e) {
        if (e.is(BackupException.Kind.CANCELLED) || e.is(BackupException.Kind.FULL)) {
            throw e;
        }
    }

    private void node(int dir, Node node, byte[] path, PathFilter below, int depth) {
        step(maker.bytes());
        try {
            if (node.type() == NodeType.DIRECTORY) {
                directory(dir, node, path, below, depth);
            } else if (below.isAll()) {
                maker.make(dir, node, path);
            }
        } catch (ErrnoException e) {
            BackupException b = e.toBackupException("restore");
            stopIfHopeless(b);
            problems.add(BytePath.show(path), b);
        } catch (BackupException e) {
            stopIfHopeless(e);
            problems.add(BytePath.show(path), e);
        }
    }

    private void step(long bytes) {
        progress.step(Progress.Phase.RESTORING, maker.files() + folders, bytes);
    }

    private void directory(int dir, Node node, byte[] path, PathFilter below, int depth) {
        if (depth > MAX_DEPTH || node.subtree() == null) {
            throw new BackupException(BackupException.Kind.LIMIT, "too deep, or a folder without a tree");
        }
        boolean made = enterable(dir, node);
        int fd = posix.openDirectory(dir, node.name());
        try {
            folders++;
            HeapKeeper.step();
            folder(fd, node.subtree(), path, below, depth + 1);
        } finally {
            posix.close(fd);
        }
        if (made || below.isAll()) {
            maker.metadata(dir, node, path);
        }
    }

    /** Makes the folder unless it is there. @return whether it is new */
    private boolean enterable(int dir, Node node) {
        try {
            posix.makeDirectory(dir, node.name());
            return true;
        } catch (ErrnoException e) {
            if (e.errno() != ErrnoException.EEXIST) {
                throw e;
            }
        }
        if (posix.stat(dir, node.name()).type() == Stat.DIRECTORY) {
            return false;
        }
        if (!request.overwrite()) {
            throw new BackupException(BackupException.Kind.EXISTS, "something that is no folder is in its place");
        }
        posix.unlink(dir, node.name());
        posix.makeDirectory(dir, node.name());
        return true;
    }

    @Override
    public void close() {
        trees.close();
        maker.close();
    }
}
