// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.backup;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hearthplug.storage.FilePath;
import org.hearthplug.storage.Storage;
import org.hearthplug.web.access.Access;
import org.hearthplug.web.access.Caller;
import org.hearthplug.web.http.Problem;

/**
 * Brings files of a snapshot back. The engine restores and verifies beside, on the same file system; only what came out whole is moved to
 * its place, and what was there goes to the bin.
 */
final class Restores {
    private final Desk desk;
    private final Storage storage;
    private final Access access;
    private final Path aside;

    /** @param aside a folder of this class's own, on the file system of people's files */
    Restores(Desk desk, Storage storage, Access access, Path aside) {
        this.desk = desk;
        this.storage = storage;
        this.access = access;
        this.aside = aside;
    }

    /**
     * Starts it.
     *
     * @param root which of the snapshot's folders the paths begin in
     * @param account whose files it brings back: the owner's, a common folder, or a disk's
     * @param home where those are
     * @param paths within the root; empty for everything
     * @param folder the new folder's name among the owner's files; empty to put everything back where it was
     */
    void start(String snapshot, String root, String account, Path home, List<String> paths, String folder)
            throws IOException {
        List<FilePath> wanted = new ArrayList<>();
        for (String path : paths) {
            wanted.add(FilePath.of(List.of(path.split("/"))));
        }
        if (!folder.isEmpty()) {
            FilePath.of(List.of(folder));
            if (Files.exists(desk.own().resolve(folder), LinkOption.NOFOLLOW_LINKS)) {
                throw new Problem(409, "There is something named “" + folder + "” already. Choose another name.");
            }
        }
        Place place = new Place(storage, storage.space(account), home);
        List<String> engine = wanted.stream().map(p -> root + p).toList();
        Path restored = aside.resolve(root.substring(1));
        run(snapshot, wanted.isEmpty() ? List.of(root) : engine, () -> {
            if (folder.isEmpty()) {
                place.putBack(restored, wanted.isEmpty() ? Place.children(restored) : wanted);
            } else {
                Files.move(restored, desk.own().resolve(folder));
                place(access.owner().id()).tell(FilePath.ROOT);
            }
        });
    }

    /** Starts to bring everybody's files back, and the people whom the plug does not know, to be invited anew. */
    void everybody(String snapshot, Roots.Known where, Caller caller) throws IOException {
        Path files = aside.resolve(where.files().substring(1));
        Path note = aside.resolve(where.note().substring(1));
        run(
                snapshot,
                List.of(),
                () -> new Homecoming(access, storage, this::place, caller).bring(files, HouseholdNote.read(note)));
    }

    /** What is to be done with what came out. */
    private interface Finish {
        void run() throws IOException;
    }

    private void run(String snapshot, List<String> paths, Finish finish) throws IOException {
        Map<String, Object> with = new LinkedHashMap<>();
        with.put("snapshot", snapshot);
        with.put("paths", paths);
        with.put("into", aside.toString());
        if (!desk.busy()) {
            empty(aside);
        }
        desk.start("restore", with, result -> {
            finish.run();
            empty(aside);
        });
    }

    private Place place(String account) throws IOException {
        return new Place(storage, storage.space(account), desk.own().resolveSibling(account));
    }

    private static void empty(Path folder) throws IOException {
        if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path dir, IOException failed) throws IOException {
                Files.delete(dir);
                return FileVisitResult.CONTINUE;
            }
        });
    }
}
