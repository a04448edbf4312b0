// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage.energy;

import java.util.Arrays;

/** Energy of a span of time: a minute, an hour or a day. A form that is added to; energies are at the wall, in mJ. */
public final class EnergyBucket {
    private final long startMillis;
    private final long[] used = new long[EnergyStore.USERS];
    private long millis;
    private long measured;
    private long modelled;
    private int peakMilliwatts;
    private Integer dieMilliCelsius;

    EnergyBucket(long startMillis) {
        this.startMillis = startMillis;
    }

    void add(long moreMillis, long moreMeasured, long moreModelled, long[] moreUsed, int peak, Integer die) {
        millis += moreMillis;
        measured += moreMeasured;
        modelled += moreModelled;
        for (int i = 0; i < used.length; i++) {
            used[i] += moreUsed[i];
        }
        peakMilliwatts = Math.max(peakMilliwatts, peak);
        if (die != null) {
            dieMilliCelsius = dieMilliCelsius == null ? die : Integer.valueOf(Math.max(die, dieMilliCelsius));
        }
    }

    /** Its start, since 1970. */
    public long startMillis() {
        return startMillis;
    }

    /** How much of it is known; for the rest the plug was off, or nobody counted. */
    public long millis() {
        return millis;
    }

    /** What a sensor measured. */
    public long measured() {
        return measured;
    }

    /** What a model told. */
    public long modelled() {
        return modelled;
    }

    /** All of it. */
    public long total() {
        return measured + modelled;
    }

    /** What each user used, in the platform's order. */
    public long[] used() {
        return Arrays.copyOf(used, used.length);
    }

    /** The highest mean of a second. */
    public int peakMilliwatts() {
        return peakMilliwatts;
    }

    /** The highest temperature of the die, null if unknown. */
    public Integer dieMilliCelsius() {
        return dieMilliCelsius;
    }
}
