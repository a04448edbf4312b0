// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backupd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.hearthplug.backup.BackupException;
import org.hearthplug.backup.Progress;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two places: a folder, and a disk that comes and goes. */
class WorksTest {
    private static final Works.Reporter SILENT = new Works.Reporter() {
        @Override
        public void expect(long bytes) {
            // Nobody looks at it.
        }

        @Override
        public boolean update(Progress.Phase phase, long items, long bytes) {
            return true;
        }
    };

    @TempDir
    Path dir;

    private final Works works = new Works();
    private Path files;
    private Path mounts;
    private Path disk;

    @BeforeEach
    void aFileToKeep() throws IOException {
        files = Files.createDirectory(dir.resolve("files"));
        Files.writeString(files.resolve("diary.txt"), "Anna's");
        mounts = Files.createDirectory(dir.resolve("disks"));
        disk = mounts.resolve("1a2b");
    }

    @AfterEach
    void end() {
        works.close();
    }

    private Map<String, Object> run(String what, Map<String, Object> with, String... places) {
        return run(SILENT, what, with, places);
    }

    private Map<String, Object> run(Works.Reporter progress, String what, Map<String, Object> with, String... places) {
        Map<String, String> paths = Map.of(
                "here", dir.resolve("here").toString(),
                "disk", disk.resolve(".hearth/backup").toString());
        Map<String, Object> setting = Map.of(
                "targets",
                List.of(places).stream()
                        .map(id -> Map.of("id", id, "kind", "folder", "path", paths.get(id)))
                        .toList(),
                "words",
                "lusab-babad",
                "state",
                dir.resolve("state").toString(),
                "spool",
                dir.resolve("spool").toString());
        return works.run(Map.of("do", what, "setting", setting, "with", with), progress);
    }

    private Map<String, Object> backUp() {
        return run("backup", Map.of("sources", List.of(files.toString())), "here", "disk");
    }

    private static List<Object> of(Map<String, Object> result, String name) {
        return Json.objects(result, "targets").stream()
                .map(target -> target.getOrDefault(name, ""))
                .toList();
    }

    private void plugIn() throws IOException {
        Files.createDirectories(disk.resolve(".hearth"));
    }

    /** What was on it stays on it. */
    private void pull() throws IOException {
        Files.move(disk, dir.resolve("in a drawer"));
    }

    @Test
    void onADiskThatIsAwayNoRepositoryIsMade() {
        assertThatThrownBy(() -> run("init", Map.of(), "disk"))
                .isInstanceOfSatisfying(
                        BackupException.class, e -> assertThat(e.kind()).isEqualTo(BackupException.Kind.UNREACHABLE))
                .hasMessageContaining("plugged in");
        assertThat(run("synchronise", Map.of(), "disk").toString()).contains("state=DOWN");
        assertThat(mounts).isEmptyDirectory();
    }

    /** One large file: who has it stopped, or whose disk fills, need not wait for its end. */
    @Test
    void aRestoreStopsWithinAFileAndLeavesNothing() throws IOException {
        byte[] film = new byte[8 << 20];
        new Random(1).nextBytes(film);
        Files.write(files.resolve("film.mp4"), film);
        run("init", Map.of(), "here");
        String snapshot =
                (String) Json.object(run("backup", Map.of("sources", List.of(files.toString())), "here"), "snapshot")
                        .get("id");
        Path into = dir.resolve("restored");
        Map<String, Object> with = Map.of("snapshot", snapshot, "paths", List.of(), "into", into.toString());
        AtomicLong written = new AtomicLong();
        Works.Reporter stopped = new Works.Reporter() {
            @Override
            public void expect(long bytes) {
                // Nobody looks at it.
            }

            @Override
            public boolean update(Progress.Phase phase, long items, long bytes) {
                written.set(bytes);
                return bytes < 1 << 20;
            }
        };
        assertThatThrownBy(() -> run(stopped, "restore", with, "here"))
                .isInstanceOfSatisfying(
                        BackupException.class, e -> assertThat(e.kind()).isEqualTo(BackupException.Kind.CANCELLED));
        assertThat(written).hasValueLessThan(film.length);
        assertThat(into).doesNotExist();
        assertThat(run("restore", with, "here")).containsEntry("problemCount", 0L);
        assertThat(into.resolve(files.resolve("film.mp4").toString().substring(1)))
                .hasBinaryContent(film);
    }

    @Test
    void aDiskThatIsAwayHoldsUpNobodyAndCatchesUpWhenItIsBack() throws IOException {
        plugIn();
        run("init", Map.of(), "here", "disk");
        Map<String, Object> both = backUp();
        assertThat(of(both, "state")).containsExactly("WELL", "WELL");
        assertThat(of(both, "newest").getFirst()).isEqualTo(of(both, "newest").getLast());
        pull();
        Files.writeString(files.resolve("diary.txt"), "Anna's, of the next day");
        Map<String, Object> alone = backUp();
        assertThat(of(alone, "state")).containsExactly("WELL", "DOWN");
        assertThat((String) of(alone, "error").getLast()).contains("plugged in");
        assertThat(of(alone, "newest").getFirst())
                .isNotEqualTo(of(both, "newest").getFirst());
        assertThat(of(run("synchronise", Map.of(), "here", "disk"), "state")).containsExactly("WELL", "DOWN");
        assertThat(mounts).isEmptyDirectory();
        Files.move(dir.resolve("in a drawer"), disk);
        Map<String, Object> back = run("synchronise", Map.of(), "here", "disk");
        assertThat(of(back, "state")).containsExactly("WELL", "WELL");
        assertThat(of(back, "newest")).containsOnly(of(alone, "newest").getFirst());
    }
}
