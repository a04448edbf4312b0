// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backupd;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.hearthplug.backup.BackupException;

/** What was restored and is not wanted any more. */
final class Leftovers {
    private Leftovers() {}

    /** Removes a folder with all that is in it, if it is there; somebody else may be at it, too. @throws BackupException LOCAL_IO */
    static void remove(Path folder) {
        try {
            empty(folder);
        } catch (IOException e) {
            throw new BackupException(
                    BackupException.Kind.LOCAL_IO, "what was restored into " + folder + " cannot be removed", e);
        }
    }

    private static void empty(Path path) throws IOException {
        if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            admit(path);
            try (DirectoryStream<Path> each = Files.newDirectoryStream(path)) {
                for (Path child : each) {
                    empty(child);
                }
            } catch (NoSuchFileException | NotDirectoryException gone) {
                return;
            } catch (DirectoryIteratorException e) {
                throw e.getCause();
            }
        }
        Files.deleteIfExists(path);
    }

    /** A folder that came out has the permissions that it had, which may keep its owner from emptying it. */
    private static void admit(Path folder) {
        try {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        } catch (IOException | UnsupportedOperationException e) {
            return; // A file system without permissions; whether the folder can be emptied shows at once.
        }
    }
}
