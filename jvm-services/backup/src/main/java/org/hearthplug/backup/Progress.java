// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup;

/** Hears how far a long piece of work is, and can stop it. Called on the worker's thread: return at once. */
public interface Progress {
    /** Hears nothing. */
    Progress NONE = (phase, items, bytes) -> true;

    /** What is being done. */
    enum Phase {
        SCANNING,
        SAVING,
        RESTORING,
        VERIFYING,
        CHECKING,
        REPACKING,
        DELETING,
        COPYING
    }

    /**
     * Reports.
     *
     * @param items done so far in this phase
     * @param bytes done so far in this phase
     * @return false to stop; the work then ends with CANCELLED and leaves the repository in order
     */
    boolean update(Phase phase, long items, long bytes);

    /** Reports and throws CANCELLED if asked to stop. */
    default void step(Phase phase, long items, long bytes) {
        if (!update(phase, items, bytes)) {
            throw new BackupException(BackupException.Kind.CANCELLED, "stopped as asked");
        }
    }
}
