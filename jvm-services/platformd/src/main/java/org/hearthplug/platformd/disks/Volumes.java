// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.disks;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hearthplug.hal.BlockDevices.Disk;
import org.hearthplug.hal.BlockDevices.Volume;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.Hardware;

/** The volumes that are there. Looking wakes no disk. */
final class Volumes {
    private final Hardware hardware;
    private final SystemDisks systemDisks;

    Volumes(Hardware hardware, SystemDisks systemDisks) {
        this.hardware = hardware;
        this.systemDisks = systemDisks;
    }

    /** All, the plug's own among them, by name. Waits two seconds at most. */
    List<Seen> all() {
        List<Disk> disks = hardware.blockDevices().list();
        Set<String> system = systemDisks.among(disks, hardware.mounts().list());
        List<Seen> seen = new ArrayList<>();
        for (Disk disk : disks) {
            for (Volume volume : disk.volumes()) {
                identity(volume.name())
                        .ifPresent(
                                identity -> seen.add(new Seen(disk, volume, identity, system.contains(disk.name()))));
            }
        }
        return seen;
    }

    /** Those that are not the plug's own. */
    List<Seen> peoples() {
        return all().stream().filter(one -> !one.system()).toList();
    }

    /** One that is not the plug's own. */
    Optional<Seen> find(String volume) {
        return peoples().stream().filter(one -> one.name().equals(volume)).findFirst();
    }

    /** Empty when it has just gone. */
    Optional<String> identity(String volume) {
        try {
            return Optional.of(hardware.diskControl().identity(volume));
        } catch (HalException gone) {
            return Optional.empty();
        }
    }
}
