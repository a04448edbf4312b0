// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.hearthplug.rig.HearthTree;
import org.hearthplug.rig.Json;
import org.hearthplug.rig.RigException;

/** The numbers of one benchmark: a table for people, {@code build/bench/NAME.json} for programs. */
final class Report {
    private final String name;
    private final List<Metric> metrics = new ArrayList<>();

    Report(String name) {
        this.name = name;
    }

    /** Prints the line at once too: hours of measuring that are ended before the table leave what they found. */
    void add(Metric metric) {
        metrics.add(metric);
        System.out.print(line(metric));
    }

    /** Writes the file and returns the table. */
    String finish() {
        Path file = HearthTree.build("bench").resolve(name + ".json");
        try {
            Files.writeString(file, json());
        } catch (IOException e) {
            throw RigException.io("writing " + file.getFileName(), e);
        }
        return table();
    }

    String json() {
        return metrics.stream()
                .map(metric -> "  " + Json.write(metric.json()))
                .collect(Collectors.joining(",\n", "[\n", "\n]\n"));
    }

    String table() {
        StringBuilder table = new StringBuilder(String.format(
                Locale.ROOT,
                "%n%-52s %12s %-8s %10s %7s %8s %8s%n",
                name,
                "value",
                "",
                "peer",
                "ratio",
                "must",
                "aim"));
        for (Metric m : metrics) {
            table.append(line(m));
        }
        return table.toString();
    }

    private static String line(Metric m) {
        return String.format(
                Locale.ROOT,
                "%-52s %12.2f %-8s %10s %7s %8s %8s%s%n",
                m.name(),
                m.value(),
                m.unit(),
                cell(m.peer()),
                cell(m.ratio()),
                cell(m.must()),
                cell(m.aim()),
                m.fails() ? "  NOT REACHED" : "");
    }

    private static String cell(Double number) {
        return number == null ? "" : String.format(Locale.ROOT, "%.2f", number);
    }
}
