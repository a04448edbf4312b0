// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.ops;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongConsumer;
import org.hearthplug.backup.BackupException;
import org.hearthplug.backup.ObjectId;
import org.hearthplug.backup.RestoreRequest;
import org.hearthplug.backup.index.BlobType;
import org.hearthplug.backup.posix.ErrnoException;
import org.hearthplug.backup.posix.Posix;
import org.hearthplug.backup.posix.Stat;
import org.hearthplug.backup.repo.BlobReader;
import org.hearthplug.backup.tree.Node;
import org.hearthplug.backup.tree.NodeType;

/** Makes one file, link or device with its metadata. */
final class NodeMaker implements AutoCloseable {
    /** Zero runs of at least a page become holes. */
    private static final int PAGE = 4096;

    private final Posix posix;
    private final BlobReader blobs;
    private final RestoreRequest request;
    private final Problems problems;
    private final LongConsumer progress;
    private final boolean root = "root".equals(System.getProperty("user.name"));
    private final Map<LinkKey, Made> links = new HashMap<>();
    private int rootDir;
    private long files;
    private long bytes;

    private record LinkKey(long device, long inode) {}

    private record Made(byte[] path, long device, long inode) {}

    /** @param progress hears within a file how many bytes are made, and may throw */
    NodeMaker(Posix posix, BlobReader blobs, RestoreRequest request, Problems problems, LongConsumer progress) {
        this.posix = posix;
        this.blobs = blobs;
        this.request = request;
        this.problems = problems;
        this.progress = progress;
    }

    /** The descriptor of the restore folder. */
    void root(int dir) {
        rootDir = dir;
    }

    long files() {
        return files;
    }

    long bytes() {
        return bytes;
    }

    /** Makes what the node says. */
    void make(int dir, Node node, byte[] path) {
        if (request.overwrite()) {
            removeOld(dir, node);
        }
        switch (node.type()) {
            case FILE -> {
                if (!linked(dir, node)) {
                    file(dir, node, path);
                    remember(dir, node, path);
                }
            }
            case SYMLINK -> {
                posix.symlink(node.linkTarget(), dir, node.name());
                metadata(dir, node, path);
            }
            case FIFO, SOCKET, BLOCK_DEVICE, CHARACTER_DEVICE -> {
                posix.makeNode(dir, node.name(), node.type().statType() | 0600, node.device());
                metadata(dir, node, path);
            }
            default -> throw new BackupException(BackupException.Kind.UNSUPPORTED, "a file of unknown type");
        }
        files++;
    }

    private void removeOld(int dir, Node node) {
        try {
            posix.unlink(dir, node.name());
        } catch (ErrnoException e) {
            if (e.errno() != ErrnoException.ENOENT) {
                throw e;
            }
        }
    }

    private boolean linked(int dir, Node node) {
        Made first = node.links() > 1 ? links.get(new LinkKey(node.deviceId(), node.inode())) : null;
        if (first == null) {
            return false;
        }
        posix.link(rootDir, first.path(), dir, node.name());
        Stat s = posix.stat(dir, node.name());
        if (s.device() != first.device() || s.inode() != first.inode()) {
            posix.unlink(dir, node.name());
            throw new BackupException(BackupException.Kind.LOCAL_IO, "the file to link to was swapped meanwhile");
        }
        return true;
    }

    private void remember(int dir, Node node, byte[] path) {
        if (node.links() > 1) {
            Stat s = posix.stat(dir, node.name());
            byte[] relative = Arrays.copyOfRange(path, 1, path.length);
            links.put(new LinkKey(node.deviceId(), node.inode()), new Made(relative, s.device(), s.inode()));
        }
    }

    private void file(int dir, Node node, byte[] path) {
        int fd = posix.create(dir, node.name());
        BackupException first = null;
        try {
            long at = 0;
            for (ObjectId id : node.content()) {
                progress.accept(bytes + at);
                try {
                    at += blob(fd, at, id);
                } catch (BackupException e) {
                    first = first == null ? e : first;
                    at += lengthOf(id);
                }
            }
            // Also where the last bytes are a hole.
            posix.truncate(fd, at);
            bytes += at;
        } finally {
            posix.close(fd);
        }
        metadata(dir, node, path);
        if (first != null) {
            throw new BackupException(
                    first.kind(), "restored with holes where blobs are lost: " + first.getMessage(), first);
        }
    }

    private int blob(int fd, long at, ObjectId id) {
        int[] done = {0};
        return blobs.read(
                BlobType.DATA,
                id,
                (bytes, offset, n) -> {
                    write(fd, at + done[0], bytes, offset, n);
                    done[0] += n;
                },
                () -> {
                    // Not a byte of what turned out wrong stays, nor under a hole.
                    posix.truncate(fd, at);
                    done[0] = 0;
                });
    }

    private int lengthOf(ObjectId id) {
        var places = blobs.locations(BlobType.DATA, id);
        return places.isEmpty() ? 0 : places.getFirst().blob().contentLength();
    }

    private void write(int fd, long position, byte[] from, int offset, int length) {
        int start = 0;
        int at = 0;
        while (at < length) {
            int page = Math.min(PAGE, length - at);
            if (page == PAGE && zero(from, offset + at)) {
                flush(fd, position, from, offset, start, at);
                start = at + page;
            }
            at += page;
        }
        flush(fd, position, from, offset, start, length);
    }

    private void flush(int fd, long position, byte[] from, int offset, int start, int end) {
        if (end > start) {
            posix.writeFully(fd, position + start, from, offset + start, end - start);
        }
    }

    private static boolean zero(byte[] from, int at) {
        return from[at] == 0 && from[at + PAGE - 1] == 0 && Arrays.mismatch(from, at, at + PAGE, ZEROS, 0, PAGE) < 0;
    }

    private static final byte[] ZEROS = new byte[PAGE];

    /** Owner, attributes, permissions, times, in the order in which none undoes another. */
    void metadata(int dir, Node node, byte[] path) {
        boolean link = node.type() == NodeType.SYMLINK;
        if (request.owners() && root) {
            attempt(path, () -> posix.chown(dir, node.name(), node.uid(), node.gid()));
        }
        if (!link) {
            attempt(path, () -> posix.chmod(dir, node.name(), node.permissions()));
        }
        for (Node.Xattr x : node.xattrs()) {
            attempt(path, () -> posix.setXattr(dir, node.name(), x.name(), x.value()));
        }
        attempt(
                path,
                () -> posix.setTimes(
                        dir,
                        node.name(),
                        node.atime().getEpochSecond(),
                        node.atime().getNano(),
                        node.mtime().getEpochSecond(),
                        node.mtime().getNano()));
    }

    private void attempt(byte[] path, Runnable call) {
        try {
            call.run();
        } catch (ErrnoException e) {
            problems.add(BytePath.show(path), e.toBackupException("metadata"));
        }
    }

    @Override
    public void close() {
        blobs.close();
    }
}
