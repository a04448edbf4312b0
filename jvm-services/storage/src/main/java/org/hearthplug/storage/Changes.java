// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage;

/** Who wants to know what changes in people's files. Called on the thread that made the change: must return at once and never fail. */
@FunctionalInterface
public interface Changes {
    /** Nobody wants to know. */
    Changes IGNORED = (account, folder) -> {};

    /** Entries came to, changed in, or left a folder; what is in folders that came is new too. */
    void in(String account, FilePath folder);

    /** One entry came to, changed in, or left a folder, and no other that anybody has heard of. */
    default void of(String account, FilePath entry) {
        in(account, entry.parent());
    }
}
