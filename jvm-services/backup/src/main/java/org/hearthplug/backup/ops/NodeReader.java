// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.ops;

import java.util.ArrayList;
import java.util.List;
import org.hearthplug.backup.BackupException;
import org.hearthplug.backup.BackupRequest;
import org.hearthplug.backup.ObjectId;
import org.hearthplug.backup.chunk.Chunker;
import org.hearthplug.backup.index.BlobIndex;
import org.hearthplug.backup.index.BlobType;
import org.hearthplug.backup.posix.ErrnoException;
import org.hearthplug.backup.posix.Posix;
import org.hearthplug.backup.posix.Stat;
import org.hearthplug.backup.repo.BlobSaver;
import org.hearthplug.backup.repo.Repo;
import org.hearthplug.backup.tree.Node;
import org.hearthplug.backup.tree.NodeType;

/** Makes nodes of what lies on the disk, and reads files that changed. */
final class NodeReader {
    private final Posix posix;
    private final BlobIndex index;
    private final FileSaver saver;
    private final boolean readAll;
    private final boolean ignoreInodes;
    private final Problems problems;
    private final Accounts accounts = new Accounts();
    private long files;
    private long unchanged;
    private long bytes;

    NodeReader(Repo repo, Posix posix, BlobSaver saver, BackupRequest request, Problems problems) {
        this.posix = posix;
        this.index = repo.index();
        this.saver = new FileSaver(posix, new Chunker(repo.config().polynomial()), saver);
        this.readAll = request.readAll();
        this.ignoreInodes = request.ignoreInodes();
        this.problems = problems;
    }

    long files() {
        return files;
    }

    long unchanged() {
        return unchanged;
    }

    long bytes() {
        return bytes;
    }

    /** A node with everything but content. */
    Node describe(int dir, byte[] name, Stat stat) {
        return describe(dir, name, stat, xattrs(dir, name));
    }

    private Node describe(int dir, byte[] name, Stat stat, List<Node.Xattr> xattrs) {
        byte[] target = stat.type() == Stat.SYMLINK ? posix.readLink(dir, name) : null;
        return Node.of(name, stat, accounts.user(stat.uid()), accounts.group(stat.gid()), target, xattrs);
    }

    private List<Node.Xattr> xattrs(int dir, byte[] name) {
        try {
            List<byte[]> names = posix.xattrNames(dir, name);
            if (names.isEmpty()) {
                return List.of();
            }
            List<Node.Xattr> all = new ArrayList<>(names.size());
            for (byte[] attribute : names) {
                all.add(new Node.Xattr(attribute, posix.xattr(dir, name, attribute)));
            }
            return all;
        } catch (ErrnoException e) {
            return List.of(); // Gone, or not ours to see: the file itself decides whether that is a problem.
        }
    }

    /** Whether an entry is still what the parent's node says, as far as its times, size and number tell. */
    boolean still(Node before, Stat stat) {
        return !readAll && before.is(stat, accounts.user(stat.uid()), accounts.group(stat.gid()));
    }

    /** Takes over a node that is still so, without reading. @return false when the repository lacks some of a file's content */
    boolean kept(Node node) {
        if (node.type() != NodeType.FILE) {
            return true;
        }
        if (!known(node.content())) {
            return false;
        }
        files++;
        unchanged++;
        bytes += node.size();
        return true;
    }

    /** A file's node with its content, read only if it changed; null if it is no file any more. */
    Node file(int dir, byte[] path, byte[] name, Stat stat, Node before) {
        if (!readAll && before != null && before.isStill(stat, ignoreInodes) && known(before.content())) {
            files++;
            unchanged++;
            bytes += before.size();
            // Whoever sets an attribute sets the time of change too: what that tells of the content it tells of these.
            return describe(dir, name, stat, before.xattrs()).withContent(before.content(), before.size());
        }
        int fd = posix.openToRead(dir, name);
        try {
            // What was opened may be newer than what was listed.
            Stat opened = posix.stat(fd);
            if (opened.type() != Stat.REGULAR) {
                problems.add(BytePath.show(path), BackupException.Kind.LOCAL_IO, "changed its type while being read");
                return null;
            }
            FileSaver.Saved saved = saver.save(fd);
            files++;
            bytes += saved.bytes();
            return describe(dir, name, opened).withContent(saved.content(), saved.bytes());
        } finally {
            posix.close(fd);
        }
    }

    private boolean known(List<ObjectId> content) {
        for (ObjectId id : content) {
            if (!index.contains(BlobType.DATA, id)) {
                return false;
            }
        }
        return true;
    }
}
