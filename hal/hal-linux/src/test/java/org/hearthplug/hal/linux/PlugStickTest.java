// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.hearthplug.hal.BlockDevices;
import org.hearthplug.hal.BlockDevices.Content;
import org.hearthplug.hal.BlockDevices.ContentType;
import org.hearthplug.hal.BlockDevices.Disk;
import org.hearthplug.hal.BlockDevices.Transport;
import org.hearthplug.hal.DiskControl;
import org.hearthplug.hal.DiskControl.Format;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.HalException.Kind;
import org.hearthplug.hal.Hardware;
import org.hearthplug.hal.Mounts;
import org.hearthplug.hal.Mounts.Access;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;

/** A stick that nobody needs, in the plug: formatted, mounted, written to, laid to rest. Its serial number is {@value #SERIAL}. */
@EnabledIf("org.hearthplug.hal.contract.InPlug#isHere")
class PlugStickTest {
    static final String SERIAL = "SPARE";
    private static final Hardware HARDWARE = LinuxHardware.ofThisMachine();
    private static final Duration PATIENT = Duration.ofSeconds(120);
    private static final long PATIENT_NANOS = PATIENT.toNanos();

    @TempDir
    private Path mountPoint;

    private Disk stick;

    @BeforeEach
    void findTheStick() {
        stick = there().orElseThrow();
    }

    @AfterEach
    void leaveNoMountBehind() {
        for (Mounts.Mount mount : HARDWARE.mounts().list()) {
            if (mount.mountPoint().equals(mountPoint.toString())) {
                HARDWARE.mounts().detach(mount.mountPoint());
            }
        }
    }

    private static Kind failure(Runnable operation) {
        HalException failure = catchThrowableOfType(HalException.class, operation::run);
        return failure == null ? null : failure.kind();
    }

    private void format(ContentType type, String label) {
        DiskControl control = HARDWARE.diskControl();
        String name = stick.name();
        control.format(new Format(name, control.identity(name), control.confirmation(name), type, label), PATIENT);
    }

    private Optional<Content> content() {
        return HARDWARE.blockDevices().list().stream()
                .filter(disk -> disk.name().equals(stick.name()))
                .findFirst()
                .orElseThrow()
                .volumes()
                .getFirst()
                .content();
    }

    private void mount(String type, Access access) {
        HARDWARE.mounts().mount(stick.name(), type, mountPoint.toString(), access, PATIENT);
    }

    private void unmount() {
        HARDWARE.mounts().unmount(mountPoint.toString(), PATIENT);
    }

    private static void await(String what, BooleanSupplier condition) throws InterruptedException {
        long began = System.nanoTime();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - began).as(what).isLessThan(PATIENT_NANOS);
            Thread.sleep(100);
        }
    }

    @Test
    void aStickIsWhatItIs() {
        assertThat(stick.transport()).isEqualTo(Transport.USB);
        assertThat(stick.removable()).isTrue();
        assertThat(stick.bytes()).isEqualTo(64L << 20);
        assertThat(HARDWARE.diskControl().identity(stick.name()))
                .matches(stick.name() + "/QEMU[^/]*/" + SERIAL + "/67108864/\\d+");
    }

    @Test
    void whatIsFormattedIsRecognisedMountedWrittenAndThereAgain() throws IOException {
        for (ContentType type : new ContentType[] {ContentType.EXT4, ContentType.FAT}) {
            format(type, "HOLIDAY");
            assertThat(content().map(Content::type)).contains(type);
            assertThat(content().flatMap(Content::label)).contains("HOLIDAY");
            // From now on it has something to lose.
            assertThat(HARDWARE.diskControl().confirmation(stick.name()))
                    .contains("erase " + type.label() + " HOLIDAY");
            long before = HARDWARE.diskControl().health(stick.name()).writtenBytes();
            mount(type.label(), Access.READ_WRITE);
            Files.write(mountPoint.resolve("picture"), new byte[1 << 20]);
            assertThat(HARDWARE.mounts().space(mountPoint.toString()).availableBytes())
                    .isBetween(1L, stick.bytes());
            unmount();
            assertThat(HARDWARE.diskControl().health(stick.name()).writtenBytes())
                    .isGreaterThanOrEqualTo(before + (1 << 20));
            mount(type.label(), Access.READ_ONLY);
            assertThat(mountPoint.resolve("picture")).hasSize(1 << 20);
            assertThatThrownBy(() -> Files.createFile(mountPoint.resolve("more")))
                    .isInstanceOf(IOException.class);
            unmount();
            assertThat(failure(this::unmount)).isEqualTo(Kind.GONE);
        }
    }

    /** Images that each format's own tool made, written over the stick; each is something to lose, under its name. */
    @Test
    void whatOtherMachinesMadeIsRecognised() throws IOException {
        for (String[] one : new String[][] {
            {"ext2", "EXT2", "ext2 two"},
            {"ext3", "EXT3", "ext3 three"},
            {"btrfs", "BTRFS", "btrfs Große Platte"},
            {"fat12", "FAT", "vfat STICK"},
            {"fat32", "FAT", "vfat STICK"},
            {"exfat", "EXFAT", "exfat Ferien ü"},
            {"ntfs", "NTFS", "ntfs Büro"},
            {"squashfs", "SQUASHFS", "squashfs"},
            {"luks1", "LUKS", null},
            {"luks2", "LUKS", null},
            {"swap", "SWAP", null}
        }) {
            write(0, SuperblockTest.image(one[0]));
            Optional<String> asked = HARDWARE.diskControl().confirmation(stick.name());
            assertThat(asked).as(one[0]).isPresent();
            assertThat(content().map(Content::type)).contains(ContentType.valueOf(one[1]));
            if (one[2] != null) {
                assertThat(asked).contains("erase " + one[2]);
            }
            write(0, new byte[9 << 20]);
        }
        assertThat(HARDWARE.diskControl().confirmation(stick.name())).isEmpty();
    }

    @Test
    void aFatBelongsToWhomItIsMountedFor() throws IOException {
        format(ContentType.FAT, "HOLIDAY");
        Mounts.Owner owner = new Mounts.Owner(800, 801);
        HARDWARE.mounts()
                .mount(stick.name(), "vfat", mountPoint.toString(), Access.READ_WRITE, Optional.of(owner), PATIENT);
        try {
            Path picture = Files.createFile(mountPoint.resolve("Größe ☀.jpg"));
            assertThat(Files.getAttribute(picture, "unix:uid")).isEqualTo(800);
            assertThat(Files.getAttribute(picture, "unix:gid")).isEqualTo(801);
            assertThat((int) Files.getAttribute(picture, "unix:mode") & 0777).isEqualTo(0640);
            assertThat((int) Files.getAttribute(mountPoint, "unix:mode") & 0777).isEqualTo(0750);
        } finally {
            unmount();
        }
    }

    /** The plug makes no exFAT; cameras and other machines do. */
    @Test
    void anExfatOfAnotherMachineIsWrittenAndReadAgain() throws IOException {
        write(0, SuperblockTest.image("exfat"));
        try {
            mount("exfat", Access.READ_WRITE);
            Files.write(mountPoint.resolve("picture.jpg"), new byte[1 << 20]);
            unmount();
            mount("exfat", Access.READ_ONLY);
            assertThat(mountPoint.resolve("picture.jpg")).hasSize(1 << 20);
            unmount();
        } finally {
            write(0, new byte[9 << 20]);
        }
    }

    private void write(long at, byte[] bytes) throws IOException {
        try (FileChannel device = FileChannel.open(Path.of("/dev", stick.name()), StandardOpenOption.WRITE)) {
            ByteBuffer left = ByteBuffer.wrap(bytes);
            while (left.hasRemaining()) {
                device.write(left, at + left.position());
            }
            device.force(true);
        }
    }

    /** A table of partitions is read when the stick is taken from its driver and given back: it goes, and comes with two volumes. */
    @Test
    void partitionsAreVolumesEachWithItsOwnFileSystem() throws Exception {
        ByteBuffer table = ByteBuffer.allocate(512).order(ByteOrder.LITTLE_ENDIAN);
        partition(table, 0, 2048);
        partition(table, 1, 32_768);
        table.putShort(510, (short) 0xAA55);
        write(0, Arrays.copyOf(table.array(), 1 << 20));
        write(2048 * 512, SuperblockTest.image("ext4"));
        write(32_768 * 512, SuperblockTest.image("fat16"));
        try {
            again(2, 2);
            assertThat(stick.volumes())
                    .extracting(volume -> volume.content().map(Content::type))
                    .containsExactly(Optional.of(ContentType.EXT4), Optional.of(ContentType.FAT));
            assertThat(stick.volumes()).extracting(BlockDevices.Volume::bytes).containsOnly(8L << 20);
            String first = stick.volumes().getFirst().name();
            assertThat(HARDWARE.diskControl().confirmation(first)).contains("erase ext4 Fotos");
            assertThat(HARDWARE.diskControl().identity(first)).startsWith(first + "/");
        } finally {
            write(0, new byte[1 << 20]);
            again(1, 0);
        }
        assertThat(stick.volumes().getFirst().name()).isEqualTo(stick.name());
    }

    private static void partition(ByteBuffer table, int number, int firstSector) {
        int at = 446 + 16 * number;
        table.put(at + 4, (byte) 0x83).putInt(at + 8, firstSector).putInt(at + 12, 16_384);
    }

    /** Holds the stick and lets it go: a new life of the same device, with so many file systems on so many volumes. */
    private void again(int volumes, int contents) throws InterruptedException {
        String device = HARDWARE.usb().devices().stream()
                .filter(one -> one.serial().equals(Optional.of(SERIAL)))
                .findFirst()
                .orElseThrow()
                .name();
        HARDWARE.usb().hold(device);
        await("the disk's going", () -> there().isEmpty());
        HARDWARE.usb().authorize(device);
        await("the disk's coming", () -> {
            Optional<Disk> found = there();
            found.ifPresent(disk -> stick = disk);
            return found.isPresent()
                    && stick.volumes().size() == volumes
                    && stick.volumes().stream()
                                    .filter(one -> one.content().isPresent())
                                    .count()
                            == contents;
        });
    }

    private static Optional<Disk> there() {
        return HARDWARE.blockDevices().list().stream()
                .filter(disk -> disk.serial().equals(Optional.of(SERIAL)))
                .findFirst();
    }

    @Test
    void whatIsInUseIsNeitherUnmountedNorFormatted() throws IOException {
        format(ContentType.EXT4, "BUSY");
        mount("ext4", Access.READ_WRITE);
        try (OutputStream open = Files.newOutputStream(mountPoint.resolve("open"))) {
            open.write(1);
            assertThat(failure(this::unmount)).isEqualTo(Kind.BUSY);
            assertThat(failure(() -> format(ContentType.FAT, "X"))).isEqualTo(Kind.BUSY);
            assertThat(failure(() -> mount("ext4", Access.READ_WRITE))).isEqualTo(Kind.BUSY);
        }
        unmount();
        assertThat(content().flatMap(Content::label)).contains("BUSY");
    }

    @Test
    void whatCannotBeMadeOrMountedSaysSo() {
        format(ContentType.EXT4, "PLAIN");
        assertThat(failure(() -> format(ContentType.NTFS, "X"))).isEqualTo(Kind.UNSUPPORTED);
        assertThat(failure(() -> format(ContentType.EXT4, "no/such label"))).isEqualTo(Kind.OUT_OF_RANGE);
        assertThat(failure(() -> mount("btrfs", Access.READ_ONLY))).isEqualTo(Kind.UNSUPPORTED);
        assertThat(failure(() -> mount("vfat", Access.READ_ONLY))).isEqualTo(Kind.OUT_OF_RANGE);
        assertThat(content().flatMap(Content::label)).contains("PLAIN");
    }

    @Test
    void aDiskThatNobodyUsesRestsAndWakes() throws Exception {
        DiskControl control = HARDWARE.diskControl();
        control.rest(stick.name(), Optional.of(Duration.ofSeconds(1)));
        try {
            await("rest", () -> control.resting(stick.name()));
        } finally {
            control.rest(stick.name(), Optional.empty());
        }
        await("waking", () -> !control.resting(stick.name()));
    }

    @Test
    void errorsOfAHealthyDiskDoNotGrow() {
        long before = HARDWARE.diskControl().health(stick.name()).timedOut().orElseThrow();
        format(ContentType.EXT4, "HEALTH");
        DiskControl.Health health = HARDWARE.diskControl().health(stick.name());
        assertThat(health.requests().orElseThrow()).isPositive();
        assertThat(health.failed()).isPresent();
        assertThat(health.timedOut().orElseThrow()).isEqualTo(before);
    }
}
