// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.hearthplug.backup.bench.PlugFlags;
import org.hearthplug.backup.posix.Posix;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A folder of more files than its listing has room for in the heap, with the flags that backupd has on the plug, in a JVM of
 * its own: {@link BigFolderLife}. Stock restic then reads what came of it, and ours what restic made of the same folder.
 */
class BigFolderTest {
    private static final int FILES = 500;

    /** Makes a listing of 18 MiB from few entries: more than the third of backupd's heap that one blob may take. */
    private static final int LINKS = 4500;

    @TempDir
    private Path dir;

    @Test
    void aListingThatDoesNotFitTheHeap() throws Exception {
        whole(FILES, LINKS);
    }

    @Tag("campaign")
    @ParameterizedTest
    @ValueSource(ints = {100_000, 300_000})
    void aHouseholdsPhotosInOneFolder(int files) throws Exception {
        whole(files, 0);
    }

    /** 280 MiB of listing from 11,700 entries, for each byte of these links' targets is six in JSON. */
    @Tag("campaign")
    @Test
    void aListingBeyondItsBoundIsNamedAndTheOtherFoldersAreBackedUp() throws Exception {
        Path sources = dir.resolve("sources");
        Files.createDirectories(sources.resolve("big"));
        Files.createDirectories(sources.resolve("small"));
        Files.writeString(sources.resolve("small/file"), "one");
        for (int i = 0; i < 11_700; i++) {
            Files.createSymbolicLink(sources.resolve("big/" + i), Path.of("\u0001".repeat(4000)));
        }
        try (Repository r = Scratch.open(Scratch.emptyRepository("r"), dir)) {
            BackupReport report = r.backup(BackupRequest.of(sources), Progress.NONE);
            assertThat(report.problems()).singleElement().satisfies(p -> {
                assertThat(p.kind()).isEqualTo(BackupException.Kind.LIMIT);
                assertThat(p.toString()).contains("/big").contains("256 MiB");
            });
            assertThat(r.list(report.snapshot().id(), sources.toString())).hasSize(1);
            assertThat(r.list(report.snapshot().id(), sources + "/small")).hasSize(1);
        }
    }

    @Test
    void moreNamesThanTheHeapHasRoomForAreAnErrorOfItsOwnKind() throws Exception {
        for (int i = 0; i < 100; i++) {
            Files.createFile(dir.resolve("file" + i));
        }
        Posix posix = new Posix();
        int fd = posix.openDirectory(Posix.AT_FDCWD, dir.toString().getBytes(StandardCharsets.UTF_8));
        try {
            assertThatThrownBy(() -> posix.names(fd, 1000))
                    .isInstanceOf(BackupException.class)
                    .extracting("kind")
                    .isEqualTo(BackupException.Kind.LIMIT);
        } finally {
            posix.close(fd);
        }
    }

    private void whole(int files, int links) throws Exception {
        assumeTrue(Scratch.hasRestic());
        Path sources = dir.resolve("sources");
        fill(sources.resolve("big"), files, links);
        Files.createDirectories(sources.resolve("small"));
        Files.writeString(sources.resolve("small/file"), "one");
        life(dir.resolve("ours"), sources, files, links);
        assertThat(restic("ours", "check", "--read-data").out()).contains("no errors were found");
        String listed = restic("ours", "ls", "latest", sources + "/big").out();
        assertThat(listed.lines().filter(l -> l.contains("/big/IMG_"))).hasSize(files);
        assertThat(restic("restics", "init").code()).isZero();
        assertThat(restic("restics", "backup", sources.toString()).code()).isZero();
        life(dir.resolve("restics"), sources, files, links);
    }

    private Scratch.Ran restic(String repository, String... arguments) {
        return Scratch.restic(dir.resolve(repository), dir, arguments);
    }

    private static void fill(Path folder, int files, int links) throws IOException {
        Files.createDirectories(folder);
        for (int i = 0; i < files; i++) {
            byte[] content = ("photo " + i % 500).getBytes(StandardCharsets.US_ASCII);
            Files.write(folder.resolve("IMG_%06d.jpg".formatted(i)), content);
        }
        Random random = new Random(6);
        byte[] far = new byte[2000];
        for (int i = 0; i < links; i++) {
            random.nextBytes(far);
            Files.createSymbolicLink(
                    folder.resolve("LINK_%06d".formatted(i)),
                    Path.of(HexFormat.of().formatHex(far)));
        }
    }

    private void life(Path repository, Path sources, int files, int links) throws Exception {
        Path spool = Files.createDirectories(dir.resolve("spool"));
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
        command.addAll(PlugFlags.read(spool));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), BigFolderLife.class.getName()));
        command.addAll(List.of(repository.toString(), sources.toString(), spool.toString()));
        command.addAll(
                List.of(dir.resolve(repository.getFileName() + ".restored").toString(), "" + files, "" + links));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().putAll(PlugFlags.environment());
        Process process = builder.start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(out).isZero();
        assertThat(out).contains("all went well");
        try (var left = Files.list(spool)) {
            assertThat(left.filter(p -> p.toString().endsWith(".tmp"))).isEmpty();
        }
    }
}
