// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.people;

import java.io.IOException;
import org.hearthplug.storage.FilePath;
import org.hearthplug.storage.Storage;
import org.hearthplug.storage.StorageException;
import org.hearthplug.web.access.Access;
import org.hearthplug.web.http.Problem;

/** Folders named after people and disks, and whether such a name is free. */
final class FolderNames {
    private FolderNames() {}

    /** A shared folder must not hide what somebody has under its name. Problem 409. */
    static void requireFree(Access access, Storage storage, String person, String name) throws IOException {
        try {
            storage.space(person).stat(FilePath.ROOT.child(name));
        } catch (StorageException e) {
            if (e.kind() == StorageException.Kind.NOT_FOUND) {
                return;
            }
            throw e;
        }
        String who = access.household().anybody(person).orElseThrow().name();
        throw new Problem(
                409,
                "“" + name + "” is among the files of " + who + " already. Choose another name, or rename that first.");
    }

    /** Returns a person's name as a folder can have it. */
    static String plain(String name) {
        return plain(name, "Files");
    }

    /** The same for any name; {@code otherwise} when nothing usable is left. */
    static String plain(String name, String otherwise) {
        String usable = name.replace('/', '-').strip();
        try {
            FilePath.ROOT.child(usable);
            return usable;
        } catch (StorageException e) {
            return otherwise;
        }
    }
}
