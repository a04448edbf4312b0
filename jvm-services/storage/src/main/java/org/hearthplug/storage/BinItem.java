// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage;

import java.time.Instant;

/**
 * Something that was deleted and can still be brought back.
 *
 * @param id names it in the bin; 1 to 40 characters of {@code [0-9a-z-]}
 * @param path where it was
 * @param deleted when it was deleted
 * @param expires when it is deleted for good
 * @param type what it is
 * @param bytes the size of a file in bytes; 0 for what is not a file
 */
public record BinItem(String id, FilePath path, Instant deleted, Instant expires, Entry.Type type, long bytes) {
    /** Returns what {@link History} calls it. */
    String place() {
        return History.BIN + id + "/" + path.name();
    }

    BinItem at(FilePath other) {
        return new BinItem(id, other, deleted, expires, type, bytes);
    }
}
