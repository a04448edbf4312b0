// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.ArrayList;
import java.util.List;
import org.hearthplug.backup.target.LocalTarget;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What trips backups, both ways with stock restic: holes, hard links, extended attributes, the longest names, nothing at all. */
class ResticCorpusTest {
    private static final int SPARSE = 24 << 20;

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
        try (RandomAccessFile sparse =
                new RandomAccessFile(source.resolve("sparse").toFile(), "rw")) {
            sparse.setLength(SPARSE);
            sparse.seek(5_000_001);
            sparse.write("an island".getBytes(StandardCharsets.US_ASCII));
        }
        Files.write(source.resolve("nothing"), new byte[0]);
        Path longest = Files.createDirectories(
                source.resolve("n".repeat(255)).resolve("é".repeat(127)).resolve("m".repeat(255)));
        Path file = Files.writeString(longest.resolve("f".repeat(255)), "far down");
        Files.createLink(source.resolve("other-name"), file);
        Files.createLink(source.resolve("third name\n\"quoted\""), file);
        attribute(file, "user.colour", new byte[] {0, 1, (byte) 0xff});
        attribute(longest, "user.empty", new byte[0]);
    }

    private static void attribute(Path file, String name, byte[] value) throws IOException {
        Files.getFileAttributeView(file, UserDefinedFileAttributeView.class)
                .write(name.substring("user.".length()), ByteBuffer.wrap(value));
    }

    private static List<String> describe(Path folder) throws IOException {
        List<String> lines = new ArrayList<>(Scratch.describe(folder));
        try (var walk = Files.walk(folder)) {
            for (Path p : walk.sorted().toList()) {
                var view = Files.getFileAttributeView(p, UserDefinedFileAttributeView.class, LinkOption.NOFOLLOW_LINKS);
                for (String name : view.list()) {
                    ByteBuffer value = ByteBuffer.allocate(view.size(name));
                    view.read(name, value);
                    lines.add(folder.relativize(p) + " " + name + "="
                            + List.of(value.array().length, new String(value.array(), StandardCharsets.ISO_8859_1)));
                }
            }
        }
        return lines;
    }

    private Path restored() {
        return dir.resolve("out").resolve(source.toString().substring(1));
    }

    @Test
    void resticRestoresWhatWeBackedUp() throws Exception {
        Scratch.ENGINE.init(new LocalTarget(repo), Scratch.passphrase());
        try (Repository ours = Scratch.open(new LocalTarget(repo), spool)) {
            assertThat(ours.backup(BackupRequest.of(source), Progress.NONE).problems())
                    .isEmpty();
            // Attributes of what did not change come from the parent, and are still there.
            BackupReport again = ours.backup(BackupRequest.of(source), Progress.NONE);
            assertThat(again.unchanged()).isEqualTo(again.files());
            assertThat(again.newBlobs()).isLessThanOrEqualTo(3); // the folders on the way
        }
        Scratch.Ran check = Scratch.restic(repo, dir, "check", "--read-data");
        assertThat(check.code()).as(check.out()).isZero();
        Scratch.Ran restore = Scratch.restic(
                repo, dir, "restore", "latest", "--target", dir.resolve("out").toString());
        assertThat(restore.code()).as(restore.out()).isZero();
        assertThat(describe(restored())).isEqualTo(describe(source));
    }

    @Test
    void anAttributeThatIsSetLaterIsSeen() throws Exception {
        Scratch.ENGINE.init(new LocalTarget(repo), Scratch.passphrase());
        try (Repository ours = Scratch.open(new LocalTarget(repo), spool)) {
            ours.backup(BackupRequest.of(source), Progress.NONE);
            attribute(source.resolve("nothing"), "user.late", new byte[] {7});
            ours.backup(BackupRequest.of(source), Progress.NONE);
            Path out = dir.resolve("out");
            ours.restore(RestoreRequest.of(ours.snapshot("latest").id(), out), Progress.NONE);
        }
        assertThat(describe(restored())).isEqualTo(describe(source)).anyMatch(l -> l.contains("late="));
    }

    @Test
    void weRestoreWhatResticBackedUp() throws Exception {
        assertThat(Scratch.restic(repo, dir, "init").code()).isZero();
        Scratch.Ran backup = Scratch.restic(repo, dir, "backup", source.toString());
        assertThat(backup.code()).as(backup.out()).isZero();
        try (Repository ours = Scratch.open(new LocalTarget(repo), spool)) {
            assertThat(ours.check(new CheckRequest(true), Progress.NONE).problems())
                    .isEmpty();
            RestoreReport report =
                    ours.restore(RestoreRequest.of(ours.snapshot("latest").id(), dir.resolve("out")), Progress.NONE);
            assertThat(report.problems()).isEmpty();
        }
        assertThat(describe(restored())).isEqualTo(describe(source));
        Scratch.Ran blocks = Scratch.run(
                List.of("stat", "-c", "%b", restored().resolve("sparse").toString()), dir);
        assertThat(Long.parseLong(blocks.out().strip()) * 512).isLessThan(SPARSE / 8);
    }

    /** Ten gigabytes, nearly all of it a hole, both ways: the lengths go beyond 32 bits, and what is hashed is every byte. */
    @Test
    @Tag("campaign")
    void aFileOfTenGigabytes() throws Exception {
        Path large = source.resolve("ten gigabytes");
        try (RandomAccessFile file = new RandomAccessFile(large.toFile(), "rw")) {
            file.setLength(10_000_000_000L);
            for (long at : new long[] {0, (1L << 32) - 3, 7_777_777_777L, 9_999_999_990L}) {
                file.seek(at);
                file.write("an island ".getBytes(StandardCharsets.US_ASCII));
            }
        }
        String hash = sha256(large);
        Scratch.ENGINE.init(new LocalTarget(repo), Scratch.passphrase());
        try (Repository ours = Scratch.open(new LocalTarget(repo), spool)) {
            assertThat(ours.backup(BackupRequest.of(source), Progress.NONE).problems())
                    .isEmpty();
        }
        Scratch.Ran check = Scratch.restic(repo, dir, "check", "--read-data");
        assertThat(check.code()).as(check.out()).isZero();
        List<String> restore = new ArrayList<>(
                List.of("restore", "latest", "--target", dir.resolve("out").toString()));
        if (Scratch.restic(repo, dir, "restore", "--help").out().contains("--sparse")) {
            restore.add("--sparse"); // Else it writes ten gigabytes of zeros.
        }
        Scratch.Ran restored = Scratch.restic(repo, dir, restore.toArray(String[]::new));
        assertThat(restored.code()).as(restored.out()).isZero();
        assertThat(sha256(restored().resolve(large.getFileName()))).isEqualTo(hash);
        Scratch.delete(dir.resolve("out"));

        // restic's own snapshot of the same, and back with us.
        Path theirs = dir.resolve("theirs");
        assertThat(Scratch.restic(theirs, dir, "init").code()).isZero();
        assertThat(Scratch.restic(theirs, dir, "backup", source.toString()).code())
                .isZero();
        try (Repository ours = Scratch.open(new LocalTarget(theirs), spool)) {
            RestoreRequest all = RestoreRequest.of(ours.snapshot("latest").id(), dir.resolve("out"));
            assertThat(ours.restore(all, Progress.NONE).problems()).isEmpty();
        }
        Path back = restored().resolve(large.getFileName());
        assertThat(sha256(back)).isEqualTo(hash);
        Scratch.Ran blocks = Scratch.run(List.of("stat", "-c", "%b", back.toString()), dir);
        assertThat(Long.parseLong(blocks.out().strip()) * 512).isLessThan(200_000_000);
    }

    private String sha256(Path file) {
        return Scratch.run(List.of("sha256sum", "-z", file.toString()), dir)
                .out()
                .substring(0, 64);
    }
}
