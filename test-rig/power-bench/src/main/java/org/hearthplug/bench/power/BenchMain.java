// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.bench.power;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.hearthplug.plant.BoardParameters;
import org.hearthplug.plant.Boards;
import org.hearthplug.plant.Trace;
import org.hearthplug.plant.Traces;

/** {@code BENCH=power}: prints the table, writes bench/power.json and power/ under the directory given. Arguments: directory, seeds. */
public final class BenchMain {
    private BenchMain() {}

    /** See the class. */
    public static void main(String[] args) throws IOException {
        Path build = Path.of(args.length > 0 ? args[0] : "build");
        int seeds = args.length > 1 ? Integer.parseInt(args[1]) : 3;
        List<Comparison.Row> rows = new ArrayList<>();
        List<Figure> figures = new ArrayList<>();
        Map<String, String> fixed = new LinkedHashMap<>();
        System.out.println("The power manager, in virtual time: every watt is modelled.");
        for (BoardParameters board : Boards.all()) {
            Comparison comparison = new Comparison(board, seeds);
            fixed.put(board.name(), comparison.fixedName());
            for (Trace trace : Traces.library(board)) {
                Comparison.Row row = comparison.row(trace);
                rows.add(row);
                figures.addAll(Comparison.figures(row));
                Comparison.figures(row).forEach(f -> System.out.println(f.line()));
            }
        }
        figures.addAll(summary(rows));
        StepResponse.Result step = StepResponse.run(1);
        List<Figure> own = new ArrayList<>(StepResponse.figures(step));
        // The first run compiles; what compiling and loading allocate is not the steady state.
        OwnCost.measure(100_000, 100_000);
        own.addAll(OwnCost.figures(OwnCost.measure(100_000, 1_000_000)));
        figures.addAll(own);
        summary(rows).forEach(f -> System.out.println(f.line()));
        own.forEach(f -> System.out.println(f.line()));
        write(build, rows, fixed, figures, own, step, seeds);
    }

    private static List<Figure> summary(List<Comparison.Row> rows) {
        double above = rows.stream().mapToDouble(Comparison.Row::secondsAbove).sum();
        double worst = rows.stream().mapToDouble(Comparison.Row::worst).max().orElse(0);
        List<Figure> all = new ArrayList<>();
        all.add(Figure.of("all boards and traces: time above 7 W", above, "s", 0, "lower"));
        all.add(Figure.of("all boards and traces: worst second", worst, "W", 7, "lower"));
        for (BoardParameters board : Boards.all()) {
            List<Comparison.Row> own =
                    rows.stream().filter(r -> r.board().equals(board.name())).toList();
            double work = own.stream().mapToDouble(Comparison.Row::work).sum();
            double oracle = own.stream().mapToDouble(Comparison.Row::oracleWork).sum();
            double still = own.stream().mapToDouble(Comparison.Row::fixedWork).sum();
            all.add(Figure.ratio(
                    board.name() + ", all traces: work against the oracle",
                    work,
                    "Gcycle",
                    "oracle",
                    work / oracle,
                    0.97));
            all.add(Figure.plain(
                    board.name() + ", all traces: work against an oracle that has to assume the worst of the sensor",
                    work / own.stream().mapToDouble(Comparison.Row::sensedWork).sum(),
                    "×",
                    "higher"));
            all.add(Figure.ratio(
                    board.name() + ", all traces: work against the best fixed setting",
                    work,
                    "Gcycle",
                    "fixed",
                    work / still,
                    1.4));
            all.add(Figure.plain(
                    board.name() + ", all traces: the oracle against the best fixed setting",
                    oracle / still,
                    "×",
                    "higher"));
        }
        return all;
    }

    private static void write(
            Path build,
            List<Comparison.Row> rows,
            Map<String, String> fixed,
            List<Figure> figures,
            List<Figure> own,
            StepResponse.Result step,
            int seeds)
            throws IOException {
        Files.createDirectories(build.resolve("bench"));
        Files.createDirectories(build.resolve("power"));
        String json = figures.stream().map(Figure::json).collect(Collectors.joining(",\n", "[\n", "\n]\n"));
        Files.writeString(build.resolve("bench/power.json"), json);
        Files.writeString(build.resolve("power/report.json"), json);
        Report.Contents contents = new Report.Contents(rows, fixed, own, stories(), step, seeds);
        Files.writeString(build.resolve("power/index.html"), new Report().html(contents));
        System.out.println("Report: " + build.resolve("power/index.html"));
    }

    private static List<Report.Story> stories() {
        BoardParameters lab = Boards.virtLab();
        BoardParameters zero = Boards.zero2W();
        BoardParameters beagle = Boards.beaglePlay();
        return List.of(
                story(
                        "Everything at once, lab machine",
                        "Two disks are plugged in at the same moment at 30 s. Linux spins both up at once. "
                                + "Hearth asks both what they are, then starts the harder one, then the other, while the processor makes room.",
                        lab,
                        Traces.everythingAtOnce(lab),
                        false),
                story(
                        "Hostile device, lab machine",
                        "At 60 s a gadget is plugged in that declares 0.5 W; nine seconds after being let in it draws 4.5 W. "
                                + "At 160 s comes one that draws 4 W at once, at 230 s the first again.",
                        lab,
                        Traces.hostileDevice(lab),
                        false),
                story(
                        "Summer heat, Zero 2 W",
                        "38 °C in the room, the case hot already. Heat binds before the wall does.",
                        zero,
                        Traces.summerHeat(zero),
                        true),
                story(
                        "First backup, BeaglePlay",
                        "Two flash disks and all cores; the sensor sits behind the supply and is slow, so the margin is wider.",
                        beagle,
                        Traces.firstBackup(beagle),
                        false));
    }

    private static Report.Story story(String title, String text, BoardParameters board, Trace trace, boolean heat) {
        Experiment experiment = Experiment.of(board, trace, 1).recorded();
        return new Report.Story(title, text, experiment.run(), experiment.run(new Baselines.StepWise(board)), heat);
    }
}
