// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A selection deleted on the page is many requests at once, and each asks for the space anew. */
class ManyDeletionsTest {
    @Test
    void deletionsAtOnceAllSucceed(@TempDir Path root) throws Exception {
        Storage storage = Storage.open(new StorageConfig(
                root, 0, 1 << 20, Duration.ofDays(30), 1000, () -> Instant.parse("2026-12-01T10:00:00Z")));
        storage.space("anna");
        List<Callable<BinItem>> deletions = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            String name = "file " + i;
            Files.writeString(root.resolve("anna").resolve(name), name);
            deletions.add(() -> storage.space("anna").delete(FilePath.of(List.of(name))));
        }
        try (var threads = Executors.newFixedThreadPool(6)) {
            for (Future<BinItem> deletion : threads.invokeAll(deletions)) {
                assertThat(deletion.get().bytes()).isPositive();
            }
        }
        assertThat(storage.space("anna").bin()).hasSize(60);
    }
}
