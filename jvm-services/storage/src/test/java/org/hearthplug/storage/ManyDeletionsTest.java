// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A selection deleted on the page is many requests at once, and each asks for the space anew. */
class ManyDeletionsTest {
    /** Goes on with each look. */
    private final AtomicLong now =
            new AtomicLong(Instant.parse("2026-12-01T10:00:00Z").toEpochMilli());

    @Test
    void deletionsAtOnceAllSucceed(@TempDir Path root) throws Exception {
        Storage storage = storage(root, 1000);
        deleteAtOnce(storage, root, "file", 60);
        assertThat(storage.space("anna").bin()).hasSize(60);
    }

    @Test
    void theBoundHoldsWhileManyDeleteAtOnceAndAfterARestart(@TempDir Path root) throws Exception {
        Storage storage = storage(root, 20);
        deleteAtOnce(storage, root, "first", 60);
        Space anna = storage.space("anna");
        assertThat(anna.bin()).hasSize(20);
        anna.restore(anna.bin().getFirst().id());
        anna.purge(anna.bin().getLast().id());
        deleteAtOnce(storage, root, "then", 2);
        assertThat(anna.bin()).hasSize(20);

        storage = storage(root, 20);
        deleteAtOnce(storage, root, "later", 20);
        assertThat(storage.space("anna").bin())
                .hasSize(20)
                .allSatisfy(item -> assertThat(item.path().name()).startsWith("later"));
        assertThat(root.resolve(".hearth/bin/anna")).isDirectoryNotContaining("glob:**.gone");
    }

    private Storage storage(Path root, int binMaxItems) throws IOException {
        return Storage.open(new StorageConfig(
                root, 0, 1 << 20, Duration.ofDays(30), binMaxItems, () -> Instant.ofEpochMilli(now.getAndAdd(10))));
    }

    private static void deleteAtOnce(Storage storage, Path root, String kind, int count) throws Exception {
        storage.space("anna");
        List<Callable<BinItem>> deletions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String name = kind + " " + i;
            Files.writeString(root.resolve("anna").resolve(name), name);
            deletions.add(() -> storage.space("anna").delete(FilePath.of(List.of(name))));
        }
        try (var threads = Executors.newFixedThreadPool(6)) {
            for (Future<BinItem> deletion : threads.invokeAll(deletions)) {
                assertThat(deletion.get().bytes()).isPositive();
            }
        }
    }
}
