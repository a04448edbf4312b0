// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.hearthplug.backup.ObjectId;

/**
 * Measures this engine against stock restic: the same corpus, the same run, one core each, each operation a process of
 * its own from start to exit, so that the JVM's start and its compilers are on our bill. Arguments: a work folder on a
 * disk with room for three times the corpus, where to write the JSON, and the corpus's size in mebibytes (1024).
 */
public final class BackupBench {
    private static final String WORD = "lusab-babad-gutih-tugad-bahod-gihod-motul-kidur-fabab";
    private static final int CHANGE_EVERY = 100;

    /**
     * Joules for each GiB, modelled: CPU seconds times what a busy core adds to an idle plug. 2 W: a SheevaPlug's 7 W busy
     * less 5 W idle, at the wall. The seconds are this machine's; what carries over to a plug is the ratio.
     */
    private static final double CORE_WATTS = 2.0;

    private final Path work;
    private final Path corpus;
    private final Path password;
    private final long corpusBytes;
    private final Path cache;
    private final List<String> json = new ArrayList<>();

    private BackupBench(Path work, long corpusBytes) throws IOException {
        this.work = Files.createDirectories(work);
        this.corpus = work.resolve("corpus");
        this.password = work.resolve("password");
        this.corpusBytes = corpusBytes;
        this.cache = work.resolve("backup.aot");
        Files.writeString(password, WORD + "\n");
    }

    /** Runs. */
    public static void main(String[] args) throws Exception {
        Path work =
                Path.of(args.length > 0 ? args[0] : "build/bench/backup-work").toAbsolutePath();
        Path out =
                Path.of(args.length > 1 ? args[1] : "build/bench/backup.json").toAbsolutePath();
        long megabytes = args.length > 2 ? Long.parseLong(args[2]) : 1024;
        for (String tool : List.of("/usr/bin/restic", "/usr/bin/time", "/usr/bin/taskset")) {
            if (!Files.isExecutable(Path.of(tool))) {
                System.out.println("skipped: " + tool + " is not installed (apt-get install restic time util-linux)");
                return;
            }
        }
        BackupBench bench = new BackupBench(work, megabytes << 20);
        bench.run();
        Files.createDirectories(out.getParent());
        Files.writeString(out, "[\n" + String.join(",\n", bench.json) + "\n]\n");
        System.out.println("written: " + out);
    }

    private void run() throws Exception {
        long files = makeCorpus();
        System.out.printf("corpus: %d files, %d MiB%n", files, folderBytes(corpus) >> 20);
        System.out.printf("%-28s %12s %12s %8s%n", "metric", "ours", "restic", "ratio");
        train();
        makeRepositories();
        measure("first", "first backup", 1.0, 0.7);
        long[] first = sizes();
        row("repository size", "MiB", first[0] / 1048576.0, first[1] / 1048576.0, 1.0, 1.0);
        measure("unchanged", "unchanged", 1.0, 0.5);
        change();
        long[] before = sizes();
        measure("changed", "1 % changed", 1.0, 1.0);
        long[] after = sizes();
        row("growth for 1 %", "MiB", (after[0] - before[0]) / 1048576.0, (after[1] - before[1]) / 1048576.0, 1.0, 1.0);
        measure("check", "check of all data", 1.0, 1.0);
        measure("restore", "restore", 1.0, 1.0);
        severalTargets();
        millionBlobs();
    }

    /** One reading for several targets. The spool is in memory, so that no target is spared its copy by a hard link. */
    private void severalTargets() throws Exception {
        Path spool = Files.createTempDirectory(Path.of("/dev/shm"), "hearth-bench");
        try {
            Cost one = targets(1, spool);
            Cost three = targets(3, spool);
            row("3 targets over 1, CPU", "s", three.cpuSeconds(), one.cpuSeconds(), 3.0, 1.5);
            row("3 targets over 1, wall", "s", three.wallSeconds(), one.wallSeconds(), 3.0, 0);
            row("3 targets over 1, memory", "MiB", three.peakMegabytes(), one.peakMegabytes(), 3.0, 1.5);
        } finally {
            delete(spool);
        }
    }

    private Cost targets(int count, Path spool) throws Exception {
        List<String> c = java(cache);
        c.addAll(List.of("targets" + count, work.resolve("several").toString(), password.toString()));
        c.addAll(List.of(spool.toString(), corpus.toString()));
        Cost cost = Cost.of(c, PlugFlags.environment(), work);
        for (int i = 0; i < 3; i++) {
            delete(work.resolve("several." + i));
        }
        delete(work.resolve("several"));
        return cost;
    }

    /** A backup of an empty folder into a repository of a million blobs, over the same into an empty one. */
    private void millionBlobs() throws Exception {
        Path none = Files.createDirectories(work.resolve("none"));
        double[] bytes = new double[2];
        for (int who = 0; who < 2; who++) {
            double[] peak = new double[2];
            for (int full = 0; full < 2; full++) {
                String repository = "million-" + who + full;
                Cost.of(ours("init", repository), PlugFlags.environment(), work);
                if (full == 1) {
                    MillionBlobs.into(work.resolve(repository), password, work);
                }
                List<String> c = who == 0 ? ours("first", repository) : restic("first", repository);
                c.set(c.size() - 1, none.toString());
                peak[full] = Cost.of(c, PlugFlags.environment(), work).peakMegabytes();
                delete(work.resolve(repository));
            }
            System.out.printf(
                    Locale.ROOT,
                    "%s with no blobs %.1f MiB, with a million %.1f MiB%n",
                    who == 0 ? "ours" : "restic",
                    peak[0],
                    peak[1]);
            bytes[who] = (peak[1] - peak[0]) * 1048576 / MillionBlobs.BLOBS;
        }
        row("memory a blob, of a million", "B", bytes[0], bytes[1], 1.0, 0.25);
    }

    /** Makes the AOT cache, as the image build does for the plug. It needs a class path of jars. */
    private void train() throws Exception {
        if (System.getProperty("bench.classpath") == null) {
            System.out.println("note: without an AOT cache; jvm-services/bin/backup-bench makes one");
            return;
        }
        delete(work.resolve("training"));
        for (String operation : List.of("init", "train")) {
            List<String> command = ours(operation, "training");
            if (operation.equals("train")) {
                command.set(
                        command.indexOf(corpus.toString()),
                        corpus.resolve("usr/share").toString());
                command.add(1, "-XX:AOTCacheOutput=" + cache);
            }
            Process p = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(work.resolve("training.log").toFile())
                    .start();
            if (p.waitFor() != 0) {
                throw new IOException("training ended with an error; see training.log");
            }
        }
    }

    private List<String> ours(String operation) throws IOException {
        return ours(operation, "ours");
    }

    /** As the plug starts backupd: its flags, the cache of an earlier run, and a key for words that a machine made. */
    private List<String> ours(String operation, String repository) throws IOException {
        List<String> c = java(cache);
        c.add(
                switch (operation) {
                    case "first", "unchanged", "changed" -> "backup";
                    default -> operation;
                });
        c.add(work.resolve(repository).toString());
        c.add(password.toString());
        c.add(work.toString());
        c.add((operation.equals("restore") ? work.resolve("out-ours") : corpus).toString());
        return c;
    }

    private List<String> java(Path archive) throws IOException {
        List<String> c = new ArrayList<>();
        c.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        c.addAll(PlugFlags.read(work));
        c.add("-cp");
        c.add(System.getProperty("bench.classpath", System.getProperty("java.class.path")));
        if (Files.exists(archive)) {
            c.add("-XX:AOTCache=" + archive);
        }
        c.add("org.hearthplug.backup.bench.Operation");
        return c;
    }

    private List<String> restic(String operation) {
        return restic(operation, "restic");
    }

    private List<String> restic(String operation, String repository) {
        List<String> c = new ArrayList<>(List.of(
                "/usr/bin/restic",
                "-q",
                "-r",
                work.resolve(repository).toString(),
                "--password-file",
                password.toString(),
                "--cache-dir",
                work.resolve("cache").toString()));
        c.addAll(
                switch (operation) {
                    // Both cut files in the same places: another polynomial makes a repository or its growth a tenth
                    // larger or smaller.
                    case "init" ->
                        List.of(
                                "init",
                                "--copy-chunker-params",
                                "--from-repo",
                                work.resolve("ours").toString(),
                                "--from-password-file",
                                password.toString());
                    case "check" -> List.of("check", "--read-data");
                    case "restore" ->
                        List.of(
                                "restore",
                                "latest",
                                "--target",
                                work.resolve("out-restic").toString());
                    default -> List.of("backup", corpus.toString());
                });
        return c;
    }

    private void makeRepositories() throws Exception {
        Cost.of(ours("init"), PlugFlags.environment(), work);
        Cost.of(restic("init"), Map.of(), work);
    }

    private void measure(String operation, String label, double must, double aim) throws Exception {
        Cost b = Cost.of(restic(operation), Map.of(), work);
        Cost a = Cost.of(ours(operation), PlugFlags.environment(), work);
        row(label + ", CPU", "s", a.cpuSeconds(), b.cpuSeconds(), must, aim);
        row(label + ", wall", "s", a.wallSeconds(), b.wallSeconds(), 0, 0);
        row(label + ", peak memory", "MiB", a.peakMegabytes(), b.peakMegabytes(), 1.0, 0.6);
        row(label + ", anonymous", "MiB", a.anonymousMegabytes(), b.anonymousMegabytes(), 0, 0);
        double gib = corpusBytes / (double) (1 << 30);
        row(label + ", J/GiB (model)", "J", a.cpuSeconds() * CORE_WATTS / gib, b.cpuSeconds() * CORE_WATTS / gib, 0, 0);
    }

    private void row(String metric, String unit, double ours, double theirs, double must, double aim) {
        double ratio = theirs == 0 ? 0 : ours / theirs;
        System.out.printf(Locale.ROOT, "%-28s %9.2f %-3s %9.2f %-3s %6.2f%n", metric, ours, unit, theirs, unit, ratio);
        json.add(String.format(
                Locale.ROOT,
                "  {\"metric\":\"%s\",\"value\":%.3f,\"unit\":\"%s\",\"peer\":%.3f,\"ratio\":%.3f,\"must\":%s,\"aim\":%s,"
                        + "\"better\":\"lower\"}",
                metric,
                ours,
                unit,
                theirs,
                ratio,
                must > 0 ? must : "null",
                aim > 0 ? aim : "null"));
    }

    private long[] sizes() throws IOException {
        return new long[] {folderBytes(work.resolve("ours")), folderBytes(work.resolve("restic"))};
    }

    private static long folderBytes(Path folder) throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            long sum = 0;
            for (Path p : (Iterable<Path>) walk::iterator) {
                if (Files.isRegularFile(p, LinkOption.NOFOLLOW_LINKS)) {
                    sum += Files.size(p);
                }
            }
            return sum;
        }
    }

    /**
     * Copies files below /usr in the order of the hashes of their names until there is enough: a mixture that is the same
     * on every machine that has the same files. None takes more than an eighth.
     */
    private long makeCorpus() throws IOException {
        for (String old : List.of(
                "corpus",
                "ours",
                "restic",
                "cache",
                "several",
                "several.0",
                "several.1",
                "several.2",
                "training",
                "training.restored",
                "out-ours",
                "out-restic")) {
            delete(work.resolve(old));
        }
        List<Path> paths;
        try (Stream<Path> walk = Files.walk(Path.of("/usr"))) {
            paths = walk.filter(p -> Files.isRegularFile(p, LinkOption.NOFOLLOW_LINKS) && Files.isReadable(p))
                    .sorted(Comparator.comparing(
                            p -> ObjectId.hashOf(p.toString().getBytes(StandardCharsets.UTF_8))))
                    .toList();
        }
        long bytes = 0;
        long files = 0;
        for (Path p : paths) {
            long size = Files.size(p);
            if (size <= corpusBytes / 8 && bytes + size <= corpusBytes) {
                Path to = corpus.resolve(p.toString().substring(1));
                Files.createDirectories(to.getParent());
                Files.copy(p, to);
                bytes += size;
                files++;
            }
        }
        if (bytes < corpusBytes / 10 * 9) {
            System.out.println("note: this machine has only " + (bytes >> 20) + " MiB to offer");
        }
        return files;
    }

    /** Appends a line to every hundredth file. */
    private void change() throws IOException {
        int i = 0;
        try (Stream<Path> walk = Files.walk(corpus)) {
            for (Path p : (Iterable<Path>) walk.filter(Files::isRegularFile).sorted()::iterator) {
                if (i++ % CHANGE_EVERY == 0) {
                    Files.writeString(p, "changed " + i + "\n", StandardOpenOption.APPEND);
                }
            }
        }
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> walk = Files.walk(folder)) {
            for (Path p : (Iterable<Path>) walk.sorted(Comparator.reverseOrder())::iterator) {
                Files.delete(p);
            }
        }
    }
}
