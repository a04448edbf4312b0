// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserDefinedFileAttributeView;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.hearthplug.backup.target.MemoryTarget;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is taken over from the parent snapshot without being written anew is what writing it anew would have given, to the byte. */
class UnchangedFoldersTest {
    private static final int ROUNDS = 60;

    @TempDir
    Path dir;

    private final SplittableRandom random = new SplittableRandom(20_261_129);
    private Path source;

    @Test
    void treesAreThoseOfABackupThatLooksAtNoParent() throws Exception {
        source = Files.createDirectories(dir.resolve("source"));
        Path spool = Files.createDirectories(dir.resolve("spool"));
        Scratch.fill(source, 1, 30, false);
        int onTheWay = source.getNameCount();
        MemoryTarget target = Scratch.emptyRepository("unchanged");
        try (Repository r = Scratch.open(target, spool)) {
            r.backup(BackupRequest.of(source), Progress.NONE);
            for (int round = 0; round < ROUNDS; round++) {
                int changes = random.nextInt(4);
                for (int i = 0; i < changes; i++) {
                    change();
                }
                BackupRequest request =
                        BackupRequest.of(source).withExcludes(round % 3 == 0 ? List.of("file-1*") : List.of());
                BackupReport quick = r.backup(request, Progress.NONE);
                BackupReport anew = r.backup(request.readingAll(), Progress.NONE);
                assertThat(quick.problems()).isEmpty();
                assertThat(quick.files()).as("round %d", round).isEqualTo(anew.files());
                assertThat(quick.bytes()).as("round %d", round).isEqualTo(anew.bytes());
                // The folders on the way have times that others move; a tree of the source's would come on top of them.
                assertThat(anew.newBlobs()).as("round %d", round).isLessThanOrEqualTo(onTheWay);
            }
            assertThat(r.check(new CheckRequest(true), Progress.NONE).clean()).isTrue();
        }
    }

    @Test
    void aFileWhoseContentTheRepositoryHasLostIsReadAgain() throws Exception {
        source = Files.createDirectories(dir.resolve("source"));
        Path spool = Files.createDirectories(dir.resolve("spool"));
        Files.writeString(source.resolve("letter"), "Dear all");
        MemoryTarget target = Scratch.emptyRepository("lost");
        try (Repository r = Scratch.open(target, spool)) {
            r.backup(BackupRequest.of(source), Progress.NONE);
        }
        target.files().keySet().removeIf(path -> path.startsWith("index"));
        try (Repository r = Scratch.open(target, spool)) {
            BackupReport again = r.backup(BackupRequest.of(source), Progress.NONE);
            assertThat(again.unchanged()).isZero();
            assertThat(again.newBlobs()).isPositive();
        }
        try (Repository r = Scratch.open(target, spool)) {
            Snapshot latest = r.snapshot("latest");
            RestoreReport restored = r.restore(RestoreRequest.of(latest.id(), dir.resolve("out")), Progress.NONE);
            assertThat(restored.problems()).isEmpty();
        }
        assertThat(dir.resolve("out").resolve(source.toString().substring(1)).resolve("letter"))
                .hasContent("Dear all");
    }

    private void change() throws IOException {
        Path entry = any();
        switch (random.nextInt(10)) {
            case 0 -> Files.writeString(source.resolve("!first" + random.nextInt(5)), "first");
            case 1 -> Files.writeString(source.resolve("~last" + random.nextInt(5)), "last");
            case 2 -> Files.deleteIfExists(source.resolve("!first" + random.nextInt(5)));
            case 3 -> Files.deleteIfExists(source.resolve("~last" + random.nextInt(5)));
            case 4 -> {
                if (Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)) {
                    Files.delete(entry);
                }
            }
            case 5 -> {
                if (Files.isRegularFile(entry, LinkOption.NOFOLLOW_LINKS)) {
                    Files.write(entry, new byte[] {(byte) random.nextInt()}, StandardOpenOption.APPEND);
                }
            }
            case 6 -> {
                if (Files.exists(entry, LinkOption.NOFOLLOW_LINKS) && !Files.isSymbolicLink(entry)) {
                    Files.setPosixFilePermissions(
                            entry, PosixFilePermissions.fromString(random.nextBoolean() ? "rwx------" : "rwxr-x---"));
                }
            }
            case 7 -> {
                if (Files.exists(entry, LinkOption.NOFOLLOW_LINKS) && !Files.isSymbolicLink(entry)) {
                    Files.getFileAttributeView(entry, UserDefinedFileAttributeView.class)
                            .write("note", ByteBuffer.wrap(new byte[] {(byte) random.nextInt()}));
                }
            }
            case 8 -> {
                Path link = source.resolve("link");
                Files.deleteIfExists(link);
                Files.createSymbolicLink(link, Path.of("to-" + random.nextInt(9)));
            }
            default -> Files.setLastModifiedTime(source, FileTime.fromMillis(random.nextLong(1_000_000_000_000L)));
        }
    }

    private Path any() throws IOException {
        try (Stream<Path> walk = Files.walk(source)) {
            List<Path> all = walk.sorted().toList();
            return all.get(random.nextInt(all.size()));
        }
    }
}
