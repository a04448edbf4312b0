// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.hearthplug.backup.target.LocalTarget;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Stock restic and we read what the other wrote. */
class ResticInteropTest {
    @TempDir
    Path dir;

    private Path source;
    private Path repo;
    private Path spool;

    @BeforeEach
    void given() throws Exception {
        assumeTrue(Scratch.hasRestic(), "restic is not installed: apt-get install restic");
        source = Files.createDirectories(dir.resolve("source"));
        repo = dir.resolve("repo");
        spool = Files.createDirectories(dir.resolve("spool"));
        Scratch.fill(source, 42, 30, true);
        Files.setPosixFilePermissions(source.resolve("d1/file-6"), PosixFilePermissions.fromString("rwxr-x--x"));
        if (!Scratch.run(List.of("mkfifo", "pipe"), source).out().isEmpty()) {
            throw new IllegalStateException("mkfifo failed");
        }
    }

    @Test
    void resticReadsOursAndSharesItsTreesAndBlobs() throws Exception {
        Scratch.ENGINE.init(new LocalTarget(repo), Scratch.passphrase());
        try (Repository ours = Scratch.open(new LocalTarget(repo), spool)) {
            BackupReport report = ours.backup(BackupRequest.of(source), Progress.NONE);
            assertThat(report.problems()).isEmpty();
        }
        assertThat(spool).isEmptyDirectory();
        Scratch.Ran check = Scratch.restic(repo, dir, "check", "--read-data");
        assertThat(check.code()).as(check.out()).isZero();
        Path out = dir.resolve("out");
        assertThat(Scratch.restic(repo, dir, "restore", "latest", "--target", out.toString())
                        .code())
                .isZero();
        assertThat(Scratch.describe(out.resolve(source.toString().substring(1))))
                .isEqualTo(Scratch.describe(source));
        // Same bytes, same spelling: restic finds every tree and blob there already.
        Scratch.Ran again = Scratch.restic(repo, dir, "backup", "--json", "--force", source.toString());
        assertThat(again.code()).isZero();
        // Only the three folders on the way, whose times the test itself moves, may be new.
        assertThat(again.out()).containsPattern("\"data_blobs\":0,\"tree_blobs\":[0-3],");
        try (Repository ours = Scratch.open(new LocalTarget(repo), spool)) {
            assertThat(ours.snapshots()).hasSize(2);
        }
    }

    @Test
    void weReadResticsAndGoOnWithIt() throws Exception {
        assertThat(Scratch.restic(repo, dir, "init").code()).isZero();
        assertThat(Scratch.restic(repo, dir, "backup", source.toString()).code())
                .isZero();
        try (Repository ours = Scratch.open(new LocalTarget(repo), spool)) {
            CheckReport check = ours.check(new CheckRequest(true), Progress.NONE);
            assertThat(check.problems()).isEmpty();
            Path out = dir.resolve("out");
            RestoreReport restored =
                    ours.restore(RestoreRequest.of(ours.snapshot("latest").id(), out), Progress.NONE);
            assertThat(restored.problems()).isEmpty();
            assertThat(Scratch.describe(out.resolve(source.toString().substring(1))))
                    .isEqualTo(Scratch.describe(source));
            BackupReport second = ours.backup(BackupRequest.of(source), Progress.NONE);
            assertThat(second.unchanged()).isEqualTo(second.files());
            assertThat(second.newBlobs()).isLessThanOrEqualTo(3); // the folders on the way
        }
        Scratch.Ran after = Scratch.restic(repo, dir, "check", "--read-data");
        assertThat(after.code()).as(after.out()).isZero();
    }

    @Test
    void forgetPruneAndRebuildLeaveWhatResticCallsWhole() throws Exception {
        Scratch.ENGINE.init(new LocalTarget(repo), Scratch.passphrase());
        try (Repository ours = Scratch.open(new LocalTarget(repo), spool)) {
            for (int day = 0; day < 4; day++) {
                Scratch.fill(source, 100 + day, 20, false);
                ours.backup(BackupRequest.of(source), Progress.NONE);
            }
            assertThat(ours.forget(RetentionPolicy.newest(1), false).removed()).hasSize(3);
            PruneReport pruned = ours.prune(new PruneRequest(0, false), Progress.NONE);
            assertThat(pruned.unusedBlobs()).isPositive();
            assertThat(pruned.freedBytes()).isPositive();
            CheckReport check = ours.check(new CheckRequest(true), Progress.NONE);
            assertThat(check.problems()).isEmpty();
            assertThat(check.unusedBlobs()).isZero();
            assertThat(check.hints()).isEmpty();
            RebuildReport rebuilt = ours.rebuildIndex(Progress.NONE);
            assertThat(rebuilt.unreadable()).isEmpty();
            assertThat(ours.check(new CheckRequest(true), Progress.NONE).clean())
                    .isTrue();
            Path out = dir.resolve("out");
            ours.restore(RestoreRequest.of(ours.snapshot("latest").id(), out), Progress.NONE);
            assertThat(Scratch.describe(out.resolve(source.toString().substring(1))))
                    .isEqualTo(Scratch.describe(source));
        }
        Scratch.Ran check = Scratch.restic(repo, dir, "check", "--read-data");
        assertThat(check.code()).as(check.out()).isZero();
        Scratch.Ran dry = Scratch.restic(repo, dir, "prune", "--dry-run", "--max-unused", "0");
        assertThat(dry.code()).as(dry.out()).isZero();
    }

    @Test
    void resticsLockStopsAPruneAndOursStopsRestic() throws Exception {
        assertThat(Scratch.restic(repo, dir, "init").code()).isZero();
        try (Repository ours = Scratch.open(new LocalTarget(repo), spool)) {
            Progress whileLocked = (phase, items, bytes) -> {
                Scratch.Ran prune = Scratch.restic(repo, dir, "prune");
                assertThat(prune.code()).isNotZero();
                assertThat(prune.out()).contains("locked");
                return false;
            };
            org.assertj.core.api.Assertions.assertThatThrownBy(() -> ours.backup(BackupRequest.of(source), whileLocked))
                    .hasMessageContaining("stopped as asked");
            assertThat(repo.resolve("locks")).isEmptyDirectory();
        }
    }
}
