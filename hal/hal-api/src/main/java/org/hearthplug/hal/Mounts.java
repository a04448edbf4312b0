// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal;

import java.util.List;

/** Mounted file systems of this process's mount namespace. */
public interface Mounts {
    /** Lists all mounts in the kernel's order. Does not block. */
    List<Mount> list();

    /**
     * Space of a mounted file system. May wait for the disk to wake up.
     *
     * @param mountPoint path of the mount point
     * @throws HalException GONE when nothing is there any more
     */
    Space space(String mountPoint);

    /**
     * One mount.
     *
     * @param mountPoint where, as an absolute path
     * @param source the device or name that was mounted, {@code /dev/sda1}
     * @param number major and minor number of the device, {@code 8:1}; of the kernel's own making for btrfs and others
     * @param type file system type
     * @param root directory within the file system that is visible here, {@code /} mostly
     * @param readOnly true when the mount refuses writes
     */
    record Mount(String mountPoint, String source, String number, String type, String root, boolean readOnly) {}

    /**
     * Space in bytes.
     *
     * @param totalBytes size of the file system
     * @param availableBytes what an unprivileged writer can still store
     */
    record Space(long totalBytes, long availableBytes) {}
}
