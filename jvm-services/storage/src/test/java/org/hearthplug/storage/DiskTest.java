// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.hearthplug.storage.Fixture.kindOf;
import static org.hearthplug.storage.Fixture.path;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.hearthplug.storage.StorageException.Kind;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** People's files on another disk: another file system of this machine's stands for it. */
class DiskTest {
    private static final String USB = "disk--1a2b3c4d";
    private static final Instant TAKEN = Instant.parse("2024-07-14T09:30:00Z");

    @TempDir
    Path root;

    private Path disk;
    private Fixture plug;

    @BeforeEach
    void open() throws IOException {
        plug = new Fixture(root);
        disk = Files.createTempDirectory(Path.of("/dev/shm"), "hearth-disk");
        assumeFalse(
                Files.getFileStore(disk).equals(Files.getFileStore(root)), "needs two file systems: /tmp and /dev/shm");
        Files.createDirectories(disk.resolve("lost+found"));
        Files.createDirectories(disk.resolve("System Volume Information"));
        Files.createDirectories(disk.resolve("photos/2024"));
        Files.writeString(disk.resolve("photos/2024/beach.jpg"), "a beach");
        Files.setLastModifiedTime(disk.resolve("photos/2024/beach.jpg"), FileTime.from(TAKEN));
    }

    @AfterEach
    void remove() throws IOException {
        Trees.delete(disk);
    }

    /** Anna's files as she sees them, with the disk at the top. */
    private Space seen(boolean writable) throws IOException {
        return plug.space.with(List.of(new SharedFolder("USB", plug.storage.space(USB), writable)), true);
    }

    private static List<String> names(Space space, String folder) throws IOException {
        return space.list(path(folder), "", 2).entries().stream()
                .map(Entry::name)
                .toList();
    }

    private static String read(Space space, String at) throws IOException {
        try (OpenFile file = space.open(path(at))) {
            ByteBuffer bytes = ByteBuffer.allocate((int) file.entry().bytes());
            file.channel().read(bytes);
            return new String(bytes.array(), StandardCharsets.UTF_8);
        }
    }

    private static void put(Space space, String at, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        try (Upload upload = space.upload(path(at), Condition.NONE, bytes.length)) {
            upload.write(ByteBuffer.wrap(bytes));
            upload.commit();
        }
    }

    /** All that is on the disk: paths and contents. */
    private Map<String, String> all() throws IOException {
        Map<String, String> found = new TreeMap<>();
        try (Stream<Path> walk = Files.walk(disk)) {
            for (Path one : (Iterable<Path>) walk::iterator) {
                found.put(disk.relativize(one).toString(), Files.isRegularFile(one) ? Files.readString(one) : "");
            }
        }
        return found;
    }

    @Test
    void whatIsThereIsSeenAndNothingOfTheSystems() throws IOException {
        plug.storage.attach(USB, new Disk(disk, true, true));
        Space anna = seen(true);
        assertThat(names(anna, "")).containsExactly("USB");
        assertThat(names(anna, "USB")).containsExactly("photos");
        assertThat(read(anna, "USB/photos/2024/beach.jpg")).isEqualTo("a beach");
        for (String hidden : List.of(".hearth", ".HEARTH", "lost+found", "system volume information")) {
            assertThat(kindOf(() -> anna.list(path("USB/" + hidden), "", 10)))
                    .as(hidden)
                    .isEqualTo(Kind.NOT_FOUND);
            assertThat(kindOf(() -> anna.stat(path("USB/" + hidden)))).isEqualTo(Kind.NOT_FOUND);
            assertThat(kindOf(() -> anna.delete(path("USB/" + hidden)))).isEqualTo(Kind.NOT_FOUND);
            assertThat(kindOf(() -> put(anna, "USB/" + hidden + "/x", "x"))).isEqualTo(Kind.NOT_FOUND);
            assertThat(kindOf(() -> anna.makeFolder(path("USB/" + hidden)))).isEqualTo(Kind.NOT_FOUND);
        }
        assertThat(anna.usedBytes(path("USB/photos")))
                .isEqualTo(plug.storage.space(USB).usedBytes());
        // Deeper down the names are anybody's.
        anna.makeFolder(path("USB/photos/lost+found"));
        assertThat(plug.storage.accounts()).containsExactly("anna");
    }

    @Test
    void whatIsStoredLiesOnTheDiskAndSoDoesWhatWasDeletedOrReplaced() throws IOException {
        plug.storage.attach(USB, new Disk(disk, true, true));
        Space anna = seen(true);
        put(anna, "USB/notes.txt", "one");
        put(anna, "USB/notes.txt", "two");
        assertThat(disk.resolve("notes.txt")).hasContent("two");
        assertThat(anna.past().versions(path("USB/notes.txt"))).hasSize(1);
        BinItem gone = anna.delete(path("USB/notes.txt"));
        assertThat(all()).containsKey(".hearth/bin/" + USB + "/" + gone.id() + "/item/notes.txt");
        assertThat(anna.bin()).hasSize(1);
        assertThat(anna.restore(gone.id())).isEqualTo(path("USB/notes.txt"));
        assertThat(read(anna, "USB/notes.txt")).isEqualTo("two");
        try (Stream<Path> ours = Files.walk(root)) {
            assertThat(ours.filter(Files::isRegularFile)
                            .map(one -> root.relativize(one).toString()))
                    .allMatch(one -> one.endsWith("journal"));
        }
    }

    @Test
    void betweenDisksThingsAreCopiedAndGoWhenTheyHaveArrived() throws IOException {
        plug.storage.attach(USB, new Disk(disk, true, true));
        Space anna = seen(true);
        put(anna, "film.mp4", "a film");
        Entry there = anna.move(path("film.mp4"), path("USB/film.mp4"), false);
        assertThat(there.bytes()).isEqualTo(6);
        assertThat(names(anna, "")).containsExactly("USB");
        assertThat(disk.resolve("film.mp4")).hasContent("a film");
        assertThat(anna.bin()).isEmpty();
        anna.move(path("USB/photos"), path("photos"), false);
        assertThat(disk.resolve("photos")).doesNotExist();
        assertThat(read(anna, "photos/2024/beach.jpg")).isEqualTo("a beach");
        assertThat(anna.stat(path("photos/2024/beach.jpg")).modified()).isEqualTo(TAKEN);
        anna.copy(path("photos"), path("USB/copy"), true, false);
        assertThat(disk.resolve("copy/2024/beach.jpg")).hasContent("a beach");
        assertThat(Files.getLastModifiedTime(disk.resolve("copy/2024/beach.jpg"))
                        .toInstant())
                .isEqualTo(TAKEN);
        assertThat(kindOf(() -> anna.move(path("photos"), path("USB/copy"), false)))
                .isEqualTo(Kind.EXISTS);
        assertThat(read(anna, "photos/2024/beach.jpg")).isEqualTo("a beach");
    }

    @Test
    void aFolderWithALinkThatWasMovedToAnotherDiskStaysInTheBin() throws IOException {
        plug.storage.attach(USB, new Disk(disk, true, true));
        Files.createSymbolicLink(disk.resolve("photos/latest"), Path.of("2024"));
        Space anna = seen(true);
        anna.move(path("USB/photos"), path("photos"), false);
        assertThat(anna.bin()).singleElement().extracting(BinItem::path).isEqualTo(path("USB/photos"));
    }

    @Test
    void anUploadInPiecesWaitsOnTheDiskWhereItWillBe() throws IOException {
        plug.storage.attach(USB, new Disk(disk, true, true));
        Space anna = seen(true);
        ResumableUploads uploads = new ResumableUploads(plug.storage);
        String id = uploads.begin(anna, path("USB/long.bin"), false, 4, TAKEN).id();
        try (ResumableUploads.Piece piece = uploads.resume(anna, id)) {
            piece.write(ByteBuffer.wrap(new byte[] {1, 2}));
            piece.keep();
        }
        assertThat(all()).containsKey(".hearth/resumable/" + id);
        plug.storage.detach(USB);
        assertThat(kindOf(() -> uploads.find("anna", id))).isEqualTo(Kind.NOT_FOUND);
        plug.storage.attach(USB, new Disk(disk, true, true));
        Space again = seen(true);
        assertThat(uploads.find("anna", id).offset()).isEqualTo(2);
        try (ResumableUploads.Piece piece = uploads.resume(again, id)) {
            piece.write(ByteBuffer.wrap(new byte[] {3, 4}));
            piece.keep();
            assertThat(piece.finish()).isPresent();
        }
        assertThat(Files.readAllBytes(disk.resolve("long.bin"))).containsExactly(1, 2, 3, 4);
        assertThat(all().keySet()).noneMatch(name -> name.contains(id));
    }

    @Test
    void nothingIsWrittenToADiskThatTakesNoChanges() throws IOException {
        Map<String, String> before = all();
        plug.storage.attach(USB, new Disk(disk, false, true));
        Space anna = seen(false);
        assertThat(read(anna, "USB/photos/2024/beach.jpg")).isEqualTo("a beach");
        assertThat(kindOf(() -> put(anna, "USB/x", "x"))).isEqualTo(Kind.REFUSED);
        assertThat(anna.bin()).isEmpty();
        new ResumableUploads(plug.storage);
        assertThat(all()).isEqualTo(before);
    }

    @Test
    void aDiskThatWentIsNobodysAndNoFolderTakesItsPlace() throws IOException {
        plug.storage.attach(USB, new Disk(disk, true, true));
        Space usb = plug.storage.space(USB);
        plug.storage.detach(USB);
        assertThat(kindOf(() -> plug.storage.space(USB))).isEqualTo(Kind.NOT_FOUND);
        assertThat(plug.storage.attached(USB)).isEmpty();
        assertThat(root.resolve(USB)).doesNotExist();
        Files.createDirectories(root.resolve(USB));
        assertThat(plug.storage.accounts()).containsExactly("anna");
        // Who still holds it reads on until the disk is really gone.
        assertThat(usb.list(FilePath.ROOT, "", 10).entries()).hasSize(1);
        assertThat(catchThrowable(() -> plug.storage.attach("anna", new Disk(disk, true, true))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void pulledThisMomentItKeepsNobodyFromTheOtherFiles() throws IOException {
        Path gone = Files.createDirectory(disk.resolve("mount"));
        plug.storage.attach(USB, new Disk(gone, true, true));
        Space anna = seen(true);
        put(anna, "mine.txt", "mine");
        Trees.delete(gone);
        assertThat(names(anna, "")).containsExactly("mine.txt");
        assertThat(kindOf(() -> put(anna, "USB/x", "x"))).isIn(Kind.NOT_FOUND, Kind.PARENT_MISSING, Kind.FAILED);
        assertThat(kindOf(() -> anna.list(path("USB"), "", 10))).isEqualTo(Kind.NOT_FOUND);
    }

    /** FAT gives a file another inode each time: that is no change. */
    @Test
    void whereInodesDoNotLastTagsDoWithoutThem() throws IOException {
        Space lasting = plug.storage.attach(USB, new Disk(disk, true, true));
        Space passing = plug.storage.attach("disk--fat", new Disk(disk, true, false));
        String with = lasting.stat(path("photos/2024/beach.jpg")).etag();
        String without = passing.stat(path("photos/2024/beach.jpg")).etag();
        assertThat(without).startsWith("0-").isNotEqualTo(with);
        assertThat(without.substring(1)).isEqualTo(with.substring(with.indexOf('-')));
        put(passing, "new.txt", "new");
        passing.move(path("photos"), path("pictures"), false);
        passing.move(path("pictures"), path("photos"), false);
        assertThat(passing.stat(path("new.txt")).bytes()).isEqualTo(3);
        assertThat(passing.list(path("photos/2024"), "", 10)
                        .entries()
                        .getFirst()
                        .etag())
                .isEqualTo(without);
    }
}
