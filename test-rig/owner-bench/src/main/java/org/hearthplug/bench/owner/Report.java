// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.bench.owner;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.hearthplug.bench.power.Chart;
import org.hearthplug.rig.Json;
import org.hearthplug.rig.PlugClient;

/**
 * A run on paper: {@code report.json} with all values, {@code index.html} with the story in plots, and {@code report.txt} with
 * {@code report.sig} and {@code key.pem}, by which the plug says that its owner showed it exactly this report.
 */
public final class Report {
    private static final String STYLE = """
            body{font:15px/1.5 system-ui,sans-serif;max-width:1000px;margin:2em auto;padding:0 1em;color:#222;background:#fff}
            h1{font-size:1.6em}h2{margin-top:2em;font-size:1.2em}table{border-collapse:collapse;width:100%;font-size:13px}
            th,td{text-align:right;padding:3px 7px;border-bottom:1px solid #ddd}th:first-child,td:first-child,td:last-child{text-align:left}
            .bad{color:#8a1c1c;font-weight:600}svg{width:100%;height:auto;display:block;margin:.6em 0}code{background:#f4f2ee;padding:1px 3px}
            svg .g{stroke:#e6e6e6}svg .m{stroke:#999;stroke-dasharray:2 3}svg text{font:12px system-ui,sans-serif;fill:#444}
            svg .t{font-weight:600;fill:#222;font-size:14px}svg .l{font-weight:600}svg .n{font-size:11px;fill:#666}
            """;

    /** A plug that takes another limit within this, in s, needs no mark in the plot. */
    private static final double TOLD_AT_ONCE = 0.5;

    private final Suite.Result result;
    private final String where;
    private final Instant when;

    /**
     * A report.
     *
     * @param where which bench and whether its watts are real, for the reader
     */
    public Report(Suite.Result result, String where, Instant when) {
        this.result = result;
        this.where = where;
        this.when = when.truncatedTo(ChronoUnit.SECONDS);
    }

    /** Everything as JSON: verdict, steps, and each value of the meter. */
    String json() {
        Recording all = result.recording();
        double end = all.now();
        StringBuilder out = new StringBuilder("{\n");
        out.append("  \"where\": ").append(Json.write(where)).append(",\n");
        out.append("  \"when\": ").append(Json.write(when.toString())).append(",\n");
        out.append("  \"meter\": ").append(Json.write(result.meter())).append(",\n");
        out.append("  \"plug\": ").append(Json.write(result.plug())).append(",\n");
        out.append("  \"limitHeld\": ").append(result.held()).append(",\n");
        out.append("  \"joules\": ").append(Words.number(all.joule(0, end))).append(",\n");
        out.append("  \"seconds\": ").append(Words.number(end)).append(",\n");
        out.append("  \"hottestCelsius\": ")
                .append(Words.number(result.hottest()))
                .append(",\n");
        out.append("  \"steps\": [\n")
                .append(result.steps().stream().map(Report::json).collect(Collectors.joining(",\n")))
                .append("\n  ],\n");
        double[][] curves = all.curves();
        out.append("  \"second\": ").append(list(curves[0])).append(",\n");
        out.append("  \"watts\": ").append(list(curves[1])).append("\n}\n");
        return out.toString();
    }

    private static String json(Suite.Step step) {
        return String.format(
                Locale.ROOT,
                "    {\"name\": %s, \"from\": %.3f, \"to\": %.3f, \"limitWatts\": %.3f, \"held\": %s, \"worstSecondWatts\": %s,"
                        + " \"worstSecondEnded\": %s, \"meanWatts\": %s, \"settledSeconds\": %s, \"workBytes\": %d, \"remark\": %s}",
                Json.write(step.name()),
                step.from(),
                step.to(),
                step.limit(),
                step.held(),
                Words.number(step.worst().watts()),
                Words.number(step.worst().end()),
                Words.number(step.mean()),
                Words.number(step.settled()),
                step.work(),
                Json.write(step.remark()));
    }

    private static String list(double[] values) {
        StringBuilder out = new StringBuilder("[");
        for (int i = 0; i < values.length; i++) {
            out.append(i == 0 ? "" : ",").append(Words.number(values[i]));
        }
        return out.append(']').toString();
    }

    /** The page. */
    String html() {
        double[][] curves = result.recording().curves();
        int count = curves[0].length;
        double most = 1;
        for (Suite.Step step : result.steps()) {
            most = Math.max(most, Math.max(step.limit(), step.worst().watts()) + 0.5);
        }
        Chart watts = new Chart("Power at the wall", "W", 340)
                .range(0, most)
                .thin("each value", "#5b6f88", curves[0], curves[1], count)
                .line("mean of a second", "#b3470b", curves[0], curves[2], count);
        limit(watts);
        StringBuilder out = new StringBuilder(
                        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Hearth on the bench</title><style>")
                .append(STYLE)
                .append("</style><h1>The limit was ")
                .append(result.held() ? "held" : "<span class=bad>not held</span>")
                .append("</h1><p>")
                .append(Chart.escape(where + ". " + when + ". Meter: " + result.meter() + ". The plug: board "
                        + result.plug().get("board") + ", which knows its power from: "
                        + result.plug().get("source")
                        + (Double.isNaN(result.hottest())
                                ? ""
                                : String.format(Locale.ROOT, ". Hottest: %.1f °C", result.hottest()))))
                .append(".</p>")
                .append(watts.svg());
        table(out);
        out.append(
                        "<h2>Is this what the plug was shown?</h2><p><code>openssl dgst -sha256 -verify key.pem -signature report.sig report.txt</code> checks the plug’s ")
                .append(
                        "signature; <code>sha256sum report.json</code> has to be the number in report.txt; the key is the plug’s own if ")
                .append(
                        "<code>openssl pkey -pubin -in key.pem -outform DER | sha256sum</code> is the fingerprint that its page and its console show.</p></html>");
        return out.toString();
    }

    /** The limit from step to step; where the plug was being told another one, a slope between the two. */
    private void limit(Chart watts) {
        int steps = result.steps().size();
        double[] second = new double[2 * steps];
        double[] limit = new double[2 * steps];
        for (int i = 0; i < steps; i++) {
            Suite.Step step = result.steps().get(i);
            second[2 * i] = step.from();
            second[2 * i + 1] = step.to();
            limit[2 * i] = step.limit();
            limit[2 * i + 1] = step.limit();
            watts.mark(step.from(), step.name());
            if (i + 1 < steps) {
                Suite.Step next = result.steps().get(i + 1);
                if (next.limit() != step.limit() && next.from() - step.to() > TOLD_AT_ONCE) {
                    watts.mark(step.to(), next.limit() > step.limit() ? "limit being put back" : "limit being lowered");
                }
            }
        }
        watts.line("limit", "#8a1c1c", second, limit, 2 * steps);
    }

    private void table(StringBuilder out) {
        out.append(
                "<h2>Step by step</h2><table><tr><th>step<th>limit<th>held<th>worst second<th>mean<th>energy<th>settled<th>work<th>remark</tr>");
        for (Suite.Step s : result.steps()) {
            out.append(String.format(
                    Locale.ROOT,
                    "<tr><td>%s<td>%.2f W<td%s<td>%.3f W<td>%.3f W<td>%.1f J<td>%s<td>%.1f MiB<td>%s</tr>",
                    Chart.escape(s.name()),
                    s.limit(),
                    s.held() ? ">yes" : " class=bad>no",
                    s.worst().watts(),
                    s.mean(),
                    result.recording().joule(s.from(), s.to()),
                    Double.isNaN(s.settled()) ? "–" : String.format(Locale.ROOT, "%.1f s", s.settled()),
                    s.work() / 1048576.0,
                    Chart.escape(s.remark())));
        }
        out.append("</table>");
    }

    /**
     * Writes the report into a folder and has it signed by the plug.
     *
     * @return the folder's page
     * @throws IOException when it cannot be written
     */
    public Path write(Path folder, PlugClient owner) throws IOException {
        Files.createDirectories(folder);
        byte[] json = json().getBytes(StandardCharsets.UTF_8);
        Files.write(folder.resolve("report.json"), json);
        Files.writeString(folder.resolve("index.html"), html());
        PlugClient.Answer answer = owner.sendJson("POST", "/api/v1/power/attestation", Map.of("sha256", sha256(json)));
        if (answer.status() != 200) {
            throw new IOException("The plug did not sign the report: " + answer);
        }
        Files.writeString(
                folder.resolve("report.txt"), answer.json().get("text").string());
        Files.write(
                folder.resolve("report.sig"),
                Base64.getDecoder().decode(answer.json().get("signature").string()));
        Files.writeString(
                folder.resolve("key.pem"), answer.json().get("publicKey").string());
        return folder.resolve("index.html");
    }

    private static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
