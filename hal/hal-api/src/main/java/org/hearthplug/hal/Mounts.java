// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Mounted file systems of this process's mount namespace. */
public interface Mounts {
    /** Lists all mounts in the kernel's order. Does not block. */
    List<Mount> list();

    /**
     * Space of a mounted file system. Waits 2 s at most, also for a disk that must wake up first.
     *
     * @param mountPoint path of the mount point
     * @throws HalException GONE when nothing is there any more; TIMEOUT
     */
    Space space(String mountPoint);

    /**
     * Mounts a volume, always without set-user-id programs and device nodes.
     *
     * @param volume the kernel's name, {@code sda1}
     * @param type its file system, as {@link BlockDevices.ContentType#label} names it
     * @param mountPoint an empty directory that is there, as an absolute path
     * @param access whether writes are let through
     * @param owner whose the files of a file system without owners (FAT, exFAT) are: theirs to write, their group's to read; empty
     *     for root's. File systems with owners of their own keep them
     * @param limit longest wait: a journal may have to be replayed first
     * @throws HalException GONE when volume or directory are not there, or within two seconds of the volume's going;
     *     BUSY when it is mounted already or in use; UNSUPPORTED when the kernel lacks the file system; OUT_OF_RANGE when
     *     the volume holds no such one; MALFORMED when it is damaged; DENIED; TIMEOUT: the mount may still come about
     */
    void mount(String volume, String type, String mountPoint, Access access, Optional<Owner> owner, Duration limit);

    /** Mounts a volume; where a file system has no owners, its files are root's. Else as the other. */
    default void mount(String volume, String type, String mountPoint, Access access, Duration limit) {
        mount(volume, type, mountPoint, access, Optional.empty(), limit);
    }

    /**
     * Unmounts, after all that was written has reached the device.
     *
     * @param limit longest wait
     * @throws HalException GONE when nothing is mounted there; BUSY when a file is open there; DENIED; TIMEOUT
     */
    void unmount(String mountPoint, Duration limit);

    /**
     * Takes a mount away at once, whatever is open there: what is left to do when its device was pulled. Waits 2 s at most.
     *
     * @throws HalException GONE when nothing is mounted there; DENIED; TIMEOUT
     */
    void detach(String mountPoint);

    /** What a mount lets through. */
    enum Access {
        READ_ONLY,
        READ_WRITE
    }

    /**
     * An account, by its numbers.
     *
     * @param uid of the user, from 0 on
     * @param gid of the group, from 0 on
     */
    record Owner(int uid, int gid) {
        public Owner {
            if (uid < 0 || gid < 0) {
                throw new IllegalArgumentException("an account of " + uid + ":" + gid);
            }
        }
    }

    /**
     * One mount.
     *
     * @param mountPoint where, as an absolute path
     * @param source the device or name that was mounted, {@code /dev/sda1}
     * @param number major and minor number of the device, {@code 8:1}; of the kernel's own making for btrfs and others
     * @param type file system type
     * @param root directory within the file system that is visible here, {@code /} mostly
     * @param readOnly true when the mount or its file system refuses writes: the kernel makes a damaged one so while it is used
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
