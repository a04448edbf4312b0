// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.ops;

import java.security.MessageDigest;
import java.util.Arrays;
import org.hearthplug.backup.BackupException;
import org.hearthplug.backup.ObjectId;
import org.hearthplug.backup.Progress;
import org.hearthplug.backup.index.BlobIndex;
import org.hearthplug.backup.index.BlobType;
import org.hearthplug.backup.pack.BlobCodec;
import org.hearthplug.backup.posix.ErrnoException;
import org.hearthplug.backup.posix.Posix;
import org.hearthplug.backup.posix.Stat;
import org.hearthplug.backup.repo.BlobReader;
import org.hearthplug.backup.repo.Repo;
import org.hearthplug.backup.tree.Node;
import org.hearthplug.backup.tree.NodeType;
import org.hearthplug.backup.tree.TreeReader;

/** Reads restored files back and compares them with their snapshot by hash; types, sizes and links too. */
final class Comparer implements AutoCloseable {
    private static final int MAX_DEPTH = 800;

    private final Posix posix = new Posix();
    private final BlobIndex index;
    private final BlobReader trees;
    private final Problems problems;
    private final Progress progress;
    private final byte[] buffer = new byte[128 * 1024];
    private long files;
    private long bytes;

    Comparer(Repo repo, Problems problems, Progress progress) {
        this.index = repo.index();
        this.trees = repo.reader();
        this.problems = problems;
        this.progress = progress;
    }

    /** Compares. @return files that are right */
    long run(ObjectId tree, byte[] folder, PathFilter filter) {
        int root = posix.openDirectory(Posix.AT_FDCWD, folder);
        try {
            folder(root, tree, BytePath.ROOT, filter, 0);
        } catch (BackupException e) {
            if (e.is(BackupException.Kind.CANCELLED)) {
                throw e;
            }
            problems.add(BytePath.show(BytePath.ROOT), e);
        } finally {
            posix.close(root);
        }
        return files;
    }

    private void folder(int dir, ObjectId tree, byte[] path, PathFilter filter, int depth) {
        try (TreeReader nodes = trees.tree(tree)) {
            nodes(dir, nodes, path, filter, depth);
        }
    }

    private void nodes(int dir, TreeReader nodes, byte[] path, PathFilter filter, int depth) {
        for (Node node = nodes.next(); node != null; node = nodes.next()) {
            PathFilter below = node.safeName() ? filter.below(node.name()) : null;
            if (below == null || !below.isAll() && node.type() != NodeType.DIRECTORY) {
                continue;
            }
            byte[] nodePath = BytePath.join(path, node.name());
            progress.step(Progress.Phase.VERIFYING, files, bytes);
            try {
                node(dir, node, nodePath, below, depth);
            } catch (ErrnoException e) {
                problems.add(BytePath.show(nodePath), e.toBackupException("verify"));
            } catch (BackupException e) {
                if (e.is(BackupException.Kind.CANCELLED)) {
                    throw e;
                }
                problems.add(BytePath.show(nodePath), e);
            }
        }
    }

    private void node(int dir, Node node, byte[] path, PathFilter below, int depth) {
        Stat s = posix.stat(dir, node.name());
        if (s.type() != node.type().statType()) {
            throw BackupException.damaged("is of another type than in the snapshot");
        }
        switch (node.type()) {
            case DIRECTORY -> {
                if (depth > MAX_DEPTH || node.subtree() == null) {
                    throw new BackupException(BackupException.Kind.LIMIT, "too deep, or a folder without a tree");
                }
                int fd = posix.openDirectory(dir, node.name());
                try {
                    folder(fd, node.subtree(), path, below, depth + 1);
                } finally {
                    posix.close(fd);
                }
            }
            case FILE -> file(dir, node, s);
            case SYMLINK -> {
                if (!Arrays.equals(posix.readLink(dir, node.name()), node.linkTarget())) {
                    throw BackupException.damaged("points elsewhere than in the snapshot");
                }
            }
            default -> {
                if (s.rdev() != node.device()) {
                    throw BackupException.damaged("is another device than in the snapshot");
                }
            }
        }
    }

    private void file(int dir, Node node, Stat s) {
        if (s.size() != node.size()) {
            throw BackupException.damaged("has " + s.size() + " bytes, " + node.size() + " in the snapshot");
        }
        int fd = posix.openToRead(dir, node.name());
        try {
            for (ObjectId id : node.content()) {
                int record = index.find(BlobType.DATA, id);
                int length = record < 0 ? 0 : index.record(record).contentLength();
                if (length > BlobCodec.MAX_PLAIN) {
                    throw new BackupException(
                            BackupException.Kind.LIMIT, "its index promises a blob beyond all bounds");
                }
                if (!hashOfNext(fd, length).equals(id)) {
                    throw BackupException.damaged("has other bytes than in the snapshot");
                }
                bytes += length;
            }
        } finally {
            posix.close(fd);
        }
        files++;
    }

    private ObjectId hashOfNext(int fd, int length) {
        MessageDigest digest = ObjectId.sha256();
        for (int left = length; left > 0; ) {
            int n = posix.read(fd, buffer, 0, Math.min(left, buffer.length));
            if (n == 0) {
                break;
            }
            ObjectId.update(digest, buffer, 0, n);
            left -= n;
        }
        return ObjectId.from(digest.digest(), 0);
    }

    @Override
    public void close() {
        trees.close();
    }
}
