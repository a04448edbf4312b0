// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.hearthplug.backup.target.MemoryTarget;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A single flipped bit anywhere in any file of a repository is found by a check of all data, or the repository won't open. */
class BitFlipTest {
    @TempDir
    Path dir;

    private MemoryTarget small() throws Exception {
        MemoryTarget target = Scratch.emptyRepository("flips");
        Path source = java.nio.file.Files.createDirectories(dir.resolve("source"));
        Scratch.fill(source, 3, 3, false);
        try (Repository r = Scratch.open(target, dir)) {
            r.backup(BackupRequest.of(source), Progress.NONE);
        }
        return target;
    }

    /** @return whether the bent repository is told from a whole one, by the open repository or by opening it anew */
    private boolean seen(Repository open, MemoryTarget target, String path) {
        if (path.equals("config")) {
            try (Repository r = Scratch.open(target, dir)) {
                return r.id().isEmpty();
            } catch (BackupException e) {
                return e.is(BackupException.Kind.DAMAGED) || e.is(BackupException.Kind.UNSUPPORTED);
            }
        }
        CheckReport report = open.check(new CheckRequest(true), Progress.NONE);
        return !report.clean();
    }

    private void flip(int flips) throws Exception {
        MemoryTarget target = small();
        SplittableRandom random = new SplittableRandom(17);
        try (Repository open = Scratch.open(target, dir)) {
            assertThat(open.check(new CheckRequest(true), Progress.NONE).clean())
                    .isTrue();
            for (Map.Entry<String, byte[]> file : new ArrayList<>(target.files().entrySet())) {
                byte[] bytes = file.getValue();
                int n = file.getKey().equals("config") ? 2 : flips;
                for (int i = 0; i < n; i++) {
                    int bit = flips >= bytes.length * 8 ? i % (bytes.length * 8) : random.nextInt(bytes.length * 8);
                    bytes[bit / 8] ^= (byte) (1 << bit % 8);
                    assertThat(seen(open, target, file.getKey()))
                            .as("%s bit %d", file.getKey(), bit)
                            .isTrue();
                    bytes[bit / 8] ^= (byte) (1 << bit % 8);
                }
            }
            assertThat(open.check(new CheckRequest(true), Progress.NONE).clean())
                    .isTrue();
        }
    }

    /** All offsets of all files: packs, indexes, snapshots, keys, the configuration. */
    @Test
    void everyByteOfASmallRepository() throws Exception {
        MemoryTarget target = Scratch.emptyRepository("bytes");
        Path source = java.nio.file.Files.createDirectories(dir.resolve("source"));
        java.nio.file.Files.writeString(
                source.resolve("letter.txt"), "Dear all, this is a letter of some words. ".repeat(3));
        java.nio.file.Files.write(source.resolve("noise.bin"), new byte[] {3, 1, 4, 1, 5, 9, 2, 6});
        try (Repository r = Scratch.open(target, dir)) {
            r.backup(BackupRequest.of(source), Progress.NONE);
        }
        long offsets = 0;
        try (Repository open = Scratch.open(target, dir)) {
            for (Map.Entry<String, byte[]> file : new ArrayList<>(target.files().entrySet())) {
                byte[] bytes = file.getValue();
                for (int i = 0; i < bytes.length; i++) {
                    byte before = bytes[i];
                    bytes[i] = (byte) ~before;
                    assertThat(seen(open, target, file.getKey()))
                            .as("%s offset %d", file.getKey(), i)
                            .isTrue();
                    bytes[i] = before;
                    offsets++;
                }
            }
            assertThat(open.check(new CheckRequest(true), Progress.NONE).clean())
                    .isTrue();
        }
        System.out.printf(
                "%d bytes of %d files, each seen%n", offsets, target.files().size());
        assertThat(offsets).isBetween(1500L, 20_000L);
    }

    @Test
    void sampledBits() throws Exception {
        flip(60);
    }

    @Test
    @Tag("campaign")
    void manyBits() throws Exception {
        flip(20_000);
    }

    @Test
    void truncatedAndMissingFilesAreSeenToo() throws Exception {
        MemoryTarget target = small();
        try (Repository open = Scratch.open(target, dir)) {
            for (String path : List.copyOf(target.files().keySet())) {
                byte[] bytes = target.files().get(path);
                if (!path.equals("config")) {
                    target.files().put(path, Arrays.copyOf(bytes, bytes.length - 1));
                    assertThat(open.check(new CheckRequest(true), Progress.NONE).clean())
                            .as(path)
                            .isFalse();
                }
                if (path.startsWith("data") || path.startsWith("index")) {
                    target.files().remove(path);
                    assertThat(open.check(new CheckRequest(false), Progress.NONE)
                                    .clean())
                            .as(path)
                            .isFalse();
                }
                target.files().put(path, bytes);
            }
        }
    }
}
