// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.power.policy;

/** From the limit at the wall to the target on the 5 V side that may be planned for, given what the source may be off. */
public final class Margins {
    /** For what happens between two periods: quantised settings, the processor's own unrest; W at the wall. */
    private static final double RIPPLE_WATTS = 0.02;

    /** The dearest mix of instructions over a usual one, less 1. */
    private static final double MIX_RISE = 0.35;

    private Margins() {}

    /**
     * Target on the 5 V side, in W.
     *
     * @param limitWatts limit at the wall
     * @param source what is believed
     * @param modelWatts how far the model may be off; counts without a source only
     */
    public static double targetDcWatts(
            PlugProfile.Supply supply, double limitWatts, SourceSpec source, double modelWatts) {
        double noise = 2 * source.noiseWatts();
        return switch (source.kind()) {
            case SUPPLY ->
                supply.dc(limitWatts * (1 - source.gainError()) - source.offsetWatts() - noise - RIPPLE_WATTS);
            case SHUNT, HWMON -> {
                double dc = supply.dc(limitWatts / (1 + supply.uncertainty()) - RIPPLE_WATTS);
                yield dc * (1 - source.gainError()) - source.offsetWatts() - noise;
            }
            case MODEL -> supply.dc(limitWatts / (1 + supply.uncertainty()) - RIPPLE_WATTS) - modelWatts;
        };
    }

    /**
     * Reserve for services that keep no allowance, in W on the 5 V side: in one period another mix of instructions may take the place of
     * the one that the quota was counted with.
     *
     * @param switchingWatts what the processor switches when all of the quota is used
     */
    public static double unboundedWatts(double switchingWatts, int delayMillis, int periodMillis) {
        return MIX_RISE * switchingWatts * (periodMillis + 0.5 * delayMillis + 60) / 1000.0;
    }

    /** A source's value as power on the 5 V side, in W. */
    public static double dcWatts(PlugProfile.Supply supply, SourceSpec source, double watts) {
        return source.kind() == SourceKind.SUPPLY ? supply.dc(watts) : watts;
    }

    /**
     * Reserve, in W on the 5 V side, so that the second in which something draws more without asking is still below the limit: each
     * possible rise for as long as it lasts until it is seen and answered.
     *
     * @param knownWatts rises that the kernel's counters show: disks and network starting to transfer
     * @param unknownWatts the largest single rise that only the power source can show: an untrusted device going to the port's limit
     * @param delayMillis delay of the source
     * @param periodMillis period of the source
     */
    public static double reserveWatts(double knownWatts, double unknownWatts, int delayMillis, int periodMillis) {
        double known = 0.5 * 0.14 * knownWatts;
        double unknown = unknownWatts * (periodMillis + 0.5 * delayMillis + 60) / 1000.0;
        return known + unknown;
    }
}
