// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.hearthplug.storage.Fixture.kindOf;
import static org.hearthplug.storage.Fixture.path;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.hearthplug.storage.StorageException.Kind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NameHintsTest {
    @TempDir
    Path root;

    private Fixture plug;

    @BeforeEach
    void open() throws IOException {
        plug = new Fixture(root);
    }

    /** Names come and go in a random order, now and then from elsewhere; conflicts are found exactly when there are some. */
    @Test
    void whatIsRememberedNeverHidesAConflict() throws IOException {
        Random random = new Random(11);
        Set<String> there = new HashSet<>();
        for (int i = 0; i < 1500; i++) {
            String name = (random.nextBoolean() ? "n" : "N") + random.nextInt(30);
            String other = name.startsWith("n") ? name.toUpperCase(Locale.ROOT) : name.toLowerCase(Locale.ROOT);
            if (random.nextInt(3) == 0 && there.remove(name)) {
                plug.space.delete(path(name));
            } else if (random.nextInt(10) == 0 && !there.contains(other) && there.add(name)) {
                elsewhere(name);
            } else if (there.contains(other)) {
                assertThat(kindOf(() -> plug.put(name, "x"))).isEqualTo(Kind.NAME_CONFLICT);
            } else {
                there.add(name);
                assertThatCode(() -> plug.put(name, "x")).doesNotThrowAnyException();
            }
        }
        assertThat(plug.names("")).containsExactlyInAnyOrderElementsOf(there);
    }

    /** Another program's change shows in the folder's time, which moves on by whole ticks of the kernel's clock. */
    private void elsewhere(String name) throws IOException {
        var before = Files.getLastModifiedTime(root.resolve("anna"));
        Path file = root.resolve("anna").resolve(name);
        do {
            Files.deleteIfExists(file);
            Files.createFile(file);
        } while (Files.getLastModifiedTime(root.resolve("anna")).equals(before));
    }

    @Test
    void aFolderIsReadOnceForManyUploads() throws IOException {
        for (int i = 0; i < 3000; i++) {
            Files.createFile(root.resolve("anna/before" + i));
        }
        plug.put("first", "x");
        NameHints hints = plug.space.hints();
        try (Folder folder = Folder.open(root.resolve("anna"), FilePath.ROOT)) {
            NameHints.Stamp now = NameHints.stamp(folder);
            assertThat(hints.isKnownFree(now, NameHints.hash("second"))).isTrue();
            plug.put("second", "x");
            assertThat(hints.isKnownFree(NameHints.stamp(folder), NameHints.hash("second")))
                    .isFalse();
            assertThat(hints.isKnownFree(NameHints.stamp(folder), NameHints.hash("third")))
                    .isTrue();
            elsewhere("third");
            assertThat(hints.isKnownFree(NameHints.stamp(folder), NameHints.hash("fourth")))
                    .isFalse();
        }
    }

    @Test
    void theSetHoldsWhatWasAddedAndNothingElse() {
        Random random = new Random(2);
        LongSet set = new LongSet();
        Set<Long> same = new HashSet<>();
        for (int i = 0; i < 20_000; i++) {
            long value = random.nextLong() | 1;
            set.add(value);
            same.add(value);
        }
        assertThat(set.size()).isEqualTo(same.size());
        assertThat(same).allMatch(set::contains);
        for (int i = 0; i < 20_000; i++) {
            long value = random.nextLong() & ~1L;
            assertThat(set.contains(value)).isEqualTo(value == 0);
        }
    }
}
