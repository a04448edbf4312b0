// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.backup;

/** A piece of backup work that did not succeed. */
final class BackupFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String kind;

    /** @param kind the engine's, or BUSY, ABSENT */
    BackupFailure(String kind, String message) {
        super(message, null, false, false);
        this.kind = kind;
    }

    String kind() {
        return kind;
    }
}
