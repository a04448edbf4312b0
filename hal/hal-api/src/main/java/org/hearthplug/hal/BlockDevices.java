// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal;

import java.util.List;
import java.util.Optional;

/** Block devices that hold data across a reboot: loop, RAM and zram devices are left out. */
public interface BlockDevices {
    /**
     * Lists devices and partitions, in the order of their names. File systems are recognised by their superblocks, read
     * once for each device and kept; a device that does not answer within a second is listed without, and the reading
     * goes on behind. Waits two seconds at most.
     */
    List<Disk> list();

    /** Where a device is attached. */
    enum Transport {
        USB,
        MMC,
        VIRTIO,
        OTHER
    }

    /**
     * A whole block device.
     *
     * @param name the kernel's name, {@code sda}
     * @param number major and minor number, {@code 8:0}
     * @param model what the device calls itself, if it does
     * @param serial its serial number, if it has one
     * @param bytes capacity
     * @param removable true for media that a person can take out
     * @param readOnly true when the kernel refuses writes
     * @param transport where it is attached
     * @param volumes its partitions; the device itself when it has no partition table
     */
    record Disk(
            String name,
            String number,
            Optional<String> model,
            Optional<String> serial,
            long bytes,
            boolean removable,
            boolean readOnly,
            Transport transport,
            List<Volume> volumes) {
        public Disk {
            volumes = List.copyOf(volumes);
        }
    }

    /**
     * What can carry a file system.
     *
     * @param name the kernel's name, {@code sda1}
     * @param number major and minor number, {@code 8:1}
     * @param bytes capacity
     * @param content what its superblock says, if one is recognised
     */
    record Volume(String name, String number, long bytes, Optional<Content> content) {}

    /**
     * A recognised superblock.
     *
     * @param type what it is
     * @param label its label, if it has one
     * @param uuid its identity as the format writes it, if it has one
     */
    record Content(ContentType type, Optional<String> label, Optional<String> uuid) {}

    /** What superblocks are recognised. */
    enum ContentType {
        EXT2("ext2"),
        EXT3("ext3"),
        EXT4("ext4"),
        BTRFS("btrfs"),
        FAT("vfat"),
        EXFAT("exfat"),
        NTFS("ntfs"),
        SQUASHFS("squashfs"),
        LUKS("crypto_LUKS"),
        SWAP("swap");

        private final String label;

        ContentType(String label) {
            this.label = label;
        }

        /** The name that mount and blkid use. */
        public String label() {
            return label;
        }
    }
}
