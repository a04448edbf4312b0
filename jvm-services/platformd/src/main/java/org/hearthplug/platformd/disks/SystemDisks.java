// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.disks;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.hearthplug.hal.BlockDevices.Disk;
import org.hearthplug.hal.BlockDevices.Transport;
import org.hearthplug.hal.Mounts.Mount;

/**
 * The disks that are not people's: each that carries something mounted (the root, also below dm-verity, and with it the other slot and the
 * boot partition; {@code /data}), but for what is mounted for people's files or looked into for an update; the card that the plug started
 * from; and what the kernel calls a disk and nobody plugs in.
 */
final class SystemDisks {
    /** Maps, arrays, memory, optical drives; and the parts of an eMMC that hold a board's boot loader. */
    private static final Pattern NO_DISK =
            Pattern.compile("(?:dm-|md|nbd|loop|zram|ram|sr|fd|mtdblock).*|mmcblk\\d+(?:boot\\d+|rpmb|gp\\d+)");

    private static final int MAX_LAYERS = 8;

    /**
     * Where to look.
     *
     * @param blocks the kernel's block devices, {@code /sys/class/block}
     * @param card the card that the plug started from; may be missing
     * @param exempt folders below which mounts do not make a disk the plug's own
     */
    record Places(Path blocks, Path card, List<Path> exempt) {}

    private final Places places;

    SystemDisks(Places places) {
        this.places = places;
    }

    /** Names of the disks of a list that are the plug's own. */
    Set<String> among(List<Disk> disks, List<Mount> mounts) {
        Set<String> carriers = new HashSet<>();
        carriers.add(real(places.card()));
        for (Mount mount : mounts) {
            Path point = Path.of(mount.mountPoint());
            if (places.exempt().stream().noneMatch(point::startsWith)) {
                if (mount.source().startsWith("/dev/")) {
                    carriers.add(real(Path.of(mount.source())));
                }
                disks.stream()
                        .filter(disk -> disk.number().equals(mount.number()))
                        .forEach(disk -> carriers.add(disk.name()));
                disks.stream()
                        .flatMap(disk -> disk.volumes().stream())
                        .filter(volume -> volume.number().equals(mount.number()))
                        .forEach(volume -> carriers.add(volume.name()));
            }
        }
        Set<String> below = new HashSet<>();
        carriers.forEach(name -> addWithWhatIsBelow(name, below, MAX_LAYERS));
        Set<String> system = new HashSet<>();
        for (Disk disk : disks) {
            boolean carries = below.contains(disk.name())
                    || disk.volumes().stream().anyMatch(volume -> below.contains(volume.name()));
            boolean image = disk.transport() == Transport.VIRTIO && disk.readOnly();
            if (carries || image || NO_DISK.matcher(disk.name()).matches()) {
                system.add(disk.name());
            }
        }
        return system;
    }

    /** The kernel's name of what a path leads to. */
    private static String real(Path device) {
        try {
            return device.toRealPath().getFileName().toString();
        } catch (IOException | RuntimeException missing) {
            return String.valueOf(device.getFileName());
        }
    }

    /** A map of the device mapper lies on other devices, its slaves. */
    private void addWithWhatIsBelow(String name, Set<String> into, int layers) {
        if (layers == 0 || !into.add(name)) {
            return;
        }
        try (DirectoryStream<Path> slaves =
                Files.newDirectoryStream(places.blocks().resolve(name).resolve("slaves"))) {
            for (Path slave : slaves) {
                addWithWhatIsBelow(slave.getFileName().toString(), into, layers - 1);
            }
        } catch (IOException none) {
            // Most lie on nothing.
        }
    }
}
