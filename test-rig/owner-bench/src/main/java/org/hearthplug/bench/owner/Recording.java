// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.bench.owner;

import java.util.Arrays;

/**
 * Watts over time as a meter gave them, and what follows from them. Between two values the power is taken to change evenly. Times are seconds
 * since the recording's start. For many threads.
 */
public final class Recording {
    /** The guarantee's window, in s. */
    private static final double WINDOW = 1;

    private double[] seconds = new double[1024];
    private double[] watts = new double[1024];
    /** Energy up to each value, in J. */
    private double[] joules = new double[1024];

    private int count;

    /** Nothing yet. */
    public Recording() {}

    /** Notes a value. Times have to rise. */
    public synchronized void add(double second, double watt) {
        if (count > 0 && second <= seconds[count - 1]) {
            throw new IllegalArgumentException("Time does not run backwards: " + second + " s.");
        }
        if (count == seconds.length) {
            seconds = Arrays.copyOf(seconds, 2 * count);
            watts = Arrays.copyOf(watts, 2 * count);
            joules = Arrays.copyOf(joules, 2 * count);
        }
        seconds[count] = second;
        watts[count] = watt;
        joules[count] =
                count == 0 ? 0 : joules[count - 1] + (second - seconds[count - 1]) * (watt + watts[count - 1]) / 2;
        count++;
    }

    /** Number of values. */
    public synchronized int count() {
        return count;
    }

    /** Time of the last value, in s; 0 before the first. */
    public synchronized double now() {
        return count == 0 ? 0 : seconds[count - 1];
    }

    /** Longest time between two values of that part, in s: what a bench did not see, it cannot vouch for. */
    public synchronized double longestGap(double from, double to) {
        double longest = 0;
        for (int i = 1; i < count; i++) {
            if (seconds[i] > from && seconds[i - 1] < to) {
                longest = Math.max(longest, seconds[i] - seconds[i - 1]);
            }
        }
        return longest;
    }

    /** Energy between two moments, in J. */
    public synchronized double joule(double from, double to) {
        return energyUntil(to) - energyUntil(from);
    }

    /** Mean power between two moments, in W. */
    public double mean(double from, double to) {
        return to <= from ? 0 : joule(from, to) / (to - from);
    }

    private double energyUntil(double second) {
        if (count == 0 || second <= seconds[0]) {
            return 0;
        }
        int at = Arrays.binarySearch(seconds, 0, count, second);
        if (at >= 0) {
            return joules[at];
        }
        int next = -at - 1;
        if (next == count) {
            return joules[count - 1] + (second - seconds[count - 1]) * watts[count - 1];
        }
        double share = (second - seconds[next - 1]) / (seconds[next] - seconds[next - 1]);
        double here = watts[next - 1] + share * (watts[next] - watts[next - 1]);
        return joules[next - 1] + (second - seconds[next - 1]) * (watts[next - 1] + here) / 2;
    }

    /** A second and its mean. */
    public record Second(double end, double watts) {}

    /** The second with the largest mean that lies within that part; NaN when the part is shorter than a second. */
    public synchronized Second worst(double from, double to) {
        Second worst = new Second(to, Double.NaN);
        for (int i = 0; i < count; i++) {
            // The largest mean of a window over straight lines is near a value at either of its ends; both are tried.
            worst = worse(worst, seconds[i], from, to);
            worst = worse(worst, seconds[i] + WINDOW, from, to);
        }
        return worst;
    }

    private Second worse(Second worst, double end, double from, double to) {
        if (end - WINDOW < from - 1e-9 || end > to + 1e-9 || end > seconds[count - 1] + 1e-9) {
            return worst;
        }
        double mean = energyUntil(end) - energyUntil(end - WINDOW);
        return Double.isNaN(worst.watts()) || mean > worst.watts() ? new Second(end, mean) : worst;
    }

    /** Seconds from {@code from} on until the mean of the last second stays at or below a limit up to {@code to}; NaN when it does not. */
    public synchronized double settled(double from, double to, double limit) {
        double last = Double.NaN;
        for (int i = 0; i < count; i++) {
            if (seconds[i] < from || seconds[i] > to || seconds[i] < WINDOW) {
                continue;
            }
            boolean below = energyUntil(seconds[i]) - energyUntil(seconds[i] - WINDOW) <= limit;
            last = below ? Double.isNaN(last) ? seconds[i] : last : Double.NaN;
        }
        return Double.isNaN(last) ? last : last - from;
    }

    /** Times and watts so far, for a chart. */
    synchronized double[][] curves() {
        double[][] all = new double[3][];
        all[0] = Arrays.copyOf(seconds, count);
        all[1] = Arrays.copyOf(watts, count);
        all[2] = new double[count];
        for (int i = 0; i < count; i++) {
            double begin = Math.max(seconds[0], seconds[i] - WINDOW);
            double span = seconds[i] - begin;
            all[2][i] = span <= 0 ? watts[i] : (energyUntil(seconds[i]) - energyUntil(begin)) / span;
        }
        return all;
    }
}
