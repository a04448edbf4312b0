// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.power.policy;

import java.util.Objects;

/**
 * What a USB device needs, declared and learned; watts at the port.
 *
 * @param name what a person would call it
 * @param kind what it says it is
 * @param standbyWatts configured, asleep
 * @param idleWatts ready
 * @param activeWatts transferring
 * @param surgeWatts spinning up; 0 if nothing spins
 * @param trusted known for long or of a class that the plug understands: it will not draw more than its need
 */
public record DeviceNeed(
        String name,
        Kind kind,
        double standbyWatts,
        double idleWatts,
        double activeWatts,
        double surgeWatts,
        boolean trusted) {
    /** What a device says it is. */
    public enum Kind {
        STICK,
        DISK,
        FLASH_DISK,
        SERIAL,
        OTHER
    }

    public DeviceNeed {
        Objects.requireNonNull(name);
        Objects.requireNonNull(kind);
    }

    /** What an unknown device may draw before it is configured: one unit load, 100 mA at 5 V (USB 2.0, section 7.2.1). */
    public static final double UNIT_LOAD_WATTS = 0.5;

    /**
     * What to expect of a device that was never seen: its declaration, raised to what its class is known to take. A spinning disk
     * declares 500 mA and takes 4.5 to 5 W for 2 to 3 s (Hitachi 5K320: 5.0 W; Fujitsu MHU2100AT: 4.5 W).
     *
     * @param declaredMilliamps bMaxPower, in mA
     */
    public static DeviceNeed declared(String name, Kind kind, int declaredMilliamps) {
        double declared = declaredMilliamps * 0.005;
        return switch (kind) {
            case DISK -> new DeviceNeed(name, kind, 0.25, 0.85, Math.max(2.2, declared), 5.0, true);
            case FLASH_DISK -> new DeviceNeed(name, kind, 0.4, 0.6, Math.max(2.5, declared), 0, true);
            case STICK -> new DeviceNeed(name, kind, 0.15, 0.25, Math.max(0.6, Math.min(declared, 1.0)), 0, true);
            case SERIAL -> new DeviceNeed(name, kind, 0.1, 0.12, Math.max(0.15, Math.min(declared, 0.5)), 0, true);
            case OTHER -> new DeviceNeed(name, kind, declared, declared, Math.max(declared, UNIT_LOAD_WATTS), 0, false);
        };
    }

    /** Largest draw, in W. */
    public double largestWatts() {
        return Math.max(activeWatts, surgeWatts);
    }

    /** The same with what was learned of its spin-up and its work. */
    public DeviceNeed learned(double idle, double active, double surge) {
        return new DeviceNeed(name, kind, standbyWatts, idle, active, surge, trusted);
    }
}
