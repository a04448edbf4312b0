// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.disks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.hearthplug.hal.Mounts;
import org.hearthplug.runtime.platform.DisksMessages;
import org.hearthplug.runtime.platform.DisksMessages.UsedDisk;
import org.hearthplug.runtime.platform.DisksMessages.UsedDisks;

/** {@code used.json}, which tells the daemon of people's files what is mounted for them; in the folder of the mount points. */
final class UsedFile {
    private static final String NAME = "used.json";

    private final Path folder;

    UsedFile(Path folder) {
        this.folder = folder;
    }

    /** Makes the folder, root's to write and the account's to read. */
    void makeFolder(Mounts.Owner account) throws IOException {
        Files.createDirectories(
                folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        Files.setAttribute(folder, "unix:gid", account.gid());
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-x---"));
    }

    /** Writes it whole beside, and renames it once the account may read it. */
    void write(List<UsedDisk> disks, Mounts.Owner account) throws IOException {
        Path beside = folder.resolve("." + NAME);
        Files.deleteIfExists(beside);
        Files.createFile(beside, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(
                beside, DisksMessages.USED_DISKS.toJson(new UsedDisks(DisksMessages.USED_FORMAT, disks)) + "\n");
        Files.setAttribute(beside, "unix:gid", account.gid());
        Files.setPosixFilePermissions(beside, PosixFilePermissions.fromString("rw-r-----"));
        Files.move(beside, folder.resolve(NAME), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
