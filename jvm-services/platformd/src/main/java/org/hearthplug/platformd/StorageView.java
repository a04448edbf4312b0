// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.hearthplug.hal.BlockDevices;
import org.hearthplug.hal.BlockDevices.Disk;
import org.hearthplug.hal.BlockDevices.Volume;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.Mounts;
import org.hearthplug.runtime.platform.Snapshot;

/** Brings together what the block devices hold and where it is mounted. */
final class StorageView {
    private final BlockDevices blockDevices;
    private final Mounts mounts;

    StorageView(BlockDevices blockDevices, Mounts mounts) {
        this.blockDevices = blockDevices;
        this.mounts = mounts;
    }

    List<Snapshot.Disk> disks() {
        List<Mounts.Mount> mounted = mounts.list();
        List<Snapshot.Disk> disks = new ArrayList<>();
        for (Disk disk : blockDevices.list()) {
            if (isMapOfSystem(disk)) {
                continue;
            }
            disks.add(new Snapshot.Disk(
                    disk.name(),
                    disk.model().orElse(null),
                    disk.serial().orElse(null),
                    disk.bytes(),
                    disk.removable(),
                    disk.readOnly(),
                    disk.transport().name().toLowerCase(Locale.ROOT),
                    disk.volumes().stream()
                            .map(volume -> partition(volume, mounted))
                            .toList()));
        }
        return disks;
    }

    /** What dm-verity shows of a slot or of a bundle is the card once more, and nothing that a person could use. */
    private static boolean isMapOfSystem(Disk disk) {
        return disk.name().startsWith("dm-") && disk.readOnly();
    }

    private Snapshot.Partition partition(Volume volume, List<Mounts.Mount> mounted) {
        Optional<Mounts.Mount> mount = mounted.stream()
                .filter(one ->
                        one.number().equals(volume.number()) || one.source().equals("/dev/" + volume.name()))
                .findFirst();
        Optional<Mounts.Space> space = mount.flatMap(one -> space(one.mountPoint()));
        Optional<String> type = volume.content().map(content -> content.type().label());
        return new Snapshot.Partition(
                volume.name(),
                volume.bytes(),
                mount.map(Mounts.Mount::type).or(() -> type).orElse(null),
                volume.content().flatMap(BlockDevices.Content::label).orElse(null),
                mount.map(Mounts.Mount::mountPoint).orElse(null),
                space.map(Mounts.Space::totalBytes).orElse(null),
                space.map(Mounts.Space::availableBytes).orElse(null));
    }

    /** Empty when it was unmounted meanwhile. */
    private Optional<Mounts.Space> space(String mountPoint) {
        try {
            return Optional.of(mounts.space(mountPoint));
        } catch (HalException unmounted) {
            return Optional.empty();
        }
    }
}
