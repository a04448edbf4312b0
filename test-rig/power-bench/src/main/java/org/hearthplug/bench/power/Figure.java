// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.bench.power;

import java.util.Locale;

/**
 * One figure of the benchmark.
 *
 * @param metric what
 * @param value how much; NaN for none
 * @param unit in what
 * @param peer compared with what, or ""
 * @param ratio value over the peer's; NaN for none
 * @param must what it has to reach; NaN for none
 * @param aim what it should reach; NaN for none
 * @param better "lower" or "higher"
 */
record Figure(
        String metric, double value, String unit, String peer, double ratio, double must, double aim, String better) {
    static Figure of(String metric, double value, String unit, double must, String better) {
        return new Figure(metric, value, unit, "", Double.NaN, must, Double.NaN, better);
    }

    static Figure ratio(String metric, double value, String unit, String peer, double ratio, double aim) {
        return new Figure(metric, value, unit, peer, ratio, Double.NaN, aim, "higher");
    }

    static Figure plain(String metric, double value, String unit, String better) {
        return new Figure(metric, value, unit, "", Double.NaN, Double.NaN, Double.NaN, better);
    }

    private double judged() {
        return Double.isNaN(ratio) ? value : ratio;
    }

    boolean meets(double goal) {
        return Double.isNaN(goal) || ("lower".equals(better) ? judged() <= goal : judged() >= goal);
    }

    String json() {
        return "{\"metric\":" + quote(metric) + ",\"value\":" + number(value) + ",\"unit\":" + quote(unit)
                + ",\"peer\":" + quote(peer) + ",\"ratio\":" + number(ratio) + ",\"must\":" + number(must) + ",\"aim\":"
                + number(aim) + ",\"better\":" + quote(better) + "}";
    }

    String line() {
        String compared = Double.isNaN(ratio) ? "" : String.format(Locale.ROOT, "  %.3f of %s", ratio, peer);
        String goal = Double.isNaN(must) ? "" : "  must " + shortNumber(must) + (meets(must) ? "" : "  MISSED");
        String wish = Double.isNaN(aim) ? "" : "  aim " + shortNumber(aim) + (meets(aim) ? "" : "  not reached");
        return String.format(Locale.ROOT, "%-62s %12s %-8s", metric, shortNumber(value), unit) + compared + goal + wish;
    }

    static String shortNumber(double value) {
        return Double.isNaN(value)
                ? "–"
                : value == Math.rint(value) && Math.abs(value) < 1e6
                        ? String.format(Locale.ROOT, "%.0f", value)
                        : String.format(Locale.ROOT, Math.abs(value) < 0.01 ? "%.5f" : "%.3f", value);
    }

    private static String number(double value) {
        return Double.isNaN(value) || Double.isInfinite(value) ? "null" : String.format(Locale.ROOT, "%.6g", value);
    }

    static String quote(String text) {
        return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
    }
}
