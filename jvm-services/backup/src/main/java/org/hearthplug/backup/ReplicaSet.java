// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup;

import java.util.List;
import org.hearthplug.backup.spi.Target;

/**
 * Several targets with the same repository. Opened as one {@link Target}: each file is written to all that answer, the
 * source is read once. A target that fails is left behind and caught up later; it never holds up the others.
 */
public interface ReplicaSet extends Target {
    /** How each target is, in the order given. Does not block. */
    List<TargetHealth> health();

    /** Tries targets that were down again. */
    void retry();

    /**
     * Brings every target to what the others have: removes what was removed, copies what is missing, in an order that
     * keeps each target a whole repository at every instant. Blocks for as long as that takes.
     */
    SyncReport synchronise(Progress progress);

    /**
     * Reads packs back from each target and proves them by hash, those first that were not proved for longest.
     *
     * @param budgetBytes to read from each target at most; it should be called so often that
     *     {@link ReplicaOptions#auditPeriod()} covers everything
     */
    AuditReport audit(long budgetBytes, Progress progress);

    /**
     * Compares what each target has with what its names say, and replaces what is missing or damaged from another target.
     *
     * @param readData whether every byte is read; else only presence and length
     */
    RepairReport repair(boolean readData, Progress progress);
}
