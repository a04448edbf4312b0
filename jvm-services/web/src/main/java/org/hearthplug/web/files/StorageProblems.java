// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.files;

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
}
