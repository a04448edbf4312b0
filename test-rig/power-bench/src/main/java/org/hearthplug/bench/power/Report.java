// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.bench.power;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.hearthplug.plant.BoardParameters;
import org.hearthplug.plant.Boards;
import org.hearthplug.plant.Quantity;
import org.hearthplug.plant.Sourced;

/** The report: one HTML page with the story in plots, the table, and every number of the plant with its source. */
final class Report {
    private static final String HEARTH = "#b3470b";
    private static final String LINUX = "#5b6f88";
    private static final String LIMIT = "#8a1c1c";
    private static final String GREEN = "#2f6b3c";

    private final StringBuilder out = new StringBuilder();

    /** What the page is made of. */
    record Contents(
            List<Comparison.Row> rows,
            Map<String, String> fixed,
            List<Figure> figures,
            List<Story> stories,
            StepResponse.Result step,
            int seeds) {}

    /** A run to tell: Hearth's and Linux's. */
    record Story(String title, String text, RunResult hearth, RunResult linux, boolean heat) {}

    String html(Contents contents) {
        out.append(
                        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Hearth: the watt budget</title><style>")
                .append(
                        "body{font:15px/1.5 system-ui,sans-serif;max-width:1000px;margin:2em auto;padding:0 1em;color:#222;background:#fff}")
                .append(
                        "h1{font-size:1.6em}h2{margin-top:2em;font-size:1.2em}table{border-collapse:collapse;width:100%;font-size:13px}")
                .append(
                        "th,td{text-align:right;padding:3px 7px;border-bottom:1px solid #ddd}th:first-child,td:first-child,th:nth-child(2),td:nth-child(2){text-align:left}")
                .append(
                        "td.s{text-align:left}.bad{color:#8a1c1c;font-weight:600}svg{width:100%;height:auto;display:block;margin:.6em 0}")
                .append(
                        "svg .g{stroke:#e6e6e6}svg .m{stroke:#999;stroke-dasharray:2 3}svg text{font:12px system-ui,sans-serif;fill:#444}svg .t{font-weight:600;fill:#222;font-size:14px}")
                .append("svg .l{font-weight:600}svg .n{font-size:11px;fill:#666}li{margin:.2em 0}</style>");
        out.append(
                        "<h1>The watt budget: 7 W at the wall, held</h1><p>Everything on this page is <b>modelled</b>: a simulated plug in virtual time, ")
                .append(contents.seeds())
                .append(
                        " plugs off the line for each row. No watt was measured on hardware. Only the manager’s own cost was measured, on the host.</p>");
        for (Story story : contents.stories()) {
            story(story);
        }
        step(contents.step());
        table(contents);
        figures(contents.figures());
        sources();
        return out.append("</html>").toString();
    }

    private void story(Story story) {
        Series h = story.hearth().series();
        Series l = story.linux().series();
        out.append("<h2>")
                .append(Chart.escape(story.title()))
                .append("</h2><p>")
                .append(Chart.escape(story.text()))
                .append("</p>");
        double most = Math.max(8, Math.min(18, story.linux().worstSecondWatts() + 0.5));
        Chart watts = new Chart("Power at the wall, mean of the last second", "W", 320).range(0, most);
        watts.line("Linux, step_wise", LINUX, l.second, l.mean, l.count)
                .line("Hearth", HEARTH, h.second, h.mean, h.count)
                .level("limit 7 W", LIMIT, 7, 0, h.second[h.count - 1]);
        out.append(watts.svg());
        Chart parts = new Chart("Hearth: processor time granted, and watts of the USB devices", "", 220).range(0, 5.5);
        parts.line("cores granted", GREEN, h.second, h.quota, h.count).thin("USB, W", LINUX, h.second, h.usb, h.count);
        out.append(parts.svg());
        if (story.heat()) {
            Chart heat = new Chart("Temperatures under Hearth", "°C", 220).range(30, 85);
            heat.line("die", HEARTH, h.second, h.die, h.count)
                    .line("case", GREEN, h.second, h.body, h.count)
                    .level("die limit", LIMIT, 80, 0, h.second[h.count - 1]);
            out.append(heat.svg());
        }
        out.append("<p>What the owner is told:</p><ul>");
        story.hearth()
                .notices()
                .forEach(n -> out.append("<li>").append(Chart.escape(n)).append("</li>"));
        out.append("</ul>");
    }

    private void step(StepResponse.Result step) {
        Series s = step.series();
        out.append(
                "<h2>Steps</h2><p>At 10 s all cores get work at once; at 35 s the owner lowers the limit from 7 to 4 W.</p>");
        double[] limit = new double[s.count];
        for (int i = 0; i < s.count; i++) {
            limit[i] = s.second[i] <= 35 ? 7 : 4;
        }
        out.append(new Chart("Power at the wall, every 100 ms", "W", 280)
                .range(0, 8)
                .line("Hearth", HEARTH, s.second, s.wall, s.count)
                .thin("limit", LIMIT, s.second, limit, s.count)
                .mark(10, String.format(Locale.ROOT, "settled after %.1f s", step.loadSettleSeconds()))
                .mark(35, String.format(Locale.ROOT, "settled after %.1f s", step.budgetSettleSeconds()))
                .svg());
    }

    private void table(Contents contents) {
        out.append(
                        "<h2>Every trace on every board</h2><p>Work is in gigacycles weighted by how long it may wait; late interactive work counts nothing. ")
                .append(
                        "The oracle knows the trace and the plug’s true parameters and solves each step; it serves the same devices. <i>Held</i>: devices that an oracle would let in, of all seeds. The fixed setting is the best that is safe in all traces: ");
        contents.fixed().forEach((board, name) -> out.append(Chart.escape(board + ": " + name + "; ")));
        out.append(
                "Linux has no wall limit: its excess is shown, not blamed.</p><table><tr><th>board<th>trace<th>Wh<th>worst second<th>s above<th>of oracle<th>of oracle with the sensor’s margin<th>of fixed (the oracle)<th>in time<th>held<th>step_wise: s above, worst<th>power_allocator</tr>");
        for (Comparison.Row r : contents.rows()) {
            double oracle = r.work() / r.oracleWork();
            out.append(String.format(
                    Locale.ROOT,
                    "<tr><td>%s<td>%s<td>%.3f<td>%.2f W<td%s>%.2f<td%s>%.3f<td>%.3f<td>%.2f (%.2f)<td>%.1f %%<td>%d<td>%.0f s, %.1f W<td>%.0f s, %.1f W</tr>",
                    r.board(),
                    r.trace(),
                    r.wattHours(),
                    r.worst(),
                    r.secondsAbove() > 0 ? " class=bad" : "",
                    r.secondsAbove(),
                    oracle < 0.97 ? " class=bad" : "",
                    oracle,
                    r.work() / r.sensedWork(),
                    r.work() / r.fixedWork(),
                    r.oracleWork() / r.fixedWork(),
                    100 * r.onTime(),
                    r.held(),
                    r.stepWiseAbove(),
                    r.stepWiseWorst(),
                    r.allocatorAbove(),
                    r.allocatorWorst()));
        }
        out.append("</table>");
    }

    private void figures(List<Figure> figures) {
        out.append("<h2>The manager itself</h2><table><tr><th>figure<th>value<th>must</tr>");
        figures.forEach(f -> out.append("<tr><td>")
                .append(Chart.escape(f.metric()))
                .append("<td>")
                .append(Figure.shortNumber(f.value()))
                .append(' ')
                .append(Chart.escape(f.unit()))
                .append("<td")
                .append(f.meets(f.must()) ? ">" : " class=bad>")
                .append(Figure.shortNumber(f.must()))
                .append("</tr>"));
        out.append("</table>");
    }

    private void sources() {
        out.append("<h2>Where the plant’s numbers come from</h2>");
        for (BoardParameters board : Boards.all()) {
            out.append("<h3>")
                    .append(board.name())
                    .append("</h3><table><tr><th>quantity<th>meaning<th>value<th>± unit<th>kind<th>source</tr>");
            for (Quantity quantity : Quantity.values()) {
                Sourced s = board.values().get(quantity);
                out.append(String.format(
                        Locale.ROOT,
                        "<tr><td>%s<td>%s<td>%s %s<td>%.0f %%<td>%s<td class=s>%s</tr>",
                        quantity,
                        Chart.escape(quantity.meaning()),
                        Figure.shortNumber(s.value()),
                        quantity.unit(),
                        100 * s.spread(),
                        s.provenance().name().toLowerCase(Locale.ROOT),
                        Chart.escape(s.source())));
            }
            out.append("<tr><td>power sensor<td colspan=4>")
                    .append(board.sensor().place())
                    .append("<td class=s>")
                    .append(Chart.escape(board.sensor().source()))
                    .append("</tr></table>");
        }
    }
}
