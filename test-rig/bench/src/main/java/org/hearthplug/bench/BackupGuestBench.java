// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.hearthplug.rig.Deadline;
import org.hearthplug.rig.HearthTree;
import org.hearthplug.rig.Plug;
import org.hearthplug.rig.RigException;
import org.hearthplug.rig.Shell;
import org.hearthplug.rig.qemu.QemuTarget;

/**
 * The backup engine against Debian's restic inside the plug with 512 MB and one processor: the same files, the same disk, each operation
 * a process of its own from start to exit, ours with the plug's JVM, flags and AOT cache. Seconds are the emulator's: the ratio counts.
 * {@code hearth.bench.backup.megabytes} is how much is backed up; the machine's disk takes 1,024.
 * {@code hearth.bench.backup.jar} names the jar with the class that does one operation ({@code qemu/bin/bench} makes it).
 */
final class BackupGuestBench {
    private static final long MEGABYTES = Integer.getInteger("hearth.bench.backup.megabytes", 256);
    private static final Duration PATIENCE = Duration.ofHours(2);
    private static final String WORK = GuestTools.WORK;
    private static final String WORDS = "lusab-babad-gutih-tugad-bahod-gihod-motul-kidur-fabab";
    private static final String SETTINGS =
            "MALLOC_ARENA_MAX=1 MALLOC_TRIM_THRESHOLD_=131072 MALLOC_MMAP_THRESHOLD_=131072";

    /** Modelled, as the bench on the host has it: what a busy core adds to an idle plug at the wall. */
    private static final double CORE_WATTS = 2.0;

    private final Report report = new Report("backup-guest");
    private Shell shell;

    String run() {
        Path files = HearthTree.build("bench").resolve("backup-guest");
        Path disk = HearthTree.build("bench").resolve("backup-guest.sqfs");
        gather(files);
        pack(files, disk);
        Machine.delete(files);
        try (QemuTarget target = Machine.fresh(
                "backup",
                config -> config.withMachine("roomy")
                        .withQemuArguments(GuestTools.disk())
                        .withQemuArguments(GuestTools.disk("corpus", disk)))) {
            new Plug(target).boot();
            shell = target.shell();
            prepare();
            measure("init", "new repository");
            measure("first", "first backup");
            sizes();
            measure("unchanged", "unchanged");
            shell.check(
                    "find " + WORK
                            + "/corpus/files -type f | sort | awk 'NR % 100 == 1' | while read -r f; do echo changed >>\"$f\"; done; sync",
                    Deadline.after(PATIENCE));
            measure("changed", "1 % changed");
            measure("check", "check of all data");
            measure("restore", "restore");
            shell.check(
                    "cd " + WORK + "; for who in ours restic; do diff -r corpus/files out-$who" + WORK
                            + "/corpus/files || exit 1; done",
                    Deadline.after(PATIENCE));
        }
        return report.finish();
    }

    private void prepare() {
        new GuestTools(shell).mount();
        shell.check(
                "mkdir -p " + WORK + "/spool /tmp/corpus && " + GuestTools.find("corpus")
                        + "mount -t squashfs -o ro $d /tmp/corpus && cp -a /tmp/corpus " + WORK + "/corpus && echo "
                        + WORDS + " >" + WORK + "/words && sync",
                Deadline.after(PATIENCE));
    }

    private static String words(boolean ours, String operation) {
        String corpus = WORK + "/corpus/files";
        if (!ours) {
            return GuestTools.program("/usr/bin/restic -q --password-file " + WORK + "/words --cache-dir " + WORK
                    + "/cache -r " + WORK + "/restic "
                    + switch (operation) {
                        case "init" -> "init";
                        case "check" -> "check --read-data";
                        case "restore" -> "restore latest --target " + WORK + "/out-restic";
                        default -> "backup " + corpus;
                    });
        }
        String what = switch (operation) {
            case "first", "unchanged", "changed" -> "backup";
            default -> operation;
        };
        return "env " + SETTINGS + " /opt/hearth/jre/bin/java @/etc/hearth/backupd.jvm -Djava.io.tmpdir=" + WORK
                + "/spool -XX:AOTCache=/opt/hearth/aot/backupd.aot -cp \"$(cat /opt/hearth/backupd.classpath):"
                + WORK + "/corpus/operation.jar\" org.hearthplug.backup.bench.Operation " + what + " " + WORK
                + "/ours " + WORK + "/words " + WORK + "/spool "
                + (operation.equals("restore") ? WORK + "/out-ours" : corpus);
    }

    private void measure(String operation, String label) {
        double[] theirs = cost(false, operation);
        double[] ours = cost(true, operation);
        report.add(Metric.lower(label + ", CPU", ours[1], "s")
                .over(theirs[1])
                .must(1.0)
                .aim(0.7));
        report.add(Metric.lower(label + ", by the clock", ours[0], "s").over(theirs[0]));
        report.add(Metric.lower(label + ", peak memory", ours[2], "MiB")
                .over(theirs[2])
                .must(1.0)
                .aim(0.6));
        double gib = MEGABYTES / 1024.0;
        report.add(Metric.lower(label + ", J/GiB (model)", ours[1] * CORE_WATTS / gib, "J")
                .over(theirs[1] * CORE_WATTS / gib));
    }

    /** Seconds by the clock, seconds of processor, MiB resident at most. */
    private double[] cost(boolean ours, String operation) {
        String said = shell.check(
                "sync; echo 3 >/proc/sys/vm/drop_caches; cd /opt/hearth/lib; /tmp/tools/usr/bin/time -o /tmp/cost -f '%e %U %S %M' "
                        + words(ours, operation) + " 2>&1 | tail -n 5; cat /tmp/cost",
                Deadline.after(PATIENCE));
        String[] f = said.lines().reduce((a, b) -> b).orElseThrow().split(" ");
        if (f.length != 4 || said.contains("non-zero status")) {
            throw new RigException(RigException.Kind.GUEST, (ours ? "ours, " : "restic, ") + operation + ": " + said);
        }
        double[] cost = {
            Double.parseDouble(f[0]),
            Double.parseDouble(f[1]) + Double.parseDouble(f[2]),
            Double.parseDouble(f[3]) / 1024
        };
        System.out.printf(
                Locale.ROOT,
                "   %s, %s: %.1f s, %.2f s of processor, %.1f MiB%n",
                ours ? "ours" : "restic",
                operation,
                cost[0],
                cost[1],
                cost[2]);
        return cost;
    }

    private void sizes() {
        String[] kib = shell.check("cd " + WORK + "; du -sk ours restic | cut -f1", Deadline.after(PATIENCE))
                .split("\\s+");
        report.add(Metric.lower("repository size", Double.parseDouble(kib[0]) / 1024, "MiB")
                .over(Double.parseDouble(kib[1]) / 1024)
                .must(1.0));
    }

    /** Files below /usr in the order of the hashes of their names, as the bench on the host takes them; and the jar. */
    private static void gather(Path into) {
        Machine.delete(into);
        long wanted = MEGABYTES << 20;
        try (Stream<Path> walk = Files.walk(Path.of("/usr"))) {
            List<Path> all = walk.filter(p -> Files.isRegularFile(p, LinkOption.NOFOLLOW_LINKS) && Files.isReadable(p))
                    .sorted(Comparator.comparing(BackupGuestBench::hash))
                    .toList();
            long bytes = 0;
            for (Path p : all) {
                long size = Files.size(p);
                if (size <= wanted / 8 && bytes + size <= wanted) {
                    Path to = into.resolve("files" + p);
                    Files.createDirectories(to.getParent());
                    Files.copy(p, to);
                    bytes += size;
                }
            }
            Files.copy(Path.of(System.getProperty("hearth.bench.backup.jar", "")), into.resolve("operation.jar"));
        } catch (IOException e) {
            throw RigException.io("gathering files to back up", e);
        }
    }

    private static String hash(Path path) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256")
                            .digest(path.toString().getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static void pack(Path files, Path disk) {
        try {
            Files.deleteIfExists(disk);
            Process process = new ProcessBuilder(
                            "mksquashfs",
                            files.toString(),
                            disk.toString(),
                            "-comp",
                            "zstd",
                            "-Xcompression-level",
                            "1",
                            "-all-root",
                            "-no-progress",
                            "-quiet")
                    .inheritIO()
                    .start();
            if (process.waitFor() != 0) {
                throw new RigException(RigException.Kind.IO, "mksquashfs ended with " + process.exitValue());
            }
        } catch (IOException e) {
            throw RigException.io("packing files to back up", e);
        } catch (InterruptedException e) {
            throw RigException.interrupted(e);
        }
    }
}
