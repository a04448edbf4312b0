// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hearthplug.storage.Fixture.kindOf;
import static org.hearthplug.storage.Fixture.path;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hearthplug.storage.StorageException.Kind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpaceTest {
    @TempDir
    Path root;

    private Fixture plug;

    @BeforeEach
    void open() throws IOException {
        plug = new Fixture(root);
    }

    @Test
    void whatWasStoredIsReadBackAndIsAPlainFile() throws IOException {
        assertThat(plug.put("letter.txt", "hello").created()).isTrue();
        assertThat(plug.get("letter.txt")).isEqualTo("hello");
        assertThat(root.resolve("anna/letter.txt")).hasContent("hello");
        assertThat(plug.halves()).isEmpty();
    }

    @Test
    void storingAgainReplacesAndChangesTheEntityTag() throws IOException {
        String before = plug.put("a", "one").entry().etag();
        Upload.Stored stored = plug.put("a", "two");
        assertThat(stored.created()).isFalse();
        assertThat(stored.entry().etag()).isNotEqualTo(before);
        assertThat(plug.get("a")).isEqualTo("two");
    }

    @Test
    void conditionsDecideWhetherAFileIsReplaced() throws IOException {
        String etag = plug.put("a", "one", Condition.ABSENT).entry().etag();
        assertThat(kindOf(() -> plug.put("a", "two", Condition.ABSENT))).isEqualTo(Kind.PRECONDITION);
        assertThat(kindOf(() -> plug.put("a", "two", Condition.matches("other"))))
                .isEqualTo(Kind.PRECONDITION);
        assertThat(kindOf(() -> plug.put("b", "two", Condition.PRESENT))).isEqualTo(Kind.PRECONDITION);
        assertThat(plug.get("a")).isEqualTo("one");
        assertThat(plug.put("a", "three", Condition.matches(etag)).created()).isFalse();
        assertThat(plug.names("")).containsExactly("a");
    }

    @Test
    void aConditionHoldsUntilTheEndOfTheUpload() throws IOException {
        try (Upload late = plug.space.upload(path("a"), Condition.ABSENT, 0)) {
            plug.put("a", "first");
            assertThat(kindOf(late::commit)).isEqualTo(Kind.PRECONDITION);
        }
        assertThat(plug.get("a")).isEqualTo("first");
        assertThat(plug.halves()).isEmpty();
    }

    @Test
    void aNeighbourThatDiffersOnlyInCaseOrFormIsAConflict() throws IOException {
        plug.put("Ärger.txt", "x");
        assertThat(kindOf(() -> plug.put("A\u0308rger.txt", "y"))).isEqualTo(Kind.NAME_CONFLICT);
        assertThat(kindOf(() -> plug.put("ärger.TXT", "y"))).isEqualTo(Kind.NAME_CONFLICT);
        assertThat(kindOf(() -> plug.space.makeFolder(path("ÄRGER.txt")))).isEqualTo(Kind.NAME_CONFLICT);
        plug.put("b", "z");
        assertThat(kindOf(() -> plug.space.move(path("b"), path("äRGER.txt"), false)))
                .isEqualTo(Kind.NAME_CONFLICT);
        assertThat(plug.names("")).containsExactly("b", "Ärger.txt");
    }

    @Test
    void aNameMayChangeItsOwnCase() throws IOException {
        plug.put("img.jpg", "x");
        assertThat(plug.space.move(path("img.jpg"), path("IMG.jpg"), false).name())
                .isEqualTo("IMG.jpg");
        assertThat(plug.names("")).containsExactly("IMG.jpg");
    }

    @Test
    void pagesCoverAFolderWithoutGapOrRepetition() throws IOException {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 25; i++) {
            String name = "file-" + (char) ('a' + i);
            Files.createFile(root.resolve("anna").resolve(name));
            expected.add(name);
        }
        List<String> found = new ArrayList<>();
        String after = "";
        int pages = 0;
        while (after != null) {
            Page page = plug.space.list(FilePath.ROOT, after, 10);
            page.entries().forEach(entry -> found.add(entry.name()));
            after = page.next().orElse(null);
            pages++;
        }
        assertThat(found).isEqualTo(expected);
        assertThat(pages).isEqualTo(3);
        assertThat(plug.space.list(FilePath.ROOT, "file-o", 10).next()).isEmpty();
    }

    @Test
    void linksAreShownButNeverFollowed() throws IOException {
        Path secret = Files.writeString(root.resolve("secret"), "s");
        Files.createSymbolicLink(root.resolve("anna/link"), secret);
        Files.createSymbolicLink(root.resolve("anna/door"), root);
        assertThat(plug.space.stat(path("link")).type()).isEqualTo(Entry.Type.OTHER);
        assertThat(kindOf(() -> plug.get("link"))).isEqualTo(Kind.NOT_A_FILE);
        assertThat(kindOf(() -> plug.get("door/secret"))).isEqualTo(Kind.NOT_A_FOLDER);
        assertThat(kindOf(() -> plug.names("door"))).isEqualTo(Kind.NOT_A_FOLDER);
        assertThat(kindOf(() -> plug.put("door/new", "x"))).isEqualTo(Kind.PARENT_MISSING);
        assertThat(kindOf(() -> plug.put("link", "x"))).isEqualTo(Kind.EXISTS);
        assertThat(secret).hasContent("s");
        plug.space.delete(path("door"));
        assertThat(secret).exists();
    }

    @Test
    void whatIsMissingIsSaidPlainly() {
        assertThat(kindOf(() -> plug.get("no"))).isEqualTo(Kind.NOT_FOUND);
        assertThat(kindOf(() -> plug.get("no/no"))).isEqualTo(Kind.NOT_FOUND);
        assertThat(kindOf(() -> plug.names("no"))).isEqualTo(Kind.NOT_FOUND);
        assertThat(kindOf(() -> plug.put("no/a", "x"))).isEqualTo(Kind.PARENT_MISSING);
        assertThat(kindOf(() -> plug.space.makeFolder(path("no/a")))).isEqualTo(Kind.PARENT_MISSING);
        assertThat(kindOf(() -> plug.space.move(path("no"), path("b"), false))).isEqualTo(Kind.NOT_FOUND);
        assertThat(kindOf(() -> plug.space.delete(path("no")))).isEqualTo(Kind.NOT_FOUND);
        assertThat(kindOf(() -> plug.space.restore("0-0"))).isEqualTo(Kind.NOT_FOUND);
        assertThat(kindOf(() -> plug.space.restore("../../x"))).isEqualTo(Kind.NOT_FOUND);
        assertThat(kindOf(() -> plug.space.purge("no"))).isEqualTo(Kind.NOT_FOUND);
    }

    @Test
    void aFileIsNoFolderAndTheOtherWayRound() throws IOException {
        plug.put("file", "x");
        plug.space.makeFolder(path("folder"));
        assertThat(kindOf(() -> plug.names("file"))).isEqualTo(Kind.NOT_A_FOLDER);
        assertThat(kindOf(() -> plug.get("folder"))).isEqualTo(Kind.NOT_A_FILE);
        assertThat(kindOf(() -> plug.put("folder", "x"))).isEqualTo(Kind.EXISTS);
        assertThat(kindOf(() -> plug.put("file/a", "x"))).isEqualTo(Kind.PARENT_MISSING);
        assertThat(kindOf(() -> plug.space.makeFolder(path("file")))).isEqualTo(Kind.EXISTS);
        assertThat(kindOf(() -> plug.space.makeFolder(FilePath.ROOT))).isEqualTo(Kind.EXISTS);
    }

    @Test
    void moveNeverReplacesAndNeverSwallowsItself() throws IOException {
        plug.put("a", "a");
        plug.put("b", "b");
        plug.space.makeFolder(path("folder"));
        assertThat(kindOf(() -> plug.space.move(path("a"), path("b"), false))).isEqualTo(Kind.EXISTS);
        assertThat(kindOf(() -> plug.space.move(path("folder"), path("folder/sub"), false)))
                .isEqualTo(Kind.REFUSED);
        assertThat(kindOf(() -> plug.space.move(FilePath.ROOT, path("x"), false)))
                .isEqualTo(Kind.REFUSED);
        assertThat(kindOf(() -> plug.space.delete(FilePath.ROOT))).isEqualTo(Kind.REFUSED);
        plug.space.move(path("a"), path("folder/a"), false);
        assertThat(plug.names("")).containsExactly("b", "folder");
        assertThat(plug.get("folder/a")).isEqualTo("a");
    }

    @Test
    void namesOnTheDiskThatNobodyCouldAskForStayOutOfListings() throws IOException {
        Files.createFile(root.resolve("anna/line\nbreak"));
        plug.put("plain", "x");
        assertThat(plug.names("")).containsExactly("plain");
    }

    @Test
    void accountsAreFoldersOfTheirOwnAndNothingElse() throws IOException {
        plug.put("a", "anna's");
        Space other = plug.storage.space("ben");
        assertThat(other.list(FilePath.ROOT, "", 10).entries()).isEmpty();
        assertThat(plug.storage.space("anna")).isSameAs(plug.space);
        for (String bad : List.of("", ".hearth", "../anna", "Anna", "a/b", "-x", "x".repeat(33))) {
            org.assertj.core.api.Assertions.assertThatIllegalArgumentException()
                    .isThrownBy(() -> plug.storage.space(bad));
        }
    }
}
