// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.backup;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.hearthplug.runtime.FolderTree;
import org.hearthplug.storage.FilePath;
import org.hearthplug.storage.Storage;
import org.hearthplug.storage.StorageException;
import org.hearthplug.web.access.Access;
import org.hearthplug.web.access.Caller;
import org.hearthplug.web.http.Problem;

/**
 * Brings files of a snapshot back. The engine restores and verifies beside, on the same file system; only what came out whole is moved to
 * its place, and what was there goes to the bin.
 */
final class Restores {
    private static final Logger LOG = Logger.getLogger(Restores.class.getName());

    /** What backupd may write before it hears that it shall stop: it tells twice a second how far it is. */
    private static final long MARGIN = 16L << 20;

    private final Desk desk;
    private final Storage storage;
    private final Access access;
    private final Path aside;
    private final Room room;

    /** Checks that the disk takes so much more besides its reserve. */
    @FunctionalInterface
    interface Room {
        /** @throws StorageException kind {@code FULL} when it does not */
        void require(long bytes) throws IOException;
    }

    /**
     * Makes it.
     *
     * @param top the folder on the file system of the files that are restored; what comes out waits in one of this class's own below
     * @param room on that file system
     */
    Restores(Desk desk, Storage storage, Access access, Path top, Room room) {
        this.desk = desk;
        this.storage = storage;
        this.access = access;
        this.aside = aside(top);
        this.room = room;
    }

    private static Path aside(Path top) {
        return top.resolve(".hearth/restore");
    }

    /** Removes what a restore left that a power cut ended; for when none is under way. */
    static void removeLeftovers(Path top) {
        remove(aside(top));
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
        room.require(MARGIN);
        desk.start("restore", with, new Aside(finish));
    }

    /** Sees to it that nothing stays aside, and that the disk keeps its reserve. */
    private final class Aside implements Desk.Around {
        private final Finish finish;

        Aside(Finish finish) {
            this.finish = finish;
        }

        @Override
        public void begin() throws IOException {
            FolderTree.delete(aside);
        }

        @Override
        public void watch(Map<String, Object> news) {
            if (Shape.text(news, "phase").equals("RESTORING")) {
                requireRoom();
            }
        }

        @Override
        public void finish(Map<String, Object> result) throws IOException {
            finish.run();
        }

        @Override
        public void end() {
            remove(aside);
        }
    }

    private void requireRoom() {
        try {
            room.require(MARGIN);
        } catch (StorageException e) {
            throw new BackupFailure(e.kind() == StorageException.Kind.FULL ? "FULL" : "LOCAL_IO", e.getMessage());
        } catch (IOException e) {
            throw new BackupFailure("LOCAL_IO", "The disk does not say how much room it has. Look at the Plug view.");
        }
    }

    private Place place(String account) throws IOException {
        return new Place(storage, storage.space(account), desk.own().resolveSibling(account));
    }

    private static void remove(Path folder) {
        try {
            FolderTree.delete(folder);
        } catch (IOException e) {
            LOG.log(
                    Level.WARNING,
                    "What a restore left is not gone yet; the next one removes it, or the next start.",
                    e);
        }
    }
}
