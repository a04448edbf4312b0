// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.power;

import java.nio.file.Path;
import org.hearthplug.hal.BlockDevices;
import org.hearthplug.hal.Hardware;
import org.hearthplug.hal.Network;

/** Finds what the controller watches: the network interface that faces the household, and the card or disk that the plug lives on. */
final class Places {
    private Places() {}

    static PlugSenses.Places of(Hardware hardware, Path root, boolean ethernet) {
        Network.Kind kind = ethernet ? Network.Kind.ETHERNET : Network.Kind.WIFI;
        String network = hardware.network().links().stream()
                .filter(link -> link.kind() == kind)
                .map(Network.Link::name)
                .findFirst()
                .orElse("none");
        String disk = hardware.mounts().list().stream()
                .filter(mount -> mount.mountPoint().equals("/data"))
                .map(mount -> diskOf(mount.source(), hardware))
                .findFirst()
                .orElse("none");
        return new PlugSenses.Places(root, network, disk);
    }

    private static String diskOf(String source, Hardware hardware) {
        String name = source.substring(source.lastIndexOf('/') + 1);
        return hardware.blockDevices().list().stream()
                .filter(disk -> name.startsWith(disk.name()))
                .map(BlockDevices.Disk::name)
                .findFirst()
                .orElse("none");
    }
}
