// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup;

/**
 * Something that went wrong with one file or blob while the work as a whole went on.
 *
 * @param where a path, a repository file or a target, for people
 * @param kind what went wrong
 * @param message a sentence for a person
 */
public record Problem(String where, BackupException.Kind kind, String message) {
    @Override
    public String toString() {
        return where + ": " + message;
    }
}
