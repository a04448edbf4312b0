// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage;

import java.time.Instant;
import java.util.List;

/**
 * What an account's files were: former contents of files, and folders as they were at a moment. It knows what changed through the plug,
 * whichever way; what somebody changes on the disk elsewhere it takes as having been so for as long as the file exists.
 * Every method blocks on the disk and throws {@link StorageException}: {@code NOT_FOUND} for what was not there or is no longer kept.
 */
public interface Past {
    /** Returns a file's former contents, the latest first. The file itself may be gone. */
    List<Version> versions(FilePath path) throws StorageException;

    /** Opens a former content for reading, under the file's name; the caller closes it. */
    OpenFile open(FilePath path, String version) throws StorageException;

    /** Gives a file a former content again: durable when this returns. What it has now becomes a former content in its turn. */
    Entry restore(FilePath path, String version) throws StorageException;

    /** Deletes a former content for good. */
    void forget(FilePath path, String version) throws StorageException;

    /** Returns the earliest moment that can be asked for. */
    Instant earliest() throws StorageException;

    /** Lists part of a folder as it was; as {@link Space#list}, but a page may hold fewer entries than there is room for. */
    Page list(FilePath path, Instant at, String after, int limit) throws StorageException;

    /** Opens a file as it was, under the name that it had; the caller closes it. */
    OpenFile open(FilePath path, Instant at) throws StorageException;

    /**
     * Copies a file or a folder as it was to a place in the present: durable, and there as a whole, when this returns. A file that is
     * there gives way and becomes a former content; for a folder the place must be free (kind {@code EXISTS}).
     */
    Entry bringBack(FilePath path, Instant at, FilePath to) throws StorageException;
}
