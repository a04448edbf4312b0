// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.posix;

/**
 * What statx(2) says of a file.
 *
 * @param mode type and permission bits as in {@code st_mode}
 * @param device of the file system, as {@code st_dev}
 * @param rdev of a device node, as {@code st_rdev}
 */
public record Stat(
        int mode,
        int uid,
        int gid,
        long inode,
        long links,
        long size,
        long device,
        long rdev,
        long atimeSeconds,
        int atimeNanos,
        long mtimeSeconds,
        int mtimeNanos,
        long ctimeSeconds,
        int ctimeNanos) {
    /** Mask of the type bits. */
    public static final int TYPE = 0xf000;

    /** Type bits of a fifo. */
    public static final int FIFO = 0x1000;

    /** Type bits of a character device. */
    public static final int CHARACTER = 0x2000;

    /** Type bits of a directory. */
    public static final int DIRECTORY = 0x4000;

    /** Type bits of a block device. */
    public static final int BLOCK = 0x6000;

    /** Type bits of a regular file. */
    public static final int REGULAR = 0x8000;

    /** Type bits of a symbolic link. */
    public static final int SYMLINK = 0xa000;

    /** Type bits of a socket. */
    public static final int SOCKET = 0xc000;

    /** The type bits alone. */
    public int type() {
        return mode & TYPE;
    }
}
