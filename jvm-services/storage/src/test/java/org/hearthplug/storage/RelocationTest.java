// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hearthplug.storage.Fixture.kindOf;
import static org.hearthplug.storage.Fixture.path;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.hearthplug.storage.StorageException.Kind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RelocationTest {
    @TempDir
    Path root;

    private Fixture plug;

    @BeforeEach
    void open() throws IOException {
        plug = new Fixture(root);
    }

    @Test
    void aFolderIsCopiedWithAllThatIsInItButLinks() throws IOException {
        plug.space.makeFolder(path("a"));
        plug.space.makeFolder(path("a/b"));
        plug.put("a/b/file", "content");
        Files.createSymbolicLink(root.resolve("anna/a/link"), root);
        plug.space.copy(path("a"), path("copy"), true, false);
        assertThat(plug.names("copy")).containsExactly("b");
        assertThat(plug.get("copy/b/file")).isEqualTo("content");
        plug.put("copy/b/file", "changed");
        assertThat(plug.get("a/b/file")).isEqualTo("content");
        plug.space.copy(path("a"), path("shallow"), false, false);
        assertThat(plug.names("shallow")).isEmpty();
        assertThat(plug.halves()).isEmpty();
    }

    @Test
    void onlyAFileGivesWayToAFile() throws IOException {
        plug.put("a", "a");
        plug.put("b", "b");
        plug.space.makeFolder(path("folder"));
        assertThat(kindOf(() -> plug.space.copy(path("a"), path("b"), true, false)))
                .isEqualTo(Kind.EXISTS);
        assertThat(kindOf(() -> plug.space.copy(path("a"), path("folder"), true, true)))
                .isEqualTo(Kind.EXISTS);
        assertThat(kindOf(() -> plug.space.move(path("folder"), path("b"), true)))
                .isEqualTo(Kind.EXISTS);
        assertThat(kindOf(() -> plug.space.copy(path("folder"), path("folder/in"), true, true)))
                .isEqualTo(Kind.REFUSED);
        assertThat(kindOf(() -> plug.space.copy(path("a"), path("A"), true, true)))
                .isEqualTo(Kind.NAME_CONFLICT);
        plug.space.copy(path("a"), path("b"), true, true);
        assertThat(plug.get("b")).isEqualTo("a");
        plug.put("c", "c");
        plug.space.move(path("c"), path("b"), true);
        assertThat(plug.get("b")).isEqualTo("c");
        assertThat(plug.names("")).containsExactly("a", "b", "folder");
    }

    @Test
    void aNoteTravelsWithItsEntry() throws IOException {
        plug.put("a", "one");
        assertThat(plug.space.note(path("a"))).isEmpty();
        plug.space.setNote(path("a"), "blå");
        plug.put("a", "two");
        assertThat(plug.space.note(path("a"))).contains("blå");
        plug.space.copy(path("a"), path("b"), true, false);
        plug.space.move(path("a"), path("c"), false);
        assertThat(plug.space.note(path("b"))).contains("blå");
        assertThat(plug.space.note(path("c"))).contains("blå");
        plug.space.setNote(path("c"), "");
        assertThat(plug.space.note(path("c"))).isEmpty();
        plug.space.setNote(FilePath.ROOT, "root");
        assertThat(plug.space.note(FilePath.ROOT)).contains("root");
        assertThat(kindOf(() -> plug.space.setNote(path("b"), "x".repeat(3073))))
                .isEqualTo(Kind.FULL);
        assertThat(kindOf(() -> plug.space.note(path("nowhere")))).isEqualTo(Kind.NOT_FOUND);
    }

    @Test
    void aNoteIsKeptWhenTheFileCameDuringTheUploadThatReplacesIt() throws IOException {
        try (Upload upload = plug.space.upload(path("a"), Condition.NONE, 1)) {
            upload.write(ByteBuffer.allocate(1));
            plug.put("a", "came first");
            plug.space.setNote(path("a"), "blå");
            assertThat(upload.commit().created()).isFalse();
        }
        assertThat(plug.space.note(path("a"))).contains("blå");
    }

    @Test
    void aNoteIsNeverReadThroughALink() throws IOException {
        plug.put("a", "x");
        plug.space.setNote(path("a"), "secret");
        Files.createSymbolicLink(root.resolve("anna/link"), root.resolve("anna/a"));
        assertThat(kindOf(() -> plug.space.note(path("link")))).isEqualTo(Kind.NOT_A_FILE);
        assertThat(kindOf(() -> plug.space.setNote(path("link"), "x"))).isEqualTo(Kind.NOT_A_FILE);
    }

    @Test
    void anUploadMayKeepItsOwnTime() throws IOException {
        Instant taken = Instant.parse("2019-07-01T12:00:00Z");
        try (Upload upload = plug.space.upload(path("photo"), Condition.NONE, 1)) {
            upload.write(ByteBuffer.allocate(1));
            upload.setModified(taken);
            assertThat(upload.commit().entry().modified()).isEqualTo(taken);
        }
        assertThat(plug.space.stat(path("photo")).modified()).isEqualTo(taken);
    }
}
