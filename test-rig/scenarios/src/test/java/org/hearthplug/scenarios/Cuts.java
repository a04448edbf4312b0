// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.scenarios;

import java.util.Locale;
import org.hearthplug.rig.Crash;
import org.hearthplug.rig.CutReport;

/** Counts what power cuts did to the writes that no flush covered. */
final class Cuts {
    private long nanos;
    private int count;
    private int atRisk;
    private int lossy;
    private int torn;
    private int midway;

    /** The same look, its time counted. */
    Crash.Look timed(Crash.Look look) {
        return crash -> {
            long began = System.nanoTime();
            look.at(crash);
            nanos += System.nanoTime() - began;
        };
    }

    /** @param underWay whether something had been asked for and not yet acknowledged */
    void add(CutReport report, boolean underWay) {
        count++;
        atRisk += report.volatileWrites() > 0 ? 1 : 0;
        lossy += report.volatileWrites() > report.keptWrites() ? 1 : 0;
        torn += report.tornWrites() > 0 ? 1 : 0;
        midway += underWay ? 1 : 0;
    }

    int midway() {
        return midway;
    }

    int lossy() {
        return lossy;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%d instants, %d in the midst of work; %d had writes that no flush covered, %d lost some, %d tore some; a look took %.1f s",
                count,
                midway,
                atRisk,
                lossy,
                torn,
                nanos / 1e9 / Math.max(1, count));
    }
}
