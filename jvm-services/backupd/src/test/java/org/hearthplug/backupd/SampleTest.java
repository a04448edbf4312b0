// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backupd;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.hearthplug.backup.Entry;
import org.junit.jupiter.api.Test;

class SampleTest {
    private final Map<String, List<Entry>> tree = new HashMap<>();
    private final List<String> asked = new ArrayList<>();

    private void add(String folder, String name, String type, long bytes) {
        String path = folder.equals("/") ? "/" + name : folder + "/" + name;
        tree.computeIfAbsent(folder, key -> new ArrayList<>())
                .add(new Entry(path, type, bytes, 0644, 0, 0, Instant.EPOCH, ""));
    }

    private void list(String path, Consumer<Entry> each) {
        asked.add(path);
        tree.getOrDefault(path, List.of()).forEach(each);
    }

    private Set<String> sample(long seed) {
        asked.clear();
        return new Sample(this::list, new SplittableRandom(seed)).files();
    }

    @Test
    void ofFewFilesAllAreFoundAndNoFolderIsAskedForTwice() {
        add("/", "data", "dir", 0);
        add("/data", "a", "file", 1);
        add("/data", "link", "symlink", 0);
        add("/data", "empty", "dir", 0);
        add("/data", "deep", "dir", 0);
        add("/data/deep", "b", "file", 2);
        assertThat(sample(1)).containsExactly("/data/a", "/data/deep/b");
        assertThat(asked).doesNotHaveDuplicates().hasSizeLessThanOrEqualTo(4);
    }

    @Test
    void aFolderOfAHundredThousandIsReadOnceAndAnyOfThemMayBeChosen() {
        for (int i = 0; i < 100_000; i++) {
            add("/", "f" + i, "file", 10);
        }
        Set<String> seen = new HashSet<>();
        for (long seed = 0; seed < 3; seed++) {
            assertThat(sample(seed)).hasSize(20);
            assertThat(asked).containsExactly("/");
            seen.addAll(sample(seed));
        }
        assertThat(seen).hasSizeGreaterThan(55).anyMatch(path -> path.length() == "/f99999".length());
    }

    @Test
    void isSixtyFourMebibytesAtMostOrOneLargeFile() {
        for (int i = 0; i < 50; i++) {
            add("/", "f" + i, "file", 20L << 20);
        }
        assertThat(sample(5)).hasSize(3);
        tree.clear();
        add("/", "film", "file", 5L << 30);
        assertThat(sample(5)).containsExactly("/film");
        tree.clear();
        assertThat(sample(5)).isEmpty();
    }
}
