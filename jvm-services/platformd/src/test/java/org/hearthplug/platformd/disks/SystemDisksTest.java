// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.disks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.hearthplug.hal.BlockDevices.Disk;
import org.hearthplug.hal.BlockDevices.Transport;
import org.hearthplug.hal.BlockDevices.Volume;
import org.hearthplug.hal.Mounts.Mount;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A mistake here would offer the plug's own card to be erased. */
class SystemDisksTest {
    @TempDir
    private Path root;

    private SystemDisks system;

    @BeforeEach
    void places() throws IOException {
        Files.createDirectories(root.resolve("dev"));
        system = new SystemDisks(new SystemDisks.Places(
                root.resolve("block"),
                root.resolve("dev/card"),
                List.of(Path.of("/run/hearth/disks"), Path.of("/run/hearth/update"))));
    }

    private static Disk disk(String name, int major, Transport transport, boolean readOnly, String... volumes) {
        List<Volume> all = Stream.iterate(0, i -> i < volumes.length, i -> i + 1)
                .map(i -> new Volume(volumes[i], major + ":" + (i + 1), 10, Optional.empty()))
                .toList();
        return new Disk(name, major + ":0", Optional.empty(), Optional.empty(), 100, false, readOnly, transport, all);
    }

    private static final Disk CARD =
            disk("mmcblk0", 179, Transport.MMC, false, "mmcblk0p1", "mmcblk0p2", "mmcblk0p3", "mmcblk0p4");
    private static final Disk STICK = disk("sda", 8, Transport.USB, false, "sda1", "sda2");

    private static Mount mount(String point, String source, String number) {
        return new Mount(point, source, number, "ext4", "/", false);
    }

    @Test
    void aCardWhoseSlotIsSeenThroughVerityIsThePlugsWithAllThatIsOnIt() throws IOException {
        Files.createDirectories(root.resolve("block/dm-0/slaves/mmcblk0p2"));
        Disk map = disk("dm-0", 252, Transport.OTHER, true, "dm-0");
        Mount slot = mount("/", "/dev/root", "252:0");
        assertThat(system.among(List.of(CARD, STICK, map), List.of(slot))).isEqualTo(Set.of("mmcblk0", "dm-0"));
        // A map that the list does not tell, over another.
        Files.createDirectories(root.resolve("block/dm-5/slaves/dm-0"));
        Mount deeper = mount("/", "/dev/dm-5", "252:5");
        assertThat(system.among(List.of(CARD, STICK), List.of(deeper))).isEqualTo(Set.of("mmcblk0"));
    }

    @Test
    void whatCarriesTheDataOrAnythingElseThatIsMountedIsThePlugs() {
        assertThat(system.among(List.of(CARD, STICK), List.of(mount("/data", "/dev/mmcblk0p4", "179:4"))))
                .isEqualTo(Set.of("mmcblk0"));
        assertThat(system.among(List.of(CARD, STICK), List.of(mount("/mnt", "/dev/sda2", "0:44"))))
                .isEqualTo(Set.of("sda"));
        assertThat(system.among(List.of(CARD, STICK), List.of(mount("/", "/dev/root", "8:0"))))
                .isEqualTo(Set.of("sda"));
    }

    @Test
    void theCardThatThePlugStartedFromIsThePlugsWhateverIsMounted() throws IOException {
        Files.createFile(root.resolve("dev/mmcblk0"));
        Files.createSymbolicLink(root.resolve("dev/card"), Path.of("mmcblk0"));
        assertThat(system.among(List.of(CARD, STICK), List.of())).isEqualTo(Set.of("mmcblk0"));
    }

    @Test
    void whatIsMountedForPeopleOrLookedIntoForAnUpdateStaysPeoples() {
        assertThat(system.among(
                        List.of(STICK),
                        List.of(
                                mount("/run/hearth/disks/a-1", "/dev/sda1", "8:1"),
                                mount("/run/hearth/update/stick", "/dev/sda2", "8:2"))))
                .isEmpty();
        // Not by the look of its name alone.
        assertThat(system.among(List.of(STICK), List.of(mount("/run/hearth/disks-2", "/dev/sda1", "8:1"))))
                .isEqualTo(Set.of("sda"));
    }

    @Test
    void whatNobodyPlugsInIsNoDisk() {
        assertThat(system.among(
                        List.of(
                                disk("vda", 254, Transport.VIRTIO, true, "vda"),
                                disk("vdb", 253, Transport.VIRTIO, false, "vdb"),
                                disk("mmcblk1", 179, Transport.MMC, false, "mmcblk1"),
                                disk("mmcblk1boot0", 180, Transport.MMC, false, "mmcblk1boot0"),
                                disk("mmcblk1boot1", 181, Transport.MMC, true, "mmcblk1boot1"),
                                disk("zram0", 251, Transport.OTHER, false, "zram0"),
                                disk("sr0", 11, Transport.OTHER, true, "sr0"),
                                STICK),
                        List.of()))
                .isEqualTo(Set.of("vda", "mmcblk1boot0", "mmcblk1boot1", "zram0", "sr0"));
    }
}
