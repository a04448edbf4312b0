// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backupd;

import java.io.IOException;
import java.nio.file.Path;
import org.hearthplug.backup.BackupException;
import org.hearthplug.runtime.FolderTree;

/** What was restored and is not wanted any more. */
final class Leftovers {
    private Leftovers() {}

    /** Removes a folder with all that is in it, if it is there; somebody else may be at it, too. @throws BackupException LOCAL_IO */
    static void remove(Path folder) {
        try {
            FolderTree.delete(folder);
        } catch (IOException e) {
            throw new BackupException(
                    BackupException.Kind.LOCAL_IO, "what was restored into " + folder + " cannot be removed", e);
        }
    }
}
