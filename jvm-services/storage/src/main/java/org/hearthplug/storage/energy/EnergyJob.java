// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage.energy;

/**
 * What a piece of work cost. By the model's coefficients, whether or not a sensor measured the plug as a whole.
 *
 * @param kind what it was: {@code backup}, {@code audit}, {@code restore}, {@code index} …
 * @param beganMillis since 1970
 * @param endedMillis since 1970
 * @param millijoules energy at the wall
 * @param cpuMillis processor time
 * @param good whether it succeeded
 * @param atLeast whether a part of it is not known, because the power manager began anew under way
 */
public record EnergyJob(
        String kind,
        long beganMillis,
        long endedMillis,
        long millijoules,
        long cpuMillis,
        boolean good,
        boolean atLeast) {}
