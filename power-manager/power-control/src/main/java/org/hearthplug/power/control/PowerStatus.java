// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.power.control;

import org.hearthplug.power.policy.Milliwatts;
import org.hearthplug.power.policy.SourceKind;

/**
 * A snapshot for the page.
 *
 * @param wall power at the wall, measured or modelled
 * @param source where that figure comes from
 * @param limit hard limit
 * @param target what is planned for at the wall, below the limit by the margin
 * @param lastSecond mean of the last second
 * @param quotaMilliCores processor time granted
 * @param operatingPoint highest operating point allowed, by index
 * @param heatBinds whether heat, not the wall, limits the work
 * @param actuatorFailed whether an actuator does not obey
 */
public record PowerStatus(
        Milliwatts wall,
        SourceKind source,
        Milliwatts limit,
        Milliwatts target,
        Milliwatts lastSecond,
        int quotaMilliCores,
        int operatingPoint,
        boolean heatBinds,
        boolean actuatorFailed) {}
