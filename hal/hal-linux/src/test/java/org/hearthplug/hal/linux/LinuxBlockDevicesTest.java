// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.hearthplug.hal.BlockDevices.Content;
import org.hearthplug.hal.BlockDevices.ContentType;
import org.hearthplug.hal.BlockDevices.Disk;
import org.hearthplug.hal.BlockDevices.Transport;
import org.hearthplug.hal.BlockDevices.Volume;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LinuxBlockDevicesTest {
    private static final String STICK =
            "sys/devices/pci0000:00/0000:00:02.0/usb2/2-1/2-1:1.0/host0/target0:0:0/0:0:0:0/block/sda";

    @TempDir
    private Path root;

    @BeforeEach
    void devices() throws IOException {
        Files.createDirectory(root.resolve("dev"));
    }

    private List<Disk> list() {
        return LinuxHardware.ofRecordedTree(root).blockDevices().list();
    }

    private void tree(String... entries) throws IOException {
        for (String entry : entries) {
            RecordedTree.entry(entry, root);
        }
    }

    private void stick() throws IOException {
        tree(
                "L sys/block/sda -> ../devices/pci0000:00/0000:00:02.0/usb2/2-1/2-1:1.0/host0/target0:0:0/0:0:0:0/block/sda",
                "F " + STICK + "/size = 65536",
                "F " + STICK + "/dev = 8:0",
                "F " + STICK + "/diskseq = 9",
                "F " + STICK + "/removable = 1",
                "F " + STICK + "/ro = 0",
                "L " + STICK + "/device -> ../../../0:0:0:0",
                "F sys/devices/pci0000:00/0000:00:02.0/usb2/2-1/2-1:1.0/host0/target0:0:0/0:0:0:0/model = QEMU HARDDISK   ",
                "F sys/devices/pci0000:00/0000:00:02.0/usb2/2-1/idVendor = 46f4",
                "F sys/devices/pci0000:00/0000:00:02.0/usb2/2-1/product = QEMU USB HARDDRIVE",
                "F sys/devices/pci0000:00/0000:00:02.0/usb2/2-1/serial = 1-0000:00:02.0-1");
    }

    @Test
    void aStickWithAPartition() throws IOException {
        stick();
        tree(
                "F " + STICK + "/sda1/partition = 1",
                "F " + STICK + "/sda1/size = 63488",
                "F " + STICK + "/sda1/dev = 8:1",
                "D " + STICK + "/queue");
        Files.write(root.resolve("dev/sda1"), SuperblockTest.image("exfat"));
        assertThat(list())
                .containsExactly(new Disk(
                        "sda",
                        "8:0",
                        Optional.of("QEMU HARDDISK"),
                        Optional.of("1-0000:00:02.0-1"),
                        32L << 20,
                        true,
                        false,
                        Transport.USB,
                        List.of(new Volume(
                                "sda1",
                                "8:1",
                                31L << 20,
                                Optional.of(new Content(
                                        ContentType.EXFAT, Optional.of("Ferien ü"), Optional.of("7BF5-24FA")))))));
    }

    @Test
    void aStickWithoutAPartitionTableIsItsOwnVolume() throws IOException {
        stick();
        Files.write(root.resolve("dev/sda"), SuperblockTest.image("fat32"));
        Volume volume = list().getFirst().volumes().getFirst();
        assertThat(volume.name()).isEqualTo("sda");
        assertThat(volume.content().orElseThrow().label()).contains("STICK");
    }

    @Test
    void aNewMediumIsLookedIntoAgainAndAnOldOneIsNot() throws IOException {
        stick();
        Files.write(root.resolve("dev/sda"), SuperblockTest.image("fat32"));
        LinuxHardware hardware = LinuxHardware.ofRecordedTree(root);
        assertThat(label(hardware)).contains("STICK");
        Files.write(root.resolve("dev/sda"), SuperblockTest.image("ext4"));
        assertThat(label(hardware))
                .as("the disk is not woken for what is known")
                .contains("STICK");
        tree("F " + STICK + "/diskseq = 10");
        assertThat(label(hardware)).contains("Fotos");
    }

    private static Optional<String> label(LinuxHardware hardware) {
        return hardware.blockDevices()
                .list()
                .getFirst()
                .volumes()
                .getFirst()
                .content()
                .flatMap(Content::label);
    }

    @Test
    void aDeviceThatDoesNotAnswerIsListedWithoutContent() throws Exception {
        stick();
        Process made = new ProcessBuilder("mkfifo", root.resolve("dev/sda").toString()).start();
        assertThat(made.waitFor()).isZero();
        // Opening a pipe that nobody writes to never ends, as reading from a dying disk seems to.
        assertThat(list().getFirst().volumes().getFirst().content()).isEmpty();
        // A writer lets the waiting thread go.
        Files.newOutputStream(root.resolve("dev/sda"), java.nio.file.StandardOpenOption.WRITE)
                .close();
    }

    @Test
    void drivesWithoutMediumAndVolatileDevicesAreLeftOut() throws IOException {
        tree(
                "F sys/block/sr0/size = 0",
                "F sys/block/sr0/dev = 11:0",
                "F sys/block/loop0/size = 8",
                "F sys/block/loop0/dev = 7:0",
                "F sys/block/zram0/size = 8",
                "F sys/block/zram0/dev = 252:0",
                "F sys/block/ram0/size = 8",
                "F sys/block/ram0/dev = 1:0",
                "F sys/block/vanished/size = 8");
        assertThat(list()).isEmpty();
    }

    @Test
    void transportsByPath() {
        assertThat(LinuxBlockDevices.transport(
                        "/sys/devices/platform/soc/3f202000.mmc/mmc_host/mmc0/mmc0:0001/block/mmcblk0"))
                .isEqualTo(Transport.MMC);
        assertThat(LinuxBlockDevices.transport("/sys/devices/platform/a000000.virtio_mmio/virtio0/block/vda"))
                .isEqualTo(Transport.VIRTIO);
        assertThat(LinuxBlockDevices.transport("/sys/devices/pci0000:00/0000:00:01.0/nvme/nvme0/nvme0n1"))
                .isEqualTo(Transport.OTHER);
    }

    @Test
    void capacitiesThatMakeNoSenseAreNoDisk() throws IOException {
        stick();
        tree("F " + STICK + "/size = 9223372036854775807");
        assertThat(list()).isEmpty();
        tree("F " + STICK + "/size = -1");
        assertThat(list()).isEmpty();
    }
}
