// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.rig;

import java.nio.file.Path;

/**
 * The disk as it would be had the power gone at one write of a power cycle.
 *
 * @param until the last moment, as {@link Target#diskMoment} counts, at which the disk had completed just these requests
 * @param image the whole disk, a raw image; whoever looks may change it
 * @param report what became of the writes that no flush covered
 */
public record Crash(long until, Path image, CutReport report) {
    /**
     * Whether the power went at or after a moment: what had been acknowledged when {@link Target#diskMoment} told that moment must be
     * there.
     */
    public boolean isAfter(long moment) {
        return moment <= until;
    }

    /** Who looks at crashes. */
    @FunctionalInterface
    public interface Look {
        /** Looks at one crash; its image is deleted afterwards. An exception ends the looking. */
        void at(Crash crash) throws Exception;
    }
}
