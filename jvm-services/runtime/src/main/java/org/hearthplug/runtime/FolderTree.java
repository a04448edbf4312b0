// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.runtime;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** A folder with all that is in it. */
public final class FolderTree {
    private FolderTree() {}

    /**
     * Deletes a folder with all that is in it, if it is there; links are not followed, and another process may delete it at the same time.
     * Its folders may have permissions that keep their owner out. Blocks on the disk.
     *
     * @throws IOException when something of it stays
     */
    public static void delete(Path path) throws IOException {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            admit(path);
            try (DirectoryStream<Path> each = Files.newDirectoryStream(path)) {
                for (Path child : each) {
                    delete(child);
                }
            } catch (NoSuchFileException | NotDirectoryException gone) {
                return;
            } catch (DirectoryIteratorException e) {
                throw e.getCause();
            }
        }
        Files.deleteIfExists(path);
    }

    private static void admit(Path folder) {
        try {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        } catch (IOException | UnsupportedOperationException e) {
            return; // A file system without permissions, or somebody else's folder; whether it can be emptied shows at
            // once.
        }
    }
}
