// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup;

/** A difference between two snapshots. */
public record Change(Kind kind, String path) {
    /** How an entry differs. */
    public enum Kind {
        ADDED,
        REMOVED,
        CONTENT,
        METADATA,
        TYPE
    }
}
