// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * What a process took, from start to exit, on one core.
 *
 * @param cpuSeconds user and system time
 * @param wallSeconds by the clock
 * @param peakMegabytes resident at most, in MiB, pages of files (program, libraries, archive) included
 * @param anonymousMegabytes of these at most not pages of files, in MiB, as seen every 10 ms
 */
record Cost(double cpuSeconds, double wallSeconds, double peakMegabytes, double anonymousMegabytes) {
    /** Runs a command. @throws IOException when it ends with another code than 0, or 3 (single files were not read) */
    static Cost of(List<String> command, Map<String, String> environment, Path work) throws Exception {
        Path figures = work.resolve("time");
        Path said = work.resolve("said");
        List<String> timed = new ArrayList<>(
                List.of("/usr/bin/taskset", "-c", "0", "/usr/bin/time", "-o", figures.toString(), "-f", "%e %U %S %M"));
        timed.addAll(command);
        ProcessBuilder builder =
                new ProcessBuilder(timed).redirectErrorStream(true).redirectOutput(said.toFile());
        builder.environment().putAll(environment);
        Process p = builder.start();
        long anonymous = 0;
        while (p.isAlive()) {
            anonymous = Math.max(anonymous, anonymousKilobytes(p.toHandle()));
            Thread.sleep(10);
        }
        if (p.exitValue() != 0 && p.exitValue() != 3) {
            throw new IOException(
                    command + " ended with " + p.exitValue() + ": " + Files.readString(said, StandardCharsets.UTF_8));
        }
        String[] f = Files.readString(figures)
                .lines()
                .reduce((x, y) -> y)
                .orElseThrow()
                .split(" ");
        return new Cost(
                Double.parseDouble(f[1]) + Double.parseDouble(f[2]),
                Double.parseDouble(f[0]),
                Double.parseDouble(f[3]) / 1024,
                anonymous / 1024.0);
    }

    private static long anonymousKilobytes(ProcessHandle process) {
        return process.descendants()
                .map(Cost::anonymousOf)
                .max(Comparator.naturalOrder())
                .orElse(0L);
    }

    private static long anonymousOf(ProcessHandle process) {
        try (var lines = Files.lines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
            return lines.filter(l -> l.startsWith("RssAnon:"))
                    .mapToLong(l -> Long.parseLong(l.replaceAll("[^0-9]", "")))
                    .sum();
        } catch (IOException | java.io.UncheckedIOException e) {
            return 0; // It has just ended.
        }
    }
}
