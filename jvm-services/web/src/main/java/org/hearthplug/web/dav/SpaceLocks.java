// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.dav;

import java.util.List;
import java.util.Set;
import org.hearthplug.storage.FilePath;
import org.hearthplug.storage.Space;

/**
 * The locks as one person's program sees them: named by the person's paths, kept by where the files really are, so that two people who
 * have a folder in common see each other's locks in it.
 *
 * @param table everybody's
 * @param space whose paths are meant
 */
record SpaceLocks(DavLocks table, Space space) {
    long now() {
        return table.now();
    }

    DavLock lock(FilePath path, boolean exclusive, boolean deep, String owner, long seconds) {
        return table.lock(space.placed(path), exclusive, deep, owner, seconds);
    }

    DavLock refresh(FilePath path, Set<String> tokens, long seconds) {
        return table.refresh(space.placed(path), tokens, seconds);
    }

    void unlock(FilePath path, String token) {
        table.unlock(space.placed(path), token);
    }

    List<DavLock> covering(FilePath path) {
        return table.covering(space.placed(path));
    }

    boolean isLockedBy(FilePath path, String token) {
        return table.isLockedBy(space.placed(path), token);
    }

    /** Returns whether nobody has a lock on anything. */
    boolean none() {
        return table.isEmpty();
    }

    void require(FilePath path, boolean membership, boolean deep, Set<String> tokens) {
        table.require(space.placed(path), membership, deep, tokens);
    }

    void gone(FilePath path) {
        table.gone(space.placed(path));
    }

    /** Returns what a lock locks, as this person calls it. */
    FilePath shown(DavLock lock) {
        return space.shown(lock.root()).orElse(FilePath.ROOT);
    }
}
