// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.bench.power;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** A line chart as SVG: white ground, thin lines, direct labels; no script, no external asset. */
public final class Chart {
    private static final int WIDTH = 960;
    private static final int LEFT = 52;
    private static final int RIGHT = 150;
    private static final int TOP = 34;
    private static final int BOTTOM = 34;

    private record Line(String label, String colour, double[] x, double[] y, int count, boolean dashed, boolean thin) {}

    private record Mark(double x, String text) {}

    private final String title;
    private final String unit;
    private final int height;
    private final List<Line> lines = new ArrayList<>();
    private final List<Mark> marks = new ArrayList<>();
    private double low = Double.MAX_VALUE;
    private double high = -Double.MAX_VALUE;
    private double from = Double.MAX_VALUE;
    private double to = -Double.MAX_VALUE;

    /** A chart; {@code height} in its own units, its width is 960. */
    public Chart(String title, String unit, int height) {
        this.title = title;
        this.unit = unit;
        this.height = height;
    }

    /** At least this range of values is shown. */
    public Chart range(double lowest, double highest) {
        low = lowest;
        high = highest;
        return this;
    }

    /** A line with a label at its end; the first {@code count} values. */
    public Chart line(String label, String colour, double[] x, double[] y, int count) {
        return add(new Line(label, colour, x, y, count, false, false));
    }

    /** The same, thin and pale: for what is behind the story. */
    public Chart thin(String label, String colour, double[] x, double[] y, int count) {
        return add(new Line(label, colour, x, y, count, false, true));
    }

    /** A dashed level between two values of x. */
    public Chart level(String label, String colour, double value, double start, double end) {
        return add(new Line(label, colour, new double[] {start, end}, new double[] {value, value}, 2, true, false));
    }

    /** A mark at a value of x, with words. */
    public Chart mark(double x, String text) {
        marks.add(new Mark(x, text));
        return this;
    }

    private Chart add(Line line) {
        lines.add(line);
        for (int i = 0; i < line.count(); i++) {
            from = Math.min(from, line.x()[i]);
            to = Math.max(to, line.x()[i]);
            low = Math.min(low, line.y()[i]);
            high = Math.max(high, line.y()[i]);
        }
        return this;
    }

    /** The picture. */
    public String svg() {
        StringBuilder out = new StringBuilder();
        out.append(String.format(
                Locale.ROOT,
                "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">",
                WIDTH,
                height,
                escape(title)));
        text(out, LEFT, 18, "start", "t", title);
        double step = niceStep((high - low) / 5);
        for (double v = Math.ceil(low / step) * step; v <= high + 1e-9; v += step) {
            out.append(String.format(
                    Locale.ROOT,
                    "<line class=\"g\" x1=\"%d\" x2=\"%d\" y1=\"%.1f\" y2=\"%.1f\"/>",
                    LEFT,
                    WIDTH - RIGHT,
                    y(v),
                    y(v)));
            text(out, LEFT - 6, y(v) + 4, "end", "a", number(v) + (v + step > high ? " " + unit : ""));
        }
        double xStep = niceStep((to - from) / 8);
        for (double v = Math.ceil(from / xStep) * xStep; v <= to + 1e-9; v += xStep) {
            text(out, x(v), height - BOTTOM + 18, "middle", "a", number(v) + (v + xStep > to ? " s" : ""));
        }
        for (int i = 0; i < marks.size(); i++) {
            Mark mark = marks.get(i);
            out.append(String.format(
                    Locale.ROOT,
                    "<line class=\"m\" x1=\"%.1f\" x2=\"%.1f\" y1=\"%d\" y2=\"%d\"/>",
                    x(mark.x()),
                    x(mark.x()),
                    TOP,
                    height - BOTTOM));
            text(out, x(mark.x()) + 3, height - BOTTOM - 6 - 13 * (i % 3), "start", "n", mark.text());
        }
        lines.forEach(line -> draw(out, line));
        labels(out);
        return out.append("</svg>").toString();
    }

    /** Each beside its line's end, from top to bottom, none on top of another. */
    private void labels(StringBuilder out) {
        double least = TOP + 4;
        List<Line> sorted = lines.stream()
                .filter(line -> !line.label().isEmpty())
                .sorted(Comparator.comparingDouble(line -> y(line.y()[line.count() - 1])))
                .toList();
        for (Line line : sorted) {
            double at = Math.clamp(y(line.y()[line.count() - 1]) + 4, least, height - 6);
            out.append(String.format(
                    Locale.ROOT,
                    "<text class=\"l\" x=\"%d\" y=\"%.1f\" fill=\"%s\">%s</text>",
                    WIDTH - RIGHT + 6,
                    at,
                    line.colour(),
                    escape(line.label())));
            least = Math.min(at + 14, height - 6);
        }
    }

    private void draw(StringBuilder out, Line line) {
        out.append("<polyline fill=\"none\" stroke=\"")
                .append(line.colour())
                .append("\" stroke-width=\"")
                .append(line.thin() ? "0.8" : "1.7")
                .append('"');
        if (line.thin()) {
            out.append(" opacity=\"0.55\"");
        }
        if (line.dashed()) {
            out.append(" stroke-dasharray=\"6 4\"");
        }
        out.append(" points=\"");
        for (int i = 0; i < line.count(); i++) {
            out.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(line.x()[i]), y(line.y()[i])));
        }
        out.append("\"/>");
    }

    private double x(double value) {
        return LEFT + (value - from) / (to - from) * (WIDTH - LEFT - RIGHT);
    }

    private double y(double value) {
        return height - BOTTOM - (Math.min(value, high) - low) / (high - low) * (height - TOP - BOTTOM);
    }

    private static void text(StringBuilder out, double x, double y, String anchor, String style, String text) {
        out.append(String.format(
                Locale.ROOT,
                "<text class=\"%s\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>",
                style,
                x,
                y,
                anchor,
                escape(text)));
    }

    private static double niceStep(double rough) {
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double lead = rough / power;
        return power * (lead <= 1 ? 1 : lead <= 2 ? 2 : lead <= 5 ? 5 : 10);
    }

    private static String number(double value) {
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%.0f", value)
                : String.format(Locale.ROOT, "%.1f", value);
    }

    /** Text for HTML and SVG. */
    public static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
