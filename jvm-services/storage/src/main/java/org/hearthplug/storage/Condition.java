// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage;

import java.util.Optional;
import org.hearthplug.storage.StorageException.Kind;

/** What must be true of an entry before it is replaced. */
@FunctionalInterface
public interface Condition {
    /** Anything may be there, or nothing. */
    Condition NONE = (path, before) -> {};

    /** Nothing may be there. */
    Condition ABSENT = (path, before) -> {
        if (before.isPresent()) {
            throw new StorageException(
                    Kind.PRECONDITION, path + " exists already and was not to be replaced. Choose another name.");
        }
    };

    /** Something must be there. */
    Condition PRESENT = (path, before) -> {
        if (before.isEmpty()) {
            throw new StorageException(
                    Kind.PRECONDITION, "There is nothing at " + path + " to replace. Reload the folder.");
        }
    };

    /** Returns the condition that an entry with this entity tag (without quotes) is there. */
    static Condition matches(String etag) {
        return (path, before) -> {
            if (before.isEmpty() || !before.get().etag().equals(etag)) {
                throw new StorageException(
                        Kind.PRECONDITION, path + " has changed meanwhile. Reload it and decide again.");
            }
        };
    }

    /** Throws kind {@code PRECONDITION} when the entry's state is not the wanted one. */
    void check(FilePath path, Optional<Entry> before) throws StorageException;
}
