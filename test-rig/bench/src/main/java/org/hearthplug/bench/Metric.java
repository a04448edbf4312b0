// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.bench;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One measured number.
 *
 * @param name what was measured
 * @param value the number
 * @param unit its unit
 * @param peer the same measured on what it is compared with, null without one
 * @param must where it has to arrive, null without a limit; of the ratio when there is a peer
 * @param aim what it tries to beat, null without one; of the ratio when there is a peer
 * @param lowerIsBetter the direction
 */
record Metric(String name, double value, String unit, Double peer, Double must, Double aim, boolean lowerIsBetter) {
    static Metric lower(String name, double value, String unit) {
        return new Metric(name, value, unit, null, null, null, true);
    }

    static Metric higher(String name, double value, String unit) {
        return new Metric(name, value, unit, null, null, null, false);
    }

    Metric over(double peerValue) {
        return new Metric(name, value, unit, peerValue, must, aim, lowerIsBetter);
    }

    Metric must(double limit) {
        return new Metric(name, value, unit, peer, limit, aim, lowerIsBetter);
    }

    Metric aim(double wish) {
        return new Metric(name, value, unit, peer, must, wish, lowerIsBetter);
    }

    /** Value over peer, null without a peer. */
    Double ratio() {
        return peer == null ? null : value / peer;
    }

    /** True when there is a limit and the number does not arrive there. */
    boolean fails() {
        double judged = peer == null ? value : ratio();
        return must != null && (lowerIsBetter ? judged > must : judged < must);
    }

    Map<String, Object> json() {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("metric", name);
        json.put("value", rounded(value));
        json.put("unit", unit);
        if (peer != null) {
            json.put("peer", rounded(peer));
            json.put("ratio", rounded(ratio()));
        }
        if (must != null) {
            json.put("must", must);
        }
        if (aim != null) {
            json.put("aim", aim);
        }
        json.put("better", lowerIsBetter ? "lower" : "higher");
        return json;
    }

    private static double rounded(double number) {
        return Math.round(number * 1000) / 1000.0;
    }
}
