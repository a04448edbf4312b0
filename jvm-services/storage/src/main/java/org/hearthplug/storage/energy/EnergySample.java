// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage.energy;

import java.util.List;
import java.util.Objects;

/**
 * A minute as the platform tells it, or what there was of one. Energies are at the wall, in mJ.
 *
 * @param run the counters' life that it belongs to; with {@code sequence} it is this minute and no other
 * @param sequence its number
 * @param boot the boot that it belongs to
 * @param uptimeMillis its end, since that boot
 * @param wallMillis its end by the clock of then, which may have been wrong
 * @param millis how long it was
 * @param measured mJ that a sensor measured
 * @param modelled mJ that a model told
 * @param used mJ of each user, {@value EnergyStore#USERS} of them
 * @param peakMilliwatts the highest mean of a second
 * @param dieMilliCelsius temperature, null if unknown
 */
public record EnergySample(
        String run,
        long sequence,
        String boot,
        long uptimeMillis,
        long wallMillis,
        int millis,
        long measured,
        long modelled,
        List<Long> used,
        int peakMilliwatts,
        Integer dieMilliCelsius) {
    public EnergySample {
        Objects.requireNonNull(run);
        Objects.requireNonNull(boot);
        used = List.copyOf(used);
        if (used.size() != EnergyStore.USERS || millis < 0 || measured < 0 || modelled < 0) {
            throw new IllegalArgumentException("no minute of energy");
        }
    }
}
