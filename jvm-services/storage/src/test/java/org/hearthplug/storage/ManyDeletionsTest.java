// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
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

    @Test
    void aBinThatSomebodyElseEmptiedLosesNothingNew(@TempDir Path root) throws Exception {
        Storage storage = storage(root, 20);
        deleteAtOnce(storage, root, "first", 20);
        try (Stream<Path> places = Files.list(root.resolve(".hearth/bin/anna"))) {
            for (Path place : places.toList()) {
                Trees.delete(place);
            }
        }
        deleteAtOnce(storage, root, "then", 3);
        assertThat(storage.space("anna").bin()).hasSize(3);
    }

    @Test
    void aLargeBinIsListedInPartsAndEmptiedInParts(@TempDir Path root) throws Exception {
        Storage storage = storage(root, 1000);
        deleteAtOnce(storage, root, "file", 25);
        Space anna = storage.space("anna");
        BinPage first = anna.bin("", 10);
        BinPage second = anna.bin(first.next().orElseThrow(), 10);
        BinPage third = anna.bin(second.next().orElseThrow(), 10);
        assertThat(third.next()).isEmpty();
        assertThat(first.count()).isEqualTo(25);
        List<BinItem> all = Stream.of(first, second, third)
                .flatMap(page -> page.items().stream())
                .toList();
        assertThat(all).hasSize(25).doesNotHaveDuplicates().isEqualTo(anna.bin());
        assertThat(all)
                .isSortedAccordingTo(Comparator.comparing(BinItem::deleted).reversed());

        deleteAtOnce(storage, root, "later", 3);
        String latest = all.getFirst().id();
        assertThat(anna.emptyBin(latest, 20)).isEqualTo(5);
        assertThat(anna.emptyBin(latest, 20)).isZero();
        assertThat(anna.bin())
                .hasSize(3)
                .allSatisfy(item -> assertThat(item.path().name()).startsWith("later"));
    }

    @Test
    void foldersOfTheHouseholdShareTheListAndTheEmptying(@TempDir Path root) throws Exception {
        Storage storage = storage(root, 1000);
        Space family = storage.space("shared--family");
        Space looked = storage.space("shared--looked");
        for (int i = 0; i < 4; i++) {
            deleteAtOnce(storage, root, "mine " + i, 2);
            Files.writeString(root.resolve("shared--family/ours " + i), "x");
            family.delete(FilePath.of(List.of("ours " + i)));
            Files.writeString(root.resolve("shared--looked/theirs " + i), "x");
            looked.delete(FilePath.of(List.of("theirs " + i)));
        }
        Space seen = storage.space("anna")
                .with(
                        List.of(new SharedFolder("Family", family, true), new SharedFolder("Looked", looked, false)),
                        true);
        List<BinItem> all = seen.bin();
        assertThat(all)
                .hasSize(12)
                .isSortedAccordingTo(Comparator.comparing(BinItem::deleted).reversed());
        List<BinItem> parts = new ArrayList<>();
        Optional<String> next = Optional.of("");
        while (next.isPresent()) {
            BinPage page = seen.bin(next.get(), 5);
            assertThat(page.count()).isEqualTo(12);
            parts.addAll(page.items());
            next = page.next();
        }
        assertThat(parts).isEqualTo(all);
        assertThat(parts.getFirst().path()).hasToString("/Family/ours 3");
        assertThat(seen.emptyBin(parts.get(1).id(), 100)).isZero();
        assertThat(seen.bin()).containsExactly(parts.getFirst());
        assertThat(looked.bin()).hasSize(4);
    }

    @Test
    void whatIsNoIdOfTheBinIsSaid(@TempDir Path root) throws Exception {
        Space anna = storage(root, 1000).space("anna");
        for (String id : List.of("x", "-", "../..-1", "zzzzzzzzzzzzz-1")) {
            assertThat(Fixture.kindOf(() -> anna.bin(id, 10))).isEqualTo(StorageException.Kind.NAME_INVALID);
            assertThat(Fixture.kindOf(() -> anna.emptyBin(id, 10))).isEqualTo(StorageException.Kind.NAME_INVALID);
        }
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
