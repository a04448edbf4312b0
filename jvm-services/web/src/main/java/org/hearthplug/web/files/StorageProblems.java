// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.files;

import java.io.IOException;
import org.hearthplug.storage.StorageException;
import org.hearthplug.web.http.Problem;

/** Which status each kind of storage failure has. */
public final class StorageProblems {
    private StorageProblems() {}

    /** Returns the failure as an answer; its sentence is the storage's own. */
    public static Problem of(StorageException e) {
        int status = switch (e.kind()) {
            case NAME_INVALID, LENGTH_MISMATCH -> 400;
            case NOT_FOUND -> 404;
            case NAME_CONFLICT, PARENT_MISSING, EXISTS, NOT_A_FOLDER, NOT_A_FILE -> 409;
            case REFUSED -> 403;
            case PRECONDITION -> 412;
            case TOO_LARGE -> 413;
            case FULL -> 507;
            case READ_ONLY, FAILED -> 500;
        };
        return new Problem(status, e.getMessage());
    }

    /** Returns a failure of the plug's own files, which are no one's, as an answer. */
    public static Problem of(IOException e) {
        // java.nio gives the kernel's error only as its C text, which the plug's locale keeps in English.
        if (String.valueOf(e.getMessage()).contains("No space left")) {
            return new Problem(507, "The plug’s disk is full. Delete something, empty the bin, and try again.");
        }
        return new Problem(
                500, "The plug’s own disk gave trouble. Try again; if it stays so, look at `hearth logs cloudd`.");
    }
}
