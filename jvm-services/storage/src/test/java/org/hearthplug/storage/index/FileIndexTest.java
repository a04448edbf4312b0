// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage.index;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hearthplug.storage.BinItem;
import org.hearthplug.storage.Condition;
import org.hearthplug.storage.FilePath;
import org.hearthplug.storage.Space;
import org.hearthplug.storage.Storage;
import org.hearthplug.storage.StorageConfig;
import org.hearthplug.storage.Upload;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class FileIndexTest {
    private static final Duration DEADLINE = Duration.ofSeconds(60);

    @TempDir
    Path root;

    private Storage storage;
    private Space space;
    private FileIndex index;

    @BeforeEach
    void open() throws Exception {
        storage = Storage.open(StorageConfig.defaults(root, InstantSource.system()));
        space = storage.space("anna");
        index = FileIndex.open(storage, Duration.ZERO);
    }

    @AfterEach
    void close() {
        index.close();
    }

    @Test
    void findsWhatWasStoredMovedAndBroughtBackAndNothingElse() throws Exception {
        space.makeFolder(path("Été 2025"));
        put("Été 2025/Crème brûlée.txt", "x");
        put("holiday-in-Lisbon.jpg", "y");
        assertThat(find("creme")).containsExactly("/Été 2025/Crème brûlée.txt");
        assertThat(find("BRÛLÉE txt")).containsExactly("/Été 2025/Crème brûlée.txt");
        assertThat(find("sbon")).containsExactly("/holiday-in-Lisbon.jpg");
        assertThat(find("ete")).containsExactly("/Été 2025");
        assertThat(find("li")).containsExactly("/holiday-in-Lisbon.jpg");
        assertThat(find("lisbon creme")).isEmpty();

        space.move(path("Été 2025"), path("Summer"), false);
        assertThat(find("creme")).containsExactly("/Summer/Crème brûlée.txt");
        assertThat(find("ete")).isEmpty();
        BinItem item = space.delete(path("Summer"));
        assertThat(find("creme")).isEmpty();
        space.restore(item.id());
        assertThat(find("creme")).containsExactly("/Summer/Crème brûlée.txt");
        space.copy(path("Summer"), path("Copy"), true, false);
        assertThat(find("creme")).containsExactlyInAnyOrder("/Summer/Crème brûlée.txt", "/Copy/Crème brûlée.txt");
    }

    /** What is told by name is looked at by name: also when the name has become something else. */
    @Test
    void aNameThatBecomesAFolderAndAFileAgainIsFollowed() throws Exception {
        put("thing", "x");
        assertThat(find("thing")).containsExactly("/thing");
        space.delete(path("thing"));
        space.makeFolder(path("thing"));
        put("thing/inside.txt", "y");
        assertThat(find("inside")).containsExactly("/thing/inside.txt");
        space.makeFolder(path("other"));
        put("other/deep.txt", "z");
        settle();
        space.move(path("thing"), path("away"), false);
        space.move(path("other"), path("thing"), false);
        assertThat(find("deep")).containsExactly("/thing/deep.txt");
        assertThat(find("inside")).containsExactly("/away/inside.txt");
        space.delete(path("thing"));
        put("thing", "again");
        assertThat(find("thing")).containsExactly("/thing");
        assertThat(find("deep")).isEmpty();
    }

    /** Whoever is told that the answer is complete has it. */
    @Test
    @Timeout(180)
    void anAnswerThatSaysItIsCompleteIs() throws Exception {
        for (int i = 0; i < 150; i++) {
            put("letter-" + i + ".txt", "x");
            Answer answer;
            do {
                answer = index.search(space, "letter-" + i, FilePath.ROOT, 10);
            } while (!answer.complete());
            assertThat(answer.matches()).as("round %d", i).isNotEmpty();
        }
    }

    @Test
    void searchesUnderAFolderAndWithinBounds() throws Exception {
        space.makeFolder(path("a"));
        for (int i = 0; i < 30; i++) {
            put((i % 2 == 0 ? "a/" : "") + "note " + i + ".txt", "x");
        }
        settle();
        Answer answer = index.search(space, "note", path("a"), 10);
        assertThat(answer.matches()).hasSize(10).allMatch(match -> match.path().startsWith(pathOf("a")));
        assertThat(answer.more()).isTrue();
        assertThat(index.search(space, "note", path("a"), 100).matches()).hasSize(15);
        assertThat(index.search(space, "   ", FilePath.ROOT, 10).matches()).isEmpty();
        assertThat(index.search(space, "\"'%_*( OR", FilePath.ROOT, 10).matches())
                .isEmpty();
    }

    @Test
    void whatChangedWhileThePlugWasOffIsFoundAfterTheStart() throws Exception {
        put("before.txt", "x");
        settle();
        index.close();
        Files.delete(root.resolve("anna/before.txt"));
        Files.createDirectories(root.resolve("anna/from elsewhere/deep"));
        Files.writeString(root.resolve("anna/from elsewhere/deep/brought.txt"), "z");
        storage = Storage.open(StorageConfig.defaults(root, InstantSource.system()));
        space = storage.space("anna");
        index = FileIndex.open(storage, Duration.ofDays(1));
        assertThat(find("brought")).containsExactly("/from elsewhere/deep/brought.txt");
        assertThat(find("before")).isEmpty();
    }

    /** As root nothing is unreadable: then LibraryIT alone shows it, on the plug. */
    @Test
    void aFolderThatIsSomebodyElsesCostsTheOthersNothing() throws Exception {
        Path theirs = Files.createDirectories(root.resolve("anna/lost+found"));
        put("mine.txt", "x");
        Files.setPosixFilePermissions(theirs, Set.of());
        try {
            assumeThat(Files.isReadable(theirs)).as("root reads all").isFalse();
            index.close();
            Files.deleteIfExists(root.resolve(".hearth/index/anna.sqlite"));
            index = FileIndex.open(storage, Duration.ZERO);
            assertThat(find("mine")).containsExactly("/mine.txt");
        } finally {
            Files.setPosixFilePermissions(theirs, PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    void aDamagedIndexIsMadeAgain() throws Exception {
        put("kept.txt", "x");
        settle();
        index.close();
        Path file = root.resolve(".hearth/index/anna.sqlite");
        byte[] bytes = Files.readAllBytes(file);
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] ^= (byte) (i * 31 + 7);
        }
        Files.write(file, bytes);
        Files.deleteIfExists(root.resolve(".hearth/index/anna.sqlite-wal"));
        index = FileIndex.open(storage, Duration.ZERO);
        assertThat(find("kept")).containsExactly("/kept.txt");
    }

    @Test
    void anAnswerIsTrueEvenWhenTheIndexIsNot() throws Exception {
        put("gone.txt", "x");
        settle();
        Files.delete(root.resolve("anna/gone.txt"));
        assertThat(index.search(space, "gone", FilePath.ROOT, 10).matches()).isEmpty();
    }

    @Test
    void peopleDoNotFindEachOthersFiles() throws Exception {
        put("secret plan.txt", "x");
        Space other = storage.space("ben");
        settle();
        assertThat(index.search(other, "secret", FilePath.ROOT, 10).matches()).isEmpty();
    }

    @Test
    void manyFilesInOneFolderComeAndGo() throws Exception {
        Path folder = Files.createDirectory(root.resolve("anna/many"));
        for (int i = 0; i < 3000; i++) {
            Files.writeString(folder.resolve("entry-" + i + ".dat"), "");
        }
        index.doubt(space, FilePath.ROOT);
        // The first look may have come while they were being made, behind the plug's back.
        index.doubt(space, path("many"));
        assertThat(find("entry-2999")).hasSize(1);
        for (int i = 0; i < 3000; i += 2) {
            Files.delete(folder.resolve("entry-" + i + ".dat"));
        }
        index.doubt(space, path("many"));
        assertThat(find("entry-2999")).hasSize(1);
        assertThat(find("entry-2998")).isEmpty();
    }

    @Test
    void picturesComeByTheTimeTheyWereTaken() throws Exception {
        store("new.jpg", Samples.jpeg("2024:05:12 18:03:59", 6, 400, 300));
        store("old.jpg", Samples.jpeg("1999:12:31 23:59:59", 1, 640, 480));
        store("plain.png", Samples.png(10, 20));
        settle();
        List<Picture> all = index.pictures(space, Optional.empty(), 10);
        assertThat(all).extracting(picture -> picture.path().name()).containsExactly("plain.png", "new.jpg", "old.jpg");
        Picture turned = all.get(1);
        assertThat(turned.width()).isEqualTo(300);
        assertThat(turned.height()).isEqualTo(400);
        assertThat(turned.preview()).isTrue();
        assertThat(index.pictures(space, Optional.of(turned.key()), 10)).hasSize(1);
        assertThat(index.months(space)).containsEntry("2024-05", 1).containsEntry("1999-12", 1);
        Preview preview = index.preview(space, path("new.jpg"), space.stat(path("new.jpg")))
                .orElseThrow();
        assertThat(preview.turn()).isEqualTo(6);
        store("new.jpg", Samples.jpeg("2001:01:01 00:00:00", 1, 4, 3));
        assertThat(index.preview(space, path("new.jpg"), space.stat(path("new.jpg")))
                        .filter(found -> found.turn() == 6))
                .as("of the picture before")
                .isEmpty();
    }

    private List<String> find(String query) throws Exception {
        settle();
        Answer answer = index.search(space, query, FilePath.ROOT, 50);
        assertThat(answer.complete()).isTrue();
        return answer.matches().stream().map(match -> match.path().toString()).toList();
    }

    private void settle() throws Exception {
        index.search(space, "wake", FilePath.ROOT, 1);
        long end = System.nanoTime() + DEADLINE.toNanos();
        while (!index.upToDate(space)) {
            assertThat(System.nanoTime()).as("the index catches up").isLessThan(end);
            Thread.sleep(5);
        }
    }

    private void put(String path, String text) throws IOException {
        store(path, text.getBytes(StandardCharsets.UTF_8));
    }

    private void store(String path, byte[] bytes) throws IOException {
        try (Upload upload = space.upload(path(path), Condition.NONE, bytes.length)) {
            upload.write(ByteBuffer.wrap(bytes));
            upload.commit();
        }
    }

    private static FilePath path(String text) throws IOException {
        return FilePath.of(List.of(text.split("/", -1)));
    }

    private static FilePath pathOf(String name) {
        return new FilePath(List.of(name));
    }
}
