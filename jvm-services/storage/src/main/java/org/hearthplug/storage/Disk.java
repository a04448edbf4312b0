// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/**
 * A disk beside the plug's own, mounted: all of its files are one space. What the plug keeps there itself is in {@code .hearth}.
 *
 * @param root where it is mounted; another place each time it comes, for who still works on the one before
 * @param writable whether it takes changes; without, nothing of the plug's is made on it either
 * @param lastingInodes whether an inode's number is the same when the disk comes back; FAT and exFAT make them up
 */
public record Disk(Path root, boolean writable, boolean lastingInodes) {
    /** What disks have at the top beside people's files: ours, ext4's, and other systems'. */
    public static final List<String> NOT_PEOPLES = List.of(
            ".hearth", "lost+found", "System Volume Information", "$RECYCLE.BIN", ".Spotlight-V100", ".fseventsd");

    /** Checks what must not be null. */
    public Disk {
        Objects.requireNonNull(root);
    }
}
