// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage;

import org.hearthplug.storage.StorageException.Kind;

/** Moves and copies between spaces, on one disk or from one to another, and tells who follows changes. */
final class Transfer {
    private Transfer() {}

    static Entry move(Space source, FilePath from, Space target, FilePath to, boolean replace) throws StorageException {
        if (source.storageAt(from) != target.storageAt(to)) {
            return moveToAnotherDisk(source, from, target, to, replace);
        }
        Entry moved = source.relocation().move(source, from, target, to, replace);
        tell(target, to);
        tell(source, from);
        return moved;
    }

    static Entry copy(Space source, FilePath from, Space target, FilePath to, boolean deep, boolean replace)
            throws StorageException {
        // The target's: what is made aside must lie on the disk where it is to be.
        Entry copied = target.relocation().copy(source, from, target, to, deep, replace);
        tell(target, to);
        return copied;
    }

    /** It is there, whole and durable, before it is gone here; who is disturbed between finds it in both places. */
    private static Entry moveToAnotherDisk(Space source, FilePath from, Space target, FilePath to, boolean replace)
            throws StorageException {
        Entry before = source.stat(from);
        Entry moved = copy(source, from, target, to, true, replace);
        if (before.type() == Entry.Type.FILE && !source.stat(from).etag().equals(before.etag())) {
            throw new StorageException(
                    Kind.PRECONDITION,
                    from + " changed while it was copied. It is in both places now; look which one you want.");
        }
        source.deleteCopied(from);
        return moved;
    }

    private static void tell(Space space, FilePath changed) {
        space.storageAt(changed).changes().of(space.account(), changed);
    }
}
