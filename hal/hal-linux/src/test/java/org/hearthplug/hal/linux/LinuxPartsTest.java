// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.Mounts;
import org.hearthplug.hal.Mounts.Mount;
import org.hearthplug.hal.Network;
import org.hearthplug.hal.Processor;
import org.hearthplug.hal.Thermal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each part over small trees of files, the odd ones too. */
class LinuxPartsTest {
    @TempDir
    private Path root;

    private LinuxHardware hardware(String... entries) throws IOException {
        for (String entry : entries) {
            RecordedTree.entry(entry, root);
        }
        return LinuxHardware.ofRecordedTree(root);
    }

    @Test
    void operatingPointsAreInHertzAndAscending() throws IOException {
        String policy = "F sys/devices/system/cpu/cpufreq/policy0/";
        LinuxHardware hardware = hardware(
                "F sys/devices/system/cpu/present = 0-3",
                "F sys/devices/system/cpu/online = 0,2-3",
                policy + "scaling_min_freq = 600000",
                policy + "scaling_max_freq = 1000000",
                policy + "scaling_cur_freq = 800000",
                policy + "scaling_available_frequencies = 1200000 600000 800000 ",
                policy + "scaling_governor = schedutil");
        assertThat(hardware.processor().state())
                .isEqualTo(new Processor.State(
                        4,
                        3,
                        List.of(new Processor.FrequencyPolicy(
                                "policy0",
                                OptionalLong.of(800_000_000),
                                600_000_000,
                                1_000_000_000,
                                600_000_000,
                                1_000_000_000,
                                List.of(600_000_000L, 800_000_000L, 1_200_000_000L),
                                "schedutil",
                                List.of()))));
    }

    @Test
    void withoutCpufreqThereAreNoPolicies() throws IOException {
        assertThat(hardware().processor().state()).isEqualTo(new Processor.State(1, 1, List.of()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"0 | 1", "0-3 | 4", "0,2,4-5 | 4", "'' | 1", "x | 1", "3-1 | 1", "0-99999999999 | 4096"})
    void coreListsAreCounted(String list, int count) {
        assertThat(LinuxProcessor.countRanges(list)).isEqualTo(count);
    }

    @Test
    void busyTimeIsWhatIsNotIdleOrWaiting() throws IOException {
        LinuxHardware hardware = hardware("F proc/stat = cpu  10 20 30 400 50 6 7 8 900 0\\ncpu0 1 1 1 1 1 1 1 1 1 1");
        Processor.Times times = hardware.processor().times();
        assertThat(times).isEqualTo(new Processor.Times(10 + 20 + 30 + 6 + 7 + 8, 450));
        assertThat(new Processor.Times(181, 550).busySince(times)).isEqualTo(0.5);
        assertThat(times.busySince(times)).isZero();
        assertThat(times.busySince(new Processor.Times(500, 500))).isZero();
    }

    @Test
    void aStatThatMakesNoSenseIsTyped() throws IOException {
        LinuxHardware hardware = hardware("F proc/stat = intr 5");
        assertThat(catchThrowableOfType(
                                HalException.class, () -> hardware.processor().times())
                        .kind())
                .isEqualTo(HalException.Kind.MALFORMED);
    }

    @Test
    void thermalZonesWithTheirTrips() throws IOException {
        String zone = "F sys/class/thermal/thermal_zone0/";
        LinuxHardware hardware = hardware(
                zone + "type = cpu-thermal",
                zone + "temp = 48312",
                zone + "trip_point_0_temp = 85000",
                zone + "trip_point_0_type = passive",
                zone + "trip_point_1_temp = 110000",
                zone + "trip_point_1_type = critical",
                "F sys/class/thermal/thermal_zone1/type = no reading now",
                "F sys/class/thermal/thermal_zone1/temp = \\c",
                "F sys/class/thermal/cooling_device0/type = Processor");
        assertThat(hardware.thermal().zones())
                .containsExactly(new Thermal.Zone(
                        "thermal_zone0",
                        "cpu-thermal",
                        48_312,
                        List.of(new Thermal.Trip("passive", 85_000), new Thermal.Trip("critical", 110_000))));
    }

    /** A file that nobody writes to stands for a driver that does not come back. */
    @Test
    void aThermalSensorThatHangsHidesNoOther() throws Exception {
        LinuxHardware hardware = hardware(
                "F sys/class/thermal/thermal_zone0/type = hangs",
                "F sys/class/thermal/thermal_zone1/type = answers",
                "F sys/class/thermal/thermal_zone1/temp = 41000");
        Path hangs = root.resolve("sys/class/thermal/thermal_zone0/temp");
        assertThat(new ProcessBuilder("mkfifo", hangs.toString()).start().waitFor())
                .isZero();
        try {
            assertThat(hardware.thermal().zones())
                    .extracting(Thermal.Zone::type)
                    .containsExactly("answers");
        } finally {
            // Lets the reader go.
            Files.writeString(hangs, "40000");
        }
    }

    @Test
    void memoryIsInBytes() throws IOException {
        LinuxHardware hardware =
                hardware("F proc/meminfo = MemTotal:  480916 kB\\nMemFree:  9 kB\\nMemAvailable:  400000 kB"
                        + "\\nSwapTotal:  1024 kB\\nSwapFree:  512 kB\\nHugePages_Total:  0");
        assertThat(hardware.memory().state())
                .isEqualTo(new org.hearthplug.hal.MainMemory.State(
                        480_916L * 1024, 400_000L * 1024, 1024L * 1024, 512L * 1024));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"MemTotal: 1 kB", "''", "MemTotal: -5 kB", "MemTotal: 99999999999999999 kB", "MemTotal:"})
    void memoryThatMakesNoSenseIsTyped(String line) throws IOException {
        LinuxHardware hardware = hardware("F proc/meminfo = " + line);
        assertThat(catchThrowableOfType(
                                HalException.class, () -> hardware.memory().state())
                        .kind())
                .isEqualTo(HalException.Kind.MALFORMED);
    }

    @Test
    void mountPointsMayHaveBlanksAndOtherCharacters() {
        assertThat(
                        LinuxMounts.parse(
                                "36 35 98:0 /mnt1 /data/my\\040disk\\134x rw,noatime shared:1 master:2 - ext4 /dev/ro\\303\\274t rw"))
                .contains(new Mount("/data/my disk\\x", "/dev/roüt", "98:0", "ext4", "/mnt1", false));
        assertThat(LinuxMounts.parse("22 1 254:0 / / ro,relatime - squashfs /dev/vda ro"))
                .contains(new Mount("/", "/dev/vda", "254:0", "squashfs", "/", true));
    }

    @Test
    void aFileSystemThatTheKernelMadeReadOnlyRefusesWritesWhateverItsMountSays() {
        assertThat(LinuxMounts.parse(
                        "40 22 8:1 / /mnt rw,nosuid,noatime - vfat /dev/sda1 ro,uid=800,errors=remount-ro"))
                .get()
                .matches(Mount::readOnly);
        assertThat(LinuxMounts.parse("40 22 8:1 / /mnt rw,nosuid - vfat /dev/sda1 rw,errors=remount-ro"))
                .get()
                .matches(mount -> !mount.readOnly());
        assertThat(LinuxMounts.parse("40 22 8:1 / /mnt rw,nosuid - ext4 /dev/sda1"))
                .get()
                .matches(mount -> !mount.readOnly());
    }

    @Test
    void onlyFileSystemsWithoutOwnersAreToldOne() {
        Optional<Mounts.Owner> owner = Optional.of(new Mounts.Owner(800, 801));
        assertThat(LinuxMounts.options("vfat", owner)).isEqualTo("uid=800,gid=801,fmask=0137,dmask=0027,utf8,flush");
        assertThat(LinuxMounts.options("exfat", owner))
                .isEqualTo("uid=800,gid=801,fmask=0137,dmask=0027,iocharset=utf8");
        assertThat(LinuxMounts.options("ext4", owner)).isEmpty();
        assertThat(LinuxMounts.options("vfat", Optional.empty())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"''", "a b c", "36 35 98:0 /mnt1 /mnt2 rw", "1 2 3 - ext4 x", "1 2 3 4 5 6 -", "1 2 3 4 5 6 - ext4"
            })
    void linesOfAnotherShapeAreLeftOut(String line) {
        assertThat(LinuxMounts.parse(line)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"a\\\\04, a\\\\04", "\\\\, \\\\", "\\\\0401, ' 1'", "a\\\\9, a\\\\9"})
    void onlyWholeEscapesAreUndone(String in, String out) {
        assertThat(LinuxMounts.unescape(in.replace("\\\\", "\\"))).isEqualTo(out.replace("\\\\", "\\"));
    }

    @Test
    void spaceOfWhatIsGoneIsTyped() throws IOException {
        LinuxHardware hardware = hardware();
        assertThat(catchThrowableOfType(
                        HalException.class, () -> hardware.mounts().space("/not/there")))
                .satisfies(e -> assertThat(e.kind()).isEqualTo(HalException.Kind.GONE))
                .satisfies(e -> assertThat(e.errno()).isEqualTo(OptionalInt.of(2)))
                .satisfies(e -> assertThat(e.retryable()).isFalse());
    }

    @Test
    void interfacesByKind() throws IOException {
        LinuxHardware hardware = hardware(
                "F sys/class/net/eth10/ifindex = 3",
                "F sys/class/net/eth10/type = 1",
                "F sys/class/net/eth10/flags = 0x1003",
                "F sys/class/net/eth10/carrier = 1",
                "F sys/class/net/eth10/speed = 1000",
                "F sys/class/net/eth10/mtu = 1500",
                "F sys/class/net/eth10/address = 52:54:00:12:34:56",
                "F sys/class/net/eth10/statistics/rx_bytes = 17",
                "F sys/class/net/eth10/statistics/tx_errors = 2",
                "D sys/class/net/eth10/device",
                "F sys/class/net/eth2/ifindex = 9",
                "F sys/class/net/eth2/type = 1",
                "F sys/class/net/eth2/flags = 0x1002",
                "F sys/class/net/eth2/carrier = 1",
                "F sys/class/net/eth2/speed = 1000",
                "F sys/class/net/lo/ifindex = 1",
                "F sys/class/net/lo/type = 772",
                "F sys/class/net/lo/address = 00:00:00:00:00:00",
                "F sys/class/net/wlan0/ifindex = 4",
                "F sys/class/net/wlan0/type = 1",
                "F sys/class/net/wlan0/flags = 0x1003",
                "F sys/class/net/wlan0/speed = -1",
                "F sys/class/net/wlan0/carrier = 1",
                "D sys/class/net/wlan0/phy80211",
                "D sys/class/net/wlan0/device",
                "F sys/class/net/bonding_masters = ");
        List<Network.Link> links = hardware.network().links();
        assertThat(links).extracting(Network.Link::name).containsExactly("eth2", "eth10", "lo", "wlan0");
        assertThat(links)
                .extracting(Network.Link::kind)
                .containsExactly(Network.Kind.OTHER, Network.Kind.ETHERNET, Network.Kind.LOOPBACK, Network.Kind.WIFI);
        assertThat(links.get(1))
                .isEqualTo(new Network.Link(
                        "eth10",
                        3,
                        Network.Kind.ETHERNET,
                        Optional.of("52:54:00:12:34:56"),
                        true,
                        true,
                        OptionalInt.of(1000),
                        1500,
                        List.of(),
                        new Network.Statistics(17, 0, 0, 2)));
        assertThat(links.get(0).carrier())
                .as("an interface that is off has no carrier")
                .isFalse();
        assertThat(links.get(0).speedMbps()).isEmpty();
        assertThat(links.get(2).mac()).isEmpty();
        assertThat(links.get(3).speedMbps()).isEmpty();
    }

    @Test
    void theBoardIsNamedByItsDeviceTree() throws IOException {
        LinuxHardware hardware = hardware(
                "F proc/device-tree/model = Raspberry Pi Zero 2 W Rev 1.0\\0\\c",
                "F proc/device-tree/compatible = raspberrypi,model-zero-2-w\\0brcm,bcm2837\\0\\c",
                "F proc/uptime = 93.51 12.00",
                "F proc/sys/kernel/hostname = plug\\x1b[31m");
        assertThat(hardware.board().identity().model()).isEqualTo("Raspberry Pi Zero 2 W Rev 1.0");
        assertThat(hardware.board().identity().compatible())
                .containsExactly("raspberrypi,model-zero-2-w", "brcm,bcm2837");
        assertThat(hardware.board().identity().hostname()).isEqualTo("plug[31m");
        assertThat(hardware.board().uptime()).isEqualTo(Duration.ofMillis(93_510));
    }

    @Test
    void hugeFilesAndDirectoriesAreCutOff() throws IOException {
        KernelFiles files = new KernelFiles(root);
        Files.write(root.resolve("huge"), new byte[4 * KernelFiles.MAX_FILE_BYTES]);
        assertThat(files.bytes("huge").orElseThrow()).hasSizeLessThanOrEqualTo(KernelFiles.MAX_FILE_BYTES);
        Files.createDirectory(root.resolve("many"));
        for (int i = 0; i < KernelFiles.MAX_ENTRIES + 10; i++) {
            Files.createFile(root.resolve("many").resolve("f" + i));
        }
        assertThat(files.names("many")).hasSize(KernelFiles.MAX_ENTRIES);
    }

    @Test
    void aRecordedTreeIsSimulated() throws IOException {
        assertThat(hardware().simulated()).isTrue();
        assertThat(LinuxHardware.ofThisMachine().simulated()).isFalse();
    }

    @Test
    void namesSortAsPeopleCount() {
        assertThat(List.of("sda10", "sda2", "sda", "sdb", "sda02", "sda1").stream()
                        .sorted(Text.NATURAL))
                .containsExactly("sda", "sda1", "sda02", "sda2", "sda10", "sdb");
    }
}
