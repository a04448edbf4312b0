// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.disks;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.hearthplug.hal.BlockDevices.Content;
import org.hearthplug.hal.BlockDevices.ContentType;
import org.hearthplug.hal.BlockDevices.Disk;
import org.hearthplug.hal.BlockDevices.Volume;

/**
 * A volume that is there now.
 *
 * @param disk the disk it is on
 * @param volume the volume
 * @param identity names it in this life of it, as the HAL tells
 * @param system true when its disk is the plug's own
 */
record Seen(Disk disk, Volume volume, String identity, boolean system) {
    private static final Pattern ID = Pattern.compile("[0-9a-z-]{1,64}");

    String name() {
        return volume.name();
    }

    /** Names its file system for good; empty while there is none with an identity. */
    String id() {
        return volume.content()
                .flatMap(Content::uuid)
                .map(uuid -> uuid.toLowerCase(Locale.ROOT))
                .filter(uuid -> ID.matcher(uuid).matches())
                .orElse("");
    }

    Optional<String> fileSystem() {
        return volume.content().map(Content::type).map(ContentType::label);
    }

    Optional<String> label() {
        return volume.content().flatMap(Content::label);
    }

    /** What it is mounted as; empty when it cannot be mounted here. ext4's driver reads what came before it. */
    Optional<String> mountedAs() {
        return volume.content().map(Content::type).flatMap(type -> switch (type) {
            case EXT2, EXT3, EXT4 -> Optional.of("ext4");
            case FAT -> Optional.of("vfat");
            case EXFAT -> Optional.of("exfat");
            case BTRFS, NTFS, SQUASHFS, LUKS, SWAP -> Optional.empty();
        });
    }
}
