// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.hearthplug.rig.Deadline;
import org.hearthplug.rig.HearthTree;
import org.hearthplug.rig.RigException;

/**
 * {@code make run} as a newcomer meets it: a clone of what is committed, empty caches for Debian's packages and for Maven,
 * then the same command again. What is installed on the host already is not measured.
 */
final class RunBench {
    private static final double MB = 1e6;

    private final Report report = new Report("run");
    private final Path work = HearthTree.build("bench").resolve("run-work");
    private final Path clone = work.resolve("hearth");
    private final Path packages = work.resolve("packages");
    private final Path maven = work.resolve("maven");

    String run() {
        Machine.delete(work);
        try {
            Files.createDirectories(work);
            sh(HearthTree.root(), "git clone -q . " + clone);
            Files.writeString(clone.resolve(".mvn/maven.config"), "-Dmaven.repo.local=" + maven + "\n");
            report.add(Metric.lower("make run from nothing, until the page answers", run(clone), "s"));
            report.add(Metric.lower("downloaded: Debian packages and indices", megabytes(packages), "MB"));
            report.add(Metric.lower("downloaded: Maven", megabytes(maven), "MB"));
            sh(clone, "make stop");
            report.add(Metric.lower("second make run, until the page answers", run(clone), "s")
                    .must(25));
        } catch (IOException e) {
            throw RigException.io("preparing the clone", e);
        } finally {
            sh(HearthTree.root(), "[ ! -d " + clone + " ] || make -C " + clone + " clean >/dev/null 2>&1 || true");
        }
        String table = report.finish();
        Machine.delete(work);
        return table;
    }

    private double run(Path folder) {
        long began = System.nanoTime();
        sh(folder, "make run");
        return (System.nanoTime() - began) / 1e9;
    }

    private void sh(Path folder, String command) {
        try {
            ProcessBuilder builder = new ProcessBuilder(List.of("bash", "-c", command))
                    .directory(folder.toFile())
                    .inheritIO();
            builder.environment().putAll(Map.of("HEARTH_CACHE", packages.toString()));
            Process process = builder.start();
            Deadline deadline = Deadline.seconds(3600);
            if (!process.waitFor(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS)) {
                process.destroyForcibly();
                throw deadline.timeout(command);
            }
            if (process.exitValue() != 0) {
                throw new RigException(RigException.Kind.CONFIG, command + " exited with " + process.exitValue());
            }
        } catch (IOException e) {
            throw RigException.io(command, e);
        } catch (InterruptedException e) {
            throw RigException.interrupted(e);
        }
    }

    private static double megabytes(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                            .mapToLong(file -> file.toFile().length())
                            .sum()
                    / MB;
        }
    }
}
