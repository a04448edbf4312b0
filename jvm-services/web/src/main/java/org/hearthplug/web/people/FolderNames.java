// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.people;

import org.hearthplug.storage.FilePath;
import org.hearthplug.storage.StorageException;

/** Folders named after people. */
final class FolderNames {
    private FolderNames() {}

    /** Returns a person's name as a folder can have it. */
    static String plain(String name) {
        String usable = name.replace('/', '-').strip();
        try {
            FilePath.ROOT.child(usable);
            return usable;
        } catch (StorageException e) {
            return "Files";
        }
    }
}
