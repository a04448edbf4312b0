// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage;

import java.util.Objects;

/**
 * A folder that several people have among their own.
 *
 * @param name what it is called at the top of each one's files; a name that {@link FilePath} takes
 * @param space what is in it
 * @param writable whether this person may change it
 */
public record SharedFolder(String name, Space space, boolean writable) {
    /** Checks what must not be null. */
    public SharedFolder {
        Objects.requireNonNull(name);
        Objects.requireNonNull(space);
    }
}
