// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.energy;

import org.hearthplug.storage.index.IndexRuns;

/** Weighs each look of the index at a whole space. Called by the index's own thread only. */
public final class IndexScale implements IndexRuns {
    private final EnergyKeeper keeper;
    private JobScale scale;

    /** Weighs with that keeper. */
    public IndexScale(EnergyKeeper keeper) {
        this.keeper = keeper;
    }

    @Override
    public void began() {
        scale = keeper.weighThread("index");
    }

    @Override
    public void ended(boolean good) {
        scale.end(good);
    }
}
