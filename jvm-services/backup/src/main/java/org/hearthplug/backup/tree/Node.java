// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.tree;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import org.hearthplug.backup.ObjectId;
import org.hearthplug.backup.posix.Stat;

/**
 * One entry of a directory.
 *
 * @param name any bytes, as the tree has them: ask {@link #safeName()} before making a path of it
 * @param permissions the lower twelve bits of {@code st_mode}
 * @param size of a file, in bytes
 * @param linkTarget of a symbolic link, else empty
 * @param device number of a device node, as {@code st_rdev}
 * @param content a file's blobs in order; empty for everything else
 * @param subtree a directory's tree, else null
 */
public record Node(
        byte[] name,
        NodeType type,
        int permissions,
        Instant mtime,
        Instant atime,
        Instant ctime,
        int uid,
        int gid,
        String user,
        String group,
        long inode,
        long deviceId,
        long size,
        long links,
        byte[] linkTarget,
        List<Xattr> xattrs,
        long device,
        List<ObjectId> content,
        ObjectId subtree) {
    private static final byte[] NONE = {};

    /** An extended attribute. */
    public record Xattr(byte[] name, byte[] value) {}

    /** From what the file system says; content and subtree come later. */
    public static Node of(byte[] name, Stat s, String user, String group, byte[] linkTarget, List<Xattr> xattrs) {
        NodeType type = NodeType.ofMode(s.mode());
        Instant mtime = Instant.ofEpochSecond(s.mtimeSeconds(), s.mtimeNanos());
        return new Node(
                name,
                type,
                s.mode() & 07777,
                mtime,
                // restic's default: the access time is not kept, or every backup would see every file changed.
                mtime,
                Instant.ofEpochSecond(s.ctimeSeconds(), s.ctimeNanos()),
                s.uid(),
                s.gid(),
                user,
                group,
                s.inode(),
                s.device(),
                type == NodeType.FILE ? s.size() : 0,
                type.counted() ? s.links() : 0,
                linkTarget == null ? NONE : linkTarget,
                xattrs,
                type.device() ? s.rdev() : 0,
                List.of(),
                null);
    }

    /** The same with a file's content. */
    public Node withContent(List<ObjectId> blobs, long bytes) {
        return new Node(
                name,
                type,
                permissions,
                mtime,
                atime,
                ctime,
                uid,
                gid,
                user,
                group,
                inode,
                deviceId,
                bytes,
                links,
                linkTarget,
                xattrs,
                device,
                blobs,
                subtree);
    }

    /** The same with a directory's tree. */
    public Node withSubtree(ObjectId tree) {
        return new Node(
                name,
                type,
                permissions,
                mtime,
                atime,
                ctime,
                uid,
                gid,
                user,
                group,
                inode,
                deviceId,
                size,
                links,
                linkTarget,
                xattrs,
                device,
                content,
                tree);
    }

    /** The same under another name. */
    public Node withName(byte[] newName) {
        return new Node(
                newName,
                type,
                permissions,
                mtime,
                atime,
                ctime,
                uid,
                gid,
                user,
                group,
                inode,
                deviceId,
                size,
                links,
                linkTarget,
                xattrs,
                device,
                content,
                subtree);
    }

    /** Whether the name is one component of a path and stays where it is put. */
    public boolean safeName() {
        if (name.length == 0 || name.length > 255 || Arrays.equals(name, dots(1)) || Arrays.equals(name, dots(2))) {
            return false;
        }
        for (byte b : name) {
            if (b == '/' || b == 0) {
                return false;
            }
        }
        return true;
    }

    private static byte[] dots(int n) {
        return n == 1 ? new byte[] {'.'} : new byte[] {'.', '.'};
    }

    /** The name for people: UTF-8, with U+FFFD for what is not. */
    public String displayName() {
        return new String(name, StandardCharsets.UTF_8);
    }

    /**
     * Whether an entry on the disk is this one in all that {@link #of} would say of it. Who sets an attribute or an owner sets the time of
     * change, and who points a link elsewhere makes another: so link target and attributes are as they were, too.
     */
    public boolean is(Stat s, String userName, String groupName) {
        return inode == s.inode()
                && same(ctime, s.ctimeSeconds(), s.ctimeNanos())
                && same(mtime, s.mtimeSeconds(), s.mtimeNanos())
                && atime.equals(mtime)
                && type == NodeType.ofMode(s.mode())
                && permissions == (s.mode() & 07777)
                && uid == s.uid()
                && gid == s.gid()
                && deviceId == s.device()
                && size == (type == NodeType.FILE ? s.size() : 0)
                && links == (type.counted() ? s.links() : 0)
                && device == (type.device() ? s.rdev() : 0)
                && user.equals(userName)
                && group.equals(groupName);
    }

    /** Whether a file on the disk is this one, unchanged, as far as its times, size and, unless that says nothing, its number tell. */
    public boolean isStill(Stat s, boolean ignoreInode) {
        return type == NodeType.FILE
                && size == s.size()
                && (ignoreInode || inode == s.inode())
                && same(mtime, s.mtimeSeconds(), s.mtimeNanos())
                && same(ctime, s.ctimeSeconds(), s.ctimeNanos());
    }

    private static boolean same(Instant time, long second, int nanos) {
        return time.getEpochSecond() == second && time.getNano() == nanos;
    }
}
