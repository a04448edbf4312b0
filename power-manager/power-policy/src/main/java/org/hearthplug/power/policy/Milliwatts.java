// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.power.policy;

import java.util.Locale;

/**
 * Power in thousandths of a watt, as it crosses a public boundary. The arithmetic inside runs on doubles in watts.
 *
 * @param value power, in mW; never negative
 */
public record Milliwatts(int value) implements Comparable<Milliwatts> {
    public Milliwatts {
        if (value < 0) {
            throw new IllegalArgumentException("negative power: " + value + " mW");
        }
    }

    /** Rounded from watts. */
    public static Milliwatts ofWatts(double watts) {
        return new Milliwatts((int) Math.round(watts * 1000));
    }

    /** In watts. */
    public double watts() {
        return value / 1000.0;
    }

    @Override
    public int compareTo(Milliwatts other) {
        return Integer.compare(value, other.value);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.2f W", watts());
    }
}
