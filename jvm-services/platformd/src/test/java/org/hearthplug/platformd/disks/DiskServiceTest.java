// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.disks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.hearthplug.hal.BlockDevices.ContentType;
import org.hearthplug.hal.DiskControl.Verdict;
import org.hearthplug.hal.HalException.Kind;
import org.hearthplug.hal.Mounts.Mount;
import org.hearthplug.runtime.platform.DeviceEvent;
import org.hearthplug.runtime.platform.DisksMessages;
import org.hearthplug.runtime.platform.DisksMessages.Disk;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** People's disks over scripted hardware: plugged, used, let go and pulled. */
@Timeout(60)
class DiskServiceTest {
    private static final String NONE = "{\"format\":\"hearth-disks/1\",\"disks\":[]}\n";

    @TempDir
    private Path root;

    private DiskBench bench;

    @BeforeEach
    void start() throws IOException {
        bench = new DiskBench(root);
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    /** What the file said whenever something was about to be done. */
    private List<String> fileAtEachStep() {
        List<String> seen = new CopyOnWriteArrayList<>();
        bench.disks.hears = word -> {
            try {
                if (!word.startsWith("smart")) {
                    seen.add(word.split(" ")[0] + " "
                            + (bench.usedFile().contains(DiskBench.UUID) ? "named" : "silent"));
                }
            } catch (IOException unreadable) {
                throw new UncheckedIOException(unreadable);
            }
        };
        return seen;
    }

    private String golden(boolean readOnly) {
        return "{\"format\":\"hearth-disks/1\",\"disks\":[{\"id\":\"" + DiskBench.UUID + "\",\"mountPoint\":\""
                + bench.point() + "\",\"fileSystem\":\"ext4\",\"label\":\"Photos\",\"readOnly\":" + readOnly + "}]}\n";
    }

    @Test
    void theFolderIsRootsAndTheAccountMayReadIt() throws IOException {
        assertThat(mode(bench.folder)).isEqualTo("rwxr-x---");
        assertThat(mode(bench.folder.resolve("used.json"))).isEqualTo("rw-r-----");
        assertThat(bench.usedFile()).isEqualTo(NONE);
    }

    @Test
    void whatIsPluggedIsOfferedAndNothingIsDoneToIt() {
        bench.plug("sdb");
        Disk disk = bench.disk("sdb1");
        assertThat(disk)
                .isEqualTo(new Disk(
                        DiskBench.UUID,
                        "sdb1",
                        "sdb",
                        "Stick",
                        "S-sdb",
                        "usb",
                        999_000,
                        "ext4",
                        "Photos",
                        "offered",
                        false,
                        null,
                        false,
                        null,
                        null,
                        null,
                        disk.identity(),
                        "erase ext4 Photos"));
        assertThat(bench.disks.mountPoints()).isEmpty();
        bench.disks.plug(bench.stick("sdc", null, null, null));
        bench.disks.plug(bench.stick("sdd", ContentType.NTFS, null, "01AB-23"));
        assertThat(bench.disk("sdc1"))
                .matches(one -> one.problem().equals("unknown-format") && one.confirmation() == null)
                .matches(one -> one.id().isEmpty());
        assertThat(bench.disk("sdd1"))
                .matches(one -> one.problem().equals("unsupported") && one.id().equals("01ab-23"));
    }

    @Test
    void whatIsUsedIsMountedFirstAndThenNamed() throws IOException {
        bench.plug("sdb");
        List<String> steps = fileAtEachStep();
        Disk disk = bench.use("sdb1");
        assertThat(steps).containsExactly("mount silent");
        assertThat(bench.usedFile()).isEqualTo(golden(false));
        assertThat(disk.state()).isEqualTo("used");
        assertThat(disk.known()).isTrue();
        assertThat(disk.mountPoint()).isEqualTo(bench.point().toString());
        assertThat(disk.totalBytes()).isEqualTo(800);
        assertThat(disk.freeBytes()).isEqualTo(700);
        assertThat(disk.problem()).isNull();
        assertThat(Files.readString(bench.known)).isEqualTo(DiskBench.UUID + "\n");
        assertThat(mode(bench.known)).isEqualTo("rw-------");
        assertThat(bench.told).contains(new DeviceEvent(0, "change", "block", "sdb1", null));
        // Once more changes nothing.
        assertThat(bench.use("sdb1").state()).isEqualTo("used");
        assertThat(bench.disks.mountPoints()).hasSize(1);
    }

    @Test
    void filesOfAFatAreTheAccounts() {
        bench.disks.plug(bench.stick("sdb", ContentType.FAT, "CAMERA", "1A2B-3C4D"));
        assertThat(bench.use("sdb1").id()).isEqualTo("1a2b-3c4d");
        assertThat(bench.disks.done).contains("mount sdb1 vfat rw for " + bench.uid);
        bench.disks.plug(bench.stick("sdc", ContentType.EXT2, null, "e-2"));
        bench.use("sdc1");
        assertThat(bench.disks.done).contains("mount sdc1 ext4 rw for " + bench.uid);
    }

    @Test
    void whatIsPulledIsFirstNotNamedAndThenDetachedAndComesBackByItself() throws IOException {
        bench.plug("sdb");
        bench.use("sdb1");
        List<String> steps = fileAtEachStep();
        bench.pull("sdb");
        assertThat(steps).containsExactly("detach silent");
        assertThat(bench.usedFile()).isEqualTo(NONE);
        assertThat(bench.point()).doesNotExist();
        assertThat(bench.list()).isEmpty();
        bench.plug("sdc");
        assertThat(bench.disk("sdc1").state()).isEqualTo("used");
        assertThat(bench.usedFile()).isEqualTo(golden(false));
    }

    /** Between two looks; nothing but the life of the device tells. */
    @Test
    void anotherMediumUnderTheSameNameIsNotTheOneThatWasUsed() throws IOException {
        bench.plug("sdb");
        bench.use("sdb1");
        String before = bench.disk("sdb1").identity();
        bench.disks.plug(bench.stick("sdb", ContentType.EXT4, "Other", "other-1"));
        bench.service.lookOnce();
        assertThat(bench.usedFile()).isEqualTo(NONE);
        assertThat(bench.disks.mountPoints()).isEmpty();
        assertThat(DiskBench.error(() -> bench.service.work().use("sdb1", before))
                        .error())
                .contains(DisksMessages.NO_DISK);
        assertThat(bench.disk("sdb1").state()).isEqualTo("offered");
    }

    @Test
    void aPulledDiskIsGoneWithinTwoSecondsOfItsEventWhateverElseIsSlow() throws Exception {
        bench.plug("sdb");
        bench.use("sdb1");
        bench.service.start();
        try {
            bench.disks.pull("sdb");
            // Nobody can say now which disks there are.
            bench.hardware.failing.add("storage");
            long began = System.nanoTime();
            bench.service.moved(new DeviceEvent(7, "remove", "block", "sdb1", "partition"));
            while (!bench.usedFile().equals(NONE) || Files.exists(bench.point())) {
                assertThat(System.nanoTime() - began)
                        .isLessThan(Duration.ofSeconds(2).toNanos());
                Thread.sleep(5);
            }
            assertThat(bench.disks.mountPoints()).isEmpty();
        } finally {
            bench.service.stop();
        }
    }

    @Test
    void whatIsLetGoIsFirstNotNamedAndStaysSoUntilItIsPluggedAgain() throws Exception {
        bench.plug("sdb");
        bench.use("sdb1");
        List<String> steps = fileAtEachStep();
        bench.service.work().release("sdb1");
        assertThat(steps).containsExactly("unmount silent");
        assertThat(bench.disk("sdb1")).matches(one -> one.state().equals("released") && one.known());
        assertThat(bench.point()).doesNotExist();
        bench.service.lookOnce();
        // Also after a restart of platformd: somebody's hand may be at the plug.
        bench.start();
        assertThat(bench.disk("sdb1").state()).isEqualTo("released");
        bench.pull("sdb");
        bench.plug("sdb");
        assertThat(bench.disk("sdb1").state()).isEqualTo("used");
    }

    @Test
    void whatIsOpenIsBusyAndStaysUsed() throws Exception {
        bench.plug("sdb");
        bench.use("sdb1");
        bench.disks.open.add(bench.point().toString());
        assertThat(DiskBench.error(() -> bench.service.work().release("sdb1")).error())
                .contains(DisksMessages.BUSY);
        assertThat(bench.usedFile()).isEqualTo(golden(false));
        assertThat(DiskBench.error(() -> bench.service.work().forget("sdb1")).error())
                .contains(DisksMessages.BUSY);
        assertThat(bench.disk("sdb1")).matches(one -> one.state().equals("used") && one.known());
        bench.disks.open.clear();
        bench.service.work().release("sdb1");
        assertThat(bench.usedFile()).isEqualTo(NONE);
    }

    @Test
    void whatIsForgottenIsOfferedAndDoesNotComeBackByItself() throws Exception {
        bench.plug("sdb");
        bench.use("sdb1");
        bench.service.work().forget("sdb1");
        assertThat(bench.disk("sdb1")).matches(one -> one.state().equals("offered") && !one.known());
        bench.pull("sdb");
        bench.plug("sdb");
        assertThat(bench.disk("sdb1").state()).isEqualTo("offered");
        assertThat(bench.disks.mountPoints()).isEmpty();
    }

    @Test
    void whatIsDamagedIsRefusedAndNothingIsLeftOfTheTry() throws IOException {
        bench.plug("sdb");
        bench.disks.mounting.put("sdb1", Kind.MALFORMED);
        assertThat(DiskBench.reason(() -> bench.use("sdb1"))).contains("damaged");
        assertThat(bench.disk("sdb1")).matches(one -> one.state().equals("failed"));
        assertThat(bench.disk("sdb1").problem()).isEqualTo("damaged");
        assertThat(bench.point()).doesNotExist();
        assertThat(bench.usedFile()).isEqualTo(NONE);
        assertThat(bench.disk("sdb1").known()).isFalse();
        bench.disks.mounting.clear();
        assertThat(bench.use("sdb1").state()).isEqualTo("used");
    }

    @Test
    void aDriverThatIsNotLoadedYetIsNoFailureAtOnce() {
        bench.plug("sdb");
        bench.use("sdb1");
        bench.pull("sdb");
        bench.disks.mounting.put("sdb1", Kind.UNSUPPORTED);
        bench.plug("sdb");
        assertThat(bench.disk("sdb1").state()).isEqualTo("offered");
        // Not tried again at once.
        int tries = bench.disks.done.size();
        bench.service.lookOnce();
        assertThat(bench.disks.done).hasSize(tries);
    }

    @Test
    void anotherComputersFilesAreReadAndNotWritten() throws IOException {
        bench.account(bench.uid + 4711);
        bench.start();
        bench.plug("sdb");
        Disk disk = bench.use("sdb1");
        assertThat(disk.readOnly()).isTrue();
        assertThat(disk.problem()).isEqualTo("foreign");
        assertThat(bench.usedFile()).isEqualTo(golden(true));
        // A FAT has no owners, so its folder's are not asked.
        bench.disks.plug(bench.stick("sdc", ContentType.FAT, "CAMERA", "1A2B-3C4D"));
        assertThat(bench.use("sdc1").readOnly()).isFalse();
    }

    @Test
    void aWriteProtectedDiskIsUsedReadOnly() {
        bench.plug("sdb");
        bench.disks.writeProtected.add("sdb1");
        Disk disk = bench.use("sdb1");
        assertThat(disk.readOnly()).isTrue();
        assertThat(disk.problem()).isEqualTo("read-only");
        assertThat(bench.disks.done).contains("mount sdb1 ext4 ro for " + bench.uid);
    }

    @Test
    void aFileSystemThatBreaksWhileItIsUsedIsToldSo() throws IOException {
        bench.plug("sdb");
        bench.use("sdb1");
        bench.disks.turnReadOnly(bench.point().toString());
        bench.service.lookOnce();
        assertThat(bench.disk("sdb1"))
                .matches(one -> one.readOnly() && one.problem().equals("damaged"));
        assertThat(bench.usedFile()).isEqualTo(golden(true));
    }

    @Test
    void aCopyOfADiskIsRefusedWhileTheOtherIsUsed() {
        bench.plug("sdb");
        bench.use("sdb1");
        bench.plug("sdc");
        assertThat(bench.disk("sdc1").state()).isEqualTo("offered");
        assertThat(DiskBench.reason(() -> bench.use("sdc1"))).contains("same identity");
        assertThat(bench.disks.mountPoints()).hasSize(1);
    }

    @Test
    void thePlugsOwnDiskIsNotThereForAnybody() {
        assertThat(bench.list()).isEmpty();
        String identity = bench.hardware.diskControl().identity("sda2");
        for (String own : List.of("sda1", "sda2")) {
            assertThat(DiskBench.error(() -> bench.service.work().use(own, identity))
                            .error())
                    .contains(DisksMessages.NO_DISK);
            assertThat(DiskBench.error(() -> bench.service.work().release(own)).error())
                    .contains(DisksMessages.NO_DISK);
        }
    }

    @Test
    void anUpdateThatLooksIntoAStickDoesNotMakeItThePlugs() {
        bench.plug("sdb");
        bench.disks.mounted(new Mount(root + "/run/update/stick", "/dev/sdb1", "8:17", "ext4", "/", true));
        assertThat(DiskBench.error(() -> bench.use("sdb1")).error()).contains(DisksMessages.BUSY);
        bench.disks.unmountedByHand(root + "/run/update/stick");
        assertThat(bench.use("sdb1").state()).isEqualTo("used");
    }

    @Test
    void aRestartOfPlatformdTakesOverWhatIsMountedAndRemovesTheRest() throws IOException {
        bench.plug("sdb");
        bench.use("sdb1");
        Path stray = Files.createDirectory(bench.folder.resolve("stray"));
        bench.disks.mounted(new Mount(stray.toString(), "/dev/sdz1", "9:9", "vfat", "/", false));
        int done = bench.disks.done.size();
        bench.start();
        assertThat(bench.disks.done.subList(done, bench.disks.done.size()))
                .contains("detach " + stray)
                .noneMatch(word -> word.contains("mount"));
        assertThat(stray).doesNotExist();
        assertThat(bench.disk("sdb1").state()).isEqualTo("used");
        assertThat(bench.usedFile()).isEqualTo(golden(false));
    }

    @Test
    void whatWentWhilePlatformdWasAwayIsNotNamedWhenItIsDetached() throws IOException {
        bench.plug("sdb");
        bench.use("sdb1");
        bench.disks.pull("sdb");
        List<String> steps = fileAtEachStep();
        bench.start();
        assertThat(steps).containsExactly("detach silent");
        assertThat(bench.usedFile()).isEqualTo(NONE);
    }

    @Test
    void whatSomebodyUnmountsAtAShellIsLetGo() throws IOException {
        bench.plug("sdb");
        bench.use("sdb1");
        bench.disks.unmountedByHand(bench.point().toString());
        bench.service.lookOnce();
        assertThat(bench.usedFile()).isEqualTo(NONE);
        assertThat(bench.disk("sdb1").state()).isEqualTo("released");
        bench.service.lookOnce();
        assertThat(bench.disks.mountPoints()).isEmpty();
    }

    @Test
    void aDiskThatExpectsToFailSaysSoAndIsNotAskedAgainSoon() {
        bench.disks.verdicts.put("sdb", Verdict.FAILING);
        bench.plug("sdb");
        bench.service.lookOnce();
        assertThat(bench.disk("sdb1").problem()).isEqualTo("failing");
        assertThat(bench.use("sdb1").problem()).isEqualTo("failing");
        assertThat(bench.disks.done).filteredOn("smart sdb"::equals).hasSize(1);
        assertThat(bench.disks.done).doesNotContain("smart sda");
    }

    @Test
    void aDiskThatDoesNotSayHowMuchRoomItHasIsListedAllTheSame() {
        bench.plug("sdb");
        bench.disks.silent.add(bench.point().toString());
        Disk disk = bench.use("sdb1");
        assertThat(disk.state()).isEqualTo("used");
        assertThat(disk.freeBytes()).isNull();
        // One silence may be a disk that wakes up.
        assertThat(disk.problem()).isNull();
    }
}
