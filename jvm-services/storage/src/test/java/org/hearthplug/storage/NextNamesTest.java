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
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder page by page: all names once, in order, whatever is remembered. */
class NextNamesTest {
    @TempDir
    Path root;

    private Fixture plug;
    private Path folder;

    @BeforeEach
    void open() throws IOException {
        plug = new Fixture(root);
        folder = root.resolve("anna/many");
        Files.createDirectories(folder);
    }

    @Test
    void walksThroughAllPagesOfAFolderThatRests() throws IOException {
        TreeSet<String> all = fill(2500);
        settle();
        for (int limit : List.of(1, 7, 100, 249, 250, 251, 1000)) {
            assertThat(walk(limit, all.size())).containsExactlyElementsOf(all);
        }
    }

    @Test
    void startsAnywhereAndSeesWhatChangedMeanwhile() throws IOException {
        TreeSet<String> all = fill(1200);
        settle();
        Random random = new Random(3);
        for (int i = 0; i < 300; i++) {
            String after = "n" + random.nextInt(13_000);
            int limit = 1 + random.nextInt(40);
            if (random.nextInt(10) == 0) {
                String name = "n" + random.nextInt(13_000);
                if (all.remove(name)) {
                    Files.delete(folder.resolve(name));
                } else if (all.add(name)) {
                    Files.createFile(folder.resolve(name));
                }
                if (random.nextBoolean()) {
                    settle();
                }
            }
            Page page = plug.space.list(path("many"), after, limit);
            List<String> expected =
                    all.tailSet(after, false).stream().limit(limit).toList();
            assertThat(page.entries()).extracting(Entry::name).containsExactlyElementsOf(expected);
            assertThat(page.next().isPresent())
                    .isEqualTo(all.tailSet(after, false).size() > limit);
        }
    }

    private List<String> walk(int limit, int most) throws IOException {
        List<String> seen = new ArrayList<>();
        String after = "";
        do {
            Page page = plug.space.list(path("many"), after, limit);
            page.entries().forEach(entry -> seen.add(entry.name()));
            after = page.next().orElse("");
        } while (!after.isEmpty() && seen.size() <= most);
        return seen;
    }

    private TreeSet<String> fill(int count) throws IOException {
        TreeSet<String> all = new TreeSet<>();
        for (int i = 0; i < count; i++) {
            Files.createFile(folder.resolve("n" + i * 10));
            all.add("n" + i * 10);
        }
        return all;
    }

    private long settled = 1_000_000;

    /** As if the folder had last changed long ago, each time at another moment. */
    private void settle() throws IOException {
        Files.setLastModifiedTime(folder, FileTime.from(Instant.ofEpochSecond(settled++)));
    }
}
