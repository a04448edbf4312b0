// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hearthplug.storage.Fixture.path;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the kernel's own calls tell of folders and entries, against what {@code java.nio.file} tells. */
class LookTest {
    @TempDir
    Path root;

    private Fixture plug;

    @BeforeEach
    void open() throws IOException {
        plug = new Fixture(root);
    }

    @Test
    void allNamesOfAFolderThatTakesManyCalls() throws IOException {
        Path folder = Files.createDirectories(root.resolve("anna/many"));
        TreeSet<String> all = new TreeSet<>();
        for (int i = 0; i < 1500; i++) {
            String name = "é".repeat(i % 100) + "n" + i + ".".repeat(i % 3) + "x".repeat(i % 40);
            Files.createFile(folder.resolve(name));
            all.add(name);
        }
        Files.createFile(folder.resolve("...")); // No dots of the kernel's.
        all.add("...");
        List<String> seen = new ArrayList<>();
        plug.space.visit(path("many"), entry -> seen.add(entry.name()));
        assertThat(seen).containsExactlyInAnyOrderElementsOf(all);
        List<String> empty = new ArrayList<>();
        plug.space.makeFolder(path("empty"));
        plug.space.visit(path("empty"), entry -> empty.add(entry.name()));
        assertThat(empty).isEmpty();
    }

    /** Small pictures, albums and programs have remembered tags of this form. */
    @Test
    void theEntityTagIsInodeSizeAndTimeInHexadecimal() throws IOException {
        plug.put("a.txt", "seventeen letters");
        plug.put("empty", "");
        for (Instant time : List.of(Instant.parse("2026-12-01T10:00:00.000000001Z"), Instant.EPOCH, Instant.MIN)) {
            for (String name : List.of("a.txt", "empty")) {
                Path file = root.resolve("anna").resolve(name);
                if (time != Instant.MIN) {
                    Files.setLastModifiedTime(file, FileTime.from(time));
                } else {
                    Files.setLastModifiedTime(file, FileTime.from(-5, TimeUnit.SECONDS));
                }
                Instant modified = Files.getLastModifiedTime(file).toInstant();
                assertThat(plug.space.stat(path(name)).etag())
                        .isEqualTo(Long.toHexString((long) Files.getAttribute(file, "unix:ino")) + "-"
                                + Long.toHexString(Files.size(file)) + "-" + Long.toHexString(modified.getEpochSecond())
                                + "." + Integer.toHexString(modified.getNano()));
            }
        }
    }

    @Test
    void findsWhatIsThereAndNothingBelowAFileOrAMissingFolder() throws IOException {
        plug.space.makeFolder(path("f"));
        plug.put("f/a.txt", "a");
        assertThat(plug.space.find(path("f/a.txt"))).contains(plug.space.stat(path("f/a.txt")));
        assertThat(plug.space.find(path("f")).orElseThrow().type()).isEqualTo(Entry.Type.FOLDER);
        assertThat(plug.space.find(FilePath.ROOT).orElseThrow().type()).isEqualTo(Entry.Type.FOLDER);
        assertThat(plug.space.find(path("f/b.txt"))).isEmpty();
        assertThat(plug.space.find(path("f/a.txt/b"))).isEmpty();
        assertThat(plug.space.find(path("g/b.txt"))).isEmpty();
    }

    @Test
    void withFoldersOfOthersEachNameIsLookedUpWhereItIs() throws IOException {
        Space theirs = plug.storage.space("common");
        theirs.makeFolder(path("in"));
        plug.put("mine.txt", "m");
        Space both = plug.space.with(List.of(new SharedFolder("Common", theirs, true)), true);
        assertThat(both.find(path("Common")).orElseThrow().etag()).isEqualTo("common");
        assertThat(both.find(path("Common/in"))).contains(theirs.stat(path("in")));
        assertThat(both.find(path("mine.txt"))).contains(plug.space.stat(path("mine.txt")));
        assertThat(both.find(path("in"))).isEmpty();
        List<String> seen = new ArrayList<>();
        both.visit(FilePath.ROOT, List.of("Common", "mine.txt", "missing"), entry -> seen.add(entry.name()));
        assertThat(seen).containsExactlyInAnyOrder("Common", "mine.txt");
        seen.clear();
        both.visit(path("Common"), List.of("in", "out"), entry -> seen.add(entry.name()));
        assertThat(seen).containsExactly("in");
    }
}
