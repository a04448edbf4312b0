// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.power.policy;

import java.util.Locale;

/** Weighs a device's need against what is left, and words the answer. */
public final class Admission {
    /** What to do about a device that was cut off, where its port feels that it is unplugged. */
    public static final String PLUG_AGAIN =
            "Unplug it; it stays off until it is plugged in again, or the limit is raised so far that it fits.";

    /** The same where its port has no power, and so feels nothing. */
    public static final String PORT_WITHOUT_POWER =
            "Its port has no power now, whatever is plugged in there. Unplug the device, then switch holding USB devices off and on, or restart the plug; or raise the limit so far that the device fits.";

    private Admission() {}

    /**
     * Whether a device may be let in.
     *
     * @param targetDcWatts what may be planned for
     * @param floorDcWatts the plug with everything that can be stopped stopped, other devices idle
     * @param needWatts the device's largest draw
     */
    public static boolean fits(double targetDcWatts, double floorDcWatts, double needWatts) {
        return floorDcWatts + needWatts <= targetDcWatts;
    }

    /**
     * Why a device is held, and what would help; for the page.
     *
     * @param targetDcWatts what may be planned for: the limit less what the source may be off
     */
    public static String held(
            PlugProfile.Supply supply, DeviceNeed need, double floorDcWatts, double targetDcWatts, double limitWatts) {
        double wall = supply.wall(floorDcWatts + need.largestWatts());
        String why = need.surgeWatts() > need.activeWatts() ? "while it spins up" : "while it works";
        String left = wall < limitWatts
                ? String.format(
                        Locale.ROOT,
                        "; to be sure of its limit of %.1f W it plans for %.1f W at most, for its figures may be off",
                        limitWatts,
                        supply.wall(Math.max(0, targetDcWatts)))
                : String.format(Locale.ROOT, ", and its limit is %.1f W", limitWatts);
        return String.format(
                Locale.ROOT,
                "“%s” is held: with it the plug would draw about %.1f W at the wall %s%s. %s",
                need.name(),
                wall,
                why,
                left,
                help(need));
    }

    private static String help(DeviceNeed need) {
        return switch (need.kind()) {
            case DISK -> "A hub or a disk with its own power supply would help, or a flash disk instead.";
            case FLASH_DISK -> "A hub with its own power supply would help, or unplugging another device.";
            default -> "A hub with its own power supply would help.";
        };
    }

    /**
     * That a device was cut off because it draws more than it should; ends with {@link #PLUG_AGAIN}.
     *
     * @param need what it asked for
     * @param extraWatts what was drawn beyond that
     */
    public static String cutOff(DeviceNeed need, double extraWatts) {
        return String.format(
                Locale.ROOT,
                "“%s” was switched off: it asked for %.1f W, and about %.1f W more than expected were drawn. %s",
                need.name(),
                need.activeWatts(),
                extraWatts,
                PLUG_AGAIN);
    }

    /** That a device is off because nothing measures. */
    public static String unwatched(DeviceNeed need) {
        return String.format(
                Locale.ROOT,
                "“%s” is off: without a power sensor the plug cannot watch a device it does not know.",
                need.name());
    }
}
