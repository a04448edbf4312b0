// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.disks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.hearthplug.hal.DiskControl.Verdict;
import org.hearthplug.hal.HalException.Kind;
import org.hearthplug.runtime.platform.DisksMessages;
import org.hearthplug.runtime.platform.DisksMessages.Disk;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Making a disk new, which destroys what was there. */
@Timeout(60)
class PrepareTest {
    private static final Optional<String> RIGHT = Optional.of("erase ext4 Photos");

    @TempDir
    private Path root;

    private DiskBench bench;

    @BeforeEach
    void start() throws IOException {
        bench = new DiskBench(root);
        bench.plug("sdb");
    }

    private Seen prepare(String identity, Optional<String> typed, String label) throws InterruptedException {
        return bench.service.work().prepare("sdb1", identity, typed, label);
    }

    private void nothingWasMade() {
        assertThat(bench.disks.done).noneMatch(word -> word.startsWith("format"));
        assertThat(bench.disk("sdb1").id()).isEqualTo(DiskBench.UUID);
    }

    @Test
    void aPreparedDiskIsUsedAndItsTopFolderIsTheAccounts() throws Exception {
        Seen made = prepare(bench.disk("sdb1").identity(), RIGHT, "New disk");
        Disk disk = bench.service.view().of(made);
        assertThat(disk.state()).isEqualTo("used");
        assertThat(disk.label()).isEqualTo("New disk");
        assertThat(disk.fileSystem()).isEqualTo("ext4");
        assertThat(disk.id()).isNotEqualTo(DiskBench.UUID);
        assertThat(disk.readOnly()).isFalse();
        Path top = Path.of(disk.mountPoint());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(top)))
                .isEqualTo("rwxr-x---");
        assertThat(Files.getAttribute(top, "unix:uid")).isEqualTo(bench.uid);
        assertThat(Files.readString(bench.known)).isEqualTo(disk.id() + "\n");
        assertThat(bench.usedFile()).contains(disk.id());
        assertThat(bench.disks.done).containsSubsequence("format sdb1", "mount sdb1 ext4 rw for " + bench.uid);
    }

    @Test
    void nothingIsMadeWithoutTheWordsOrOnAnotherLife() {
        String identity = bench.disk("sdb1").identity();
        assertThat(DiskBench.reason(() -> prepare(identity, Optional.empty(), "New")))
                .contains("not confirmed");
        assertThat(DiskBench.reason(() -> prepare(identity, Optional.of("erase it"), "New")))
                .contains("not confirmed");
        assertThat(DiskBench.reason(() -> prepare(identity, RIGHT, "ä"))).contains("1 to 16 letters");
        bench.pull("sdb");
        bench.plug("sdb");
        assertThat(DiskBench.error(() -> prepare(identity, RIGHT, "New")).error())
                .contains(DisksMessages.NO_DISK);
        nothingWasMade();
    }

    @Test
    void neitherOneInUseNorOneThatWillFailIsMadeNew() {
        String identity = bench.use("sdb1").identity();
        assertThat(DiskBench.reason(() -> prepare(identity, RIGHT, "New"))).contains("in use");
        bench.pull("sdb");
        bench.disks.verdicts.put("sdc", Verdict.FAILING);
        bench.disks.plug(bench.stick("sdc", null, null, null));
        bench.service.lookOnce();
        String failing = bench.disk("sdc1").identity();
        assertThat(DiskBench.reason(() -> bench.service.work().prepare("sdc1", failing, Optional.empty(), "New")))
                .contains("will fail soon");
        assertThat(bench.disks.done).noneMatch(word -> word.startsWith("format"));
    }

    @Test
    void aKnownDiskThatIsMadeNewIsNotKnownByItsOldName() throws Exception {
        bench.use("sdb1");
        bench.service.work().release("sdb1");
        prepare(bench.disk("sdb1").identity(), RIGHT, "New");
        assertThat(Files.readString(bench.known)).doesNotContain(DiskBench.UUID);
        assertThat(bench.disk("sdb1").state()).isEqualTo("used");
    }

    @Test
    void whatCannotBeMountedAfterwardsIsSaidAndNothingIsLeft() throws Exception {
        bench.disks.mounting.put("sdb1", Kind.TIMEOUT);
        String identity = bench.disk("sdb1").identity();
        assertThat(DiskBench.reason(() -> prepare(identity, RIGHT, "New"))).contains("did not answer");
        assertThat(bench.disk("sdb1")).matches(one -> one.problem().equals("not-answering"));
        assertThat(bench.usedFile()).doesNotContain("New");
        try (var left = Files.list(bench.folder)) {
            assertThat(left.filter(Files::isDirectory)).isEmpty();
        }
    }
}
