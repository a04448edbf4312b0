// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.people;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import org.hearthplug.storage.Disk;
import org.hearthplug.storage.Storage;

/**
 * A disk that platformd has mounted for people's files.
 *
 * @param id how the volume is known for good
 * @param root where it is mounted
 * @param fileSystem its format, as mount names it
 * @param label its own label; may be empty
 * @param readOnly whether it takes no changes
 */
public record UsedDisk(String id, Path root, String fileSystem, String label, boolean readOnly) {
    private static final int MAX_ACCOUNT = 32;

    /** Those that have no inodes: the kernel numbers files anew each time. */
    private static final Set<String> WITHOUT_INODES = Set.of("vfat", "exfat");

    /** Returns the name of the space that the files of a volume are. */
    public static String account(String id) {
        String plain = id.toLowerCase(Locale.ROOT).replaceAll("[^0-9a-z]", "");
        return Storage.DISK + plain.substring(0, Math.min(plain.length(), MAX_ACCOUNT - Storage.DISK.length()));
    }

    /** Returns the name of the space that its files are. */
    public String account() {
        return account(id);
    }

    /** Returns it as the storage attaches it. */
    public Disk disk() {
        return new Disk(root, !readOnly, !WITHOUT_INODES.contains(fileSystem));
    }
}
