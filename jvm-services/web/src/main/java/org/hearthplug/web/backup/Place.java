// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.backup;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hearthplug.storage.FilePath;
import org.hearthplug.storage.Space;
import org.hearthplug.storage.Storage;

/**
 * Where somebody's restored files go.
 *
 * @param space the files of a person, or a common folder
 * @param folder where it is on the disk
 */
record Place(Storage storage, Space space, Path folder) {
    private static final int MAX_TRIES = 1000;

    static List<FilePath> children(Path folder) throws IOException {
        List<FilePath> all = new ArrayList<>();
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return all; // The report says why nothing came out.
        }
        try (DirectoryStream<Path> each = Files.newDirectoryStream(folder)) {
            for (Path child : each) {
                all.add(FilePath.of(List.of(child.getFileName().toString())));
            }
        }
        return all;
    }

    private static String below(FilePath path) {
        return String.join("/", path.names());
    }

    /** Moves what was restored where it was; what is there goes to the bin. */
    void putBack(Path restored, List<FilePath> paths) throws IOException {
        for (FilePath path : paths) {
            Path from = restored.resolve(below(path));
            if (!Files.exists(from, LinkOption.NOFOLLOW_LINKS)) {
                continue; // The report names it.
            }
            Path to = folder.resolve(below(path));
            if (Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
                space.delete(path);
            }
            makeFolders(path.parent());
            Files.move(from, to);
            tell(path.parent());
        }
    }

    /** Moves a folder here, under its name or one with a number. */
    void take(Path restored, String name) throws IOException {
        FilePath to = FilePath.ROOT.child(name);
        for (int number = 2; exists(to) && number < MAX_TRIES; number++) {
            to = FilePath.ROOT.child(name + " " + number);
        }
        Files.move(restored, folder.resolve(below(to)));
        tell(FilePath.ROOT);
    }

    boolean exists(FilePath path) {
        return Files.exists(folder.resolve(below(path)), LinkOption.NOFOLLOW_LINKS);
    }

    /** Lets the index know. */
    void tell(FilePath changed) {
        storage.cameInto(space.account(), changed);
    }

    private void makeFolders(FilePath wanted) throws IOException {
        if (wanted.isRoot() || Files.isDirectory(folder.resolve(below(wanted)), LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        makeFolders(wanted.parent());
        space.makeFolder(wanted);
    }
}
