// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage;

import java.time.Instant;

/**
 * A file, a folder or something else in a folder.
 *
 * @param name its name, as it was sent
 * @param type what it is
 * @param bytes the size of a file in bytes; 0 for what is not a file
 * @param modified when its content last changed
 * @param etag an entity tag without quotes that changes whenever the content may have changed
 */
public record Entry(String name, Type type, long bytes, Instant modified, String etag) {
    /** What an entry is. */
    public enum Type {
        /** Bytes that can be read. */
        FILE,
        /** Holds entries. */
        FOLDER,
        /** A link, a device, a socket: shown, never followed or opened. */
        OTHER
    }
}
