// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.hearthplug.backup.index.BlobType;
import org.hearthplug.backup.repo.BlobSaver;
import org.hearthplug.backup.repo.Repo;
import org.hearthplug.backup.spi.FileType;
import org.hearthplug.backup.tree.SnapshotFile;
import org.junit.jupiter.api.Test;

/** Trees that want out of the restore folder, or more than there is. */
class HostileTreeTest extends BentRepository {
    private static String node(String name, String type, String more) {
        return "{\"name\":\"" + name + "\",\"type\":\"" + type + "\",\"mode\":493" + more + "}";
    }

    private static ObjectId save(BlobSaver saver, BlobType type, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        ObjectId id = ObjectId.hashOf(bytes);
        saver.save(type, id, bytes, 0, bytes.length);
        return id;
    }

    /** Adds a snapshot whose root tree is this JSON. {@code %s} in it: a data blob of “evil”, and a tree of one good file. */
    private ObjectId hostile(String nodes) {
        try (Repo repo = Repo.open(
                target, Scratch.passphrase(), RepositoryOptions.defaults().withSpool(dir))) {
            repo.refreshIndex();
            ObjectId root;
            try (BlobSaver saver = repo.saver(() -> {})) {
                ObjectId data = save(saver, BlobType.DATA, "evil");
                String content = ",\"size\":4,\"content\":[\"" + data.hex() + "\"]";
                ObjectId tree = save(saver, BlobType.TREE, "{\"nodes\":[" + node("good", "file", content) + "]}\n");
                root = save(
                        saver,
                        BlobType.TREE,
                        "{\"nodes\":["
                                + nodes.replace("CONTENT", content)
                                        .replace("TREE", ",\"subtree\":\"" + tree.hex() + "\"")
                                + "]}\n");
                saver.flush();
            }
            Snapshot s = repo.snapshots(new ArrayList<>()).getFirst();
            Snapshot evil = new Snapshot(
                    null,
                    OffsetDateTime.now(ZoneOffset.UTC),
                    null,
                    root,
                    List.of("/"),
                    "evil",
                    "evil",
                    0,
                    0,
                    List.of(),
                    List.of(),
                    null,
                    "x");
            assertThat(s.hostName()).isNotEqualTo("evil");
            return repo.files().write(FileType.SNAPSHOT, SnapshotFile.write(evil));
        }
    }

    @Test
    void pathsThatClimbAndLinksThatLeadOutWriteNothingOutside() throws Exception {
        Path outside = Files.createDirectories(dir.resolve("outside"));
        Path out = Files.createDirectories(dir.resolve("jail/out"));
        ObjectId id = hostile(String.join(
                ",",
                node("../climbed", "file", "CONTENT"),
                node("..", "dir", "TREE"),
                node(".", "dir", "TREE"),
                node("", "file", "CONTENT"),
                node("/" + outside + "/absolute", "file", "CONTENT"),
                node("a/b", "file", "CONTENT"),
                node("nul\\u0000l", "file", "CONTENT"),
                node("door", "symlink", ",\"linktarget\":\"" + outside + "\""),
                node("door", "dir", "TREE"),
                node("last", "file", "CONTENT")));
        try (Repository r = Scratch.open(target, dir)) {
            RestoreReport report = r.restore(RestoreRequest.of(id, out), Progress.NONE);
            assertThat(report.problemCount()).isGreaterThanOrEqualTo(8);
        }
        assertThat(outside).isEmptyDirectory();
        assertThat(dir.resolve("jail")).isDirectoryContaining(p -> p.endsWith("out"));
        try (var all = Files.list(dir.resolve("jail"))) {
            assertThat(all).hasSize(1);
        }
        assertThat(out.resolve("door")).isSymbolicLink();
        assertThat(out.resolve("last")).hasContent("evil");
    }

    /** A link that waits in the restore folder already, where the snapshot has a folder. */
    @Test
    void aLinkThatLiesThereAlreadyIsNotWalkedThrough() throws Exception {
        Path outside = Files.createDirectories(dir.resolve("outside"));
        Path out = Files.createDirectories(dir.resolve("out"));
        Files.createSymbolicLink(out.resolve("door"), outside);
        Files.createSymbolicLink(out.resolve("file"), outside.resolve("through"));
        ObjectId id = hostile(node("door", "dir", "TREE") + "," + node("file", "file", "CONTENT"));
        try (Repository r = Scratch.open(target, dir)) {
            for (boolean overwrite : new boolean[] {false, true}) {
                r.restore(new RestoreRequest(id, List.of(), out, overwrite, true, false), Progress.NONE);
                assertThat(outside).isEmptyDirectory();
            }
        }
        assertThat(out.resolve("door/good")).hasContent("evil");
        assertThat(Files.isSymbolicLink(out.resolve("file"))).isFalse();
    }

    @Test
    void aTreeOfAnUnknownKindOrSizeIsNamedAndTheRestComesBack() {
        ObjectId id = hostile(String.join(
                ",",
                node("a-missing", "dir", ",\"subtree\":\"" + "ab".repeat(32) + "\""),
                node("b-none", "dir", ""),
                node("c-gone", "file", ",\"size\":9,\"content\":[\"" + "cd".repeat(32) + "\"]"),
                node("d-huge", "file", ",\"size\":9223372036854775807CONTENT".replace(",\"size\":4", "")),
                node("e-new", "wormhole", ""),
                node("f-good", "file", "CONTENT")));
        try (Repository r = Scratch.open(target, dir)) {
            RestoreReport report = r.restore(RestoreRequest.of(id, dir.resolve("out")), Progress.NONE);
            assertThat(report.problems().toString()).contains("a-missing", "b-none", "c-gone");
        }
        assertThat(dir.resolve("out/f-good")).hasContent("evil");
    }

    /** A million entries in one blob: the one that is wanted comes back, and no object is made for each of the others. */
    @Test
    void aMillionEntriesInOneBlobAreReadOneByOne() {
        StringBuilder nodes = new StringBuilder(48_000_000);
        for (int i = 0; i < 1_000_000; i++) {
            nodes.append(nodes.isEmpty() ? "" : ",").append("{\"name\":\"%07d\",\"type\":\"symlink\"}".formatted(i));
        }
        nodes.append(',').append(node("x", "file", "CONTENT"));
        ObjectId id = hostile(nodes.toString());
        try (Repository r = Scratch.open(target, dir)) {
            RestoreRequest one = RestoreRequest.of(id, dir.resolve("out")).only(List.of("/x"));
            RestoreReport report = r.restore(one, Progress.NONE);
            assertThat(report.problemCount()).isZero();
            assertThat(report.files()).isEqualTo(1);
        }
        assertThat(dir.resolve("out/x")).hasContent("evil");
    }
}
