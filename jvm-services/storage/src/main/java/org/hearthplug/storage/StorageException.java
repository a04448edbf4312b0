// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage;

import java.io.IOException;

/** What went wrong with a person's files, as data; the message is a sentence for that person and says what to do. */
public final class StorageException extends IOException {
    private static final long serialVersionUID = 1L;

    /** Every way in which an operation on files can fail. */
    public enum Kind {
        /** The name or path cannot be used at all. */
        NAME_INVALID,
        /** The name differs from a neighbour's only in case or in Unicode normal form. */
        NAME_CONFLICT,
        /** There is nothing under this name. */
        NOT_FOUND,
        /** The folder that should hold the entry is missing, or is a file. */
        PARENT_MISSING,
        /** Something already has this name. */
        EXISTS,
        /** A folder was asked for, and this is none. */
        NOT_A_FOLDER,
        /** A file was asked for, and this is none (a folder, a link, a device). */
        NOT_A_FILE,
        /** The entry's state is not the one that the caller made a condition. */
        PRECONDITION,
        /** The body was shorter or longer than announced. */
        LENGTH_MISMATCH,
        /** The upload is larger than the plug accepts. */
        TOO_LARGE,
        /** The disk is full, or would be but for its reserve. */
        FULL,
        /** The disk does not take writes. */
        READ_ONLY,
        /** The operation is never allowed (the root of a space, a folder into itself). */
        REFUSED,
        /** The disk or the kernel reported an error. */
        FAILED
    }

    private final Kind kind;

    /** Makes a failure of this kind with a sentence for the person. */
    public StorageException(Kind kind, String message) {
        super(message);
        this.kind = kind;
    }

    /** Makes a failure of this kind with a sentence for the person and the error underneath. */
    public StorageException(Kind kind, String message, Throwable cause) {
        super(message, cause);
        this.kind = kind;
    }

    /** Returns what kind of failure this is. */
    public Kind kind() {
        return kind;
    }
}
