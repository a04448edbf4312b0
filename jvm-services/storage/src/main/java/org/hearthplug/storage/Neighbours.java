// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage;

import java.io.IOException;
import java.util.function.Consumer;
import org.hearthplug.storage.StorageException.Kind;

/** The names in a folder, and whether another one can live among them. */
final class Neighbours {
    private Neighbours() {}

    /** Checks that no neighbour has the name, or one that only case or normal form tells apart; {@code but} does not count. Shows {@code seen} all. */
    static void requireFree(Folder folder, FilePath path, String but, Consumer<String> seen) throws IOException {
        String name = path.name();
        String key = Names.foldingKey(name);
        String[] neighbour = new String[1];
        each(folder, other -> {
            seen.accept(other);
            if (!other.equals(but) && Names.foldingKey(other).equals(key)) {
                neighbour[0] = other;
            }
        });
        if (neighbour[0] == null) {
            return;
        }
        if (neighbour[0].equals(name)) {
            throw Failures.exists(path);
        }
        throw new StorageException(
                Kind.NAME_CONFLICT,
                "“" + neighbour[0] + "” is here already and differs only in case or in how its accents are written."
                        + " Choose another name, so that every computer can tell them apart.");
    }

    /** Visits the names that people can use; entries with other names exist on the disk only. */
    static void each(Folder folder, Consumer<String> visitor) throws IOException {
        try (Folder again = Folder.open(folder, ".")) {
            again.eachName(name -> {
                if (Names.problem(name) == null) {
                    visitor.accept(name);
                }
            });
        } catch (LinuxFolders.Errno e) {
            if (e.number == LinuxFolders.ENOENT) {
                throw new StorageException(Kind.NOT_FOUND, "The folder has just been deleted. Reload its parent.", e);
            }
            throw e;
        }
    }
}
