// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.energy;

import java.util.Locale;

/** Writes Prometheus' text format, version 0.0.4: each family's HELP and TYPE, then its samples. */
final class Exposition {
    static final String TYPE = "text/plain; version=0.0.4; charset=utf-8";
    private static final int MAX_LABEL = 64;

    private final StringBuilder text = new StringBuilder(4096);
    private String family = "";

    /** Begins a family; its samples follow. */
    Exposition family(String name, String type, String help) {
        family = name;
        text.append("# HELP ").append(name).append(' ').append(help).append('\n');
        text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
        return this;
    }

    Exposition sample(double value) {
        text.append(family).append(' ').append(number(value)).append('\n');
        return this;
    }

    /** A sample with one label. */
    Exposition sample(String label, String labelValue, double value) {
        text.append(family)
                .append('{')
                .append(label)
                .append("=\"")
                .append(escape(labelValue))
                .append("\"} ");
        text.append(number(value)).append('\n');
        return this;
    }

    private static String number(double value) {
        return value == Math.rint(value) && Math.abs(value) < 1e15
                ? Long.toString((long) value)
                : String.format(Locale.ROOT, "%s", value);
    }

    private static String escape(String value) {
        String short64 = value.length() <= MAX_LABEL ? value : value.substring(0, MAX_LABEL);
        return short64.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
