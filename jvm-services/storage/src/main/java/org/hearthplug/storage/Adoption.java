// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage;

import java.util.List;
import java.util.Optional;

/** Moves all of one space into a folder of another: entry by entry, so that nothing is lost when the power goes meanwhile. */
final class Adoption {
    private static final int MAX_NUMBER = 999;

    private Adoption() {}

    static FilePath moveAll(Space leaving, Space heir, String name) throws StorageException {
        FilePath place = newFolder(heir, name);
        while (true) {
            List<Entry> entries =
                    leaving.list(FilePath.ROOT, "", Space.MAX_PAGE).entries();
            if (entries.isEmpty()) {
                return place;
            }
            for (Entry entry : entries) {
                Transfer.move(leaving, FilePath.ROOT.child(entry.name()), heir, place.child(entry.name()), false);
            }
        }
    }

    private static FilePath newFolder(Space heir, String name) throws StorageException {
        Optional<StorageException> last = Optional.empty();
        for (int number = 1; number <= MAX_NUMBER; number++) {
            FilePath place = FilePath.ROOT.child(number == 1 ? name : name + " (" + number + ")");
            try {
                heir.makeFolder(place);
                return place;
            } catch (StorageException e) {
                if (e.kind() != StorageException.Kind.EXISTS && e.kind() != StorageException.Kind.NAME_CONFLICT) {
                    throw e;
                }
                last = Optional.of(e);
            }
        }
        throw last.orElseThrow();
    }
}
