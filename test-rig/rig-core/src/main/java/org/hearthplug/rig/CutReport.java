// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.rig;

/**
 * What a power cut did to the disk.
 *
 * @param honest false when the disk was simply left as QEMU's process left it (no write log)
 * @param durableWrites writes that a completed flush covered: all kept
 * @param volatileWrites writes after the last completed flush, which a volatile cache may lose
 * @param keptWrites of the volatile ones, those kept whole
 * @param tornWrites of the volatile ones, those kept in part
 * @param seed what the choice was drawn from
 */
public record CutReport(
        boolean honest, int durableWrites, int volatileWrites, int keptWrites, int tornWrites, long seed) {
    /** A cut without a write log. */
    public static CutReport plain() {
        return new CutReport(false, 0, 0, 0, 0, 0);
    }
}
