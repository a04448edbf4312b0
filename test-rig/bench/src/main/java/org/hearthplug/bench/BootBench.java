// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.hearthplug.rig.HearthTree;
import org.hearthplug.rig.Plug;
import org.hearthplug.rig.PlugClient;
import org.hearthplug.rig.RigException;
import org.hearthplug.rig.Shell;
import org.hearthplug.rig.qemu.QemuTarget;

/**
 * Power-on to the first HTTPS page, over power-on to a bare {@code jdk.httpserver} on the same image and runtime: alternating
 * starts in one run, medians. Then what is in memory when all is idle, and how large the root is.
 */
final class BootBench {
    private static final int REPEATS = Integer.getInteger("hearth.bench.repeats", 5);
    private static final Duration BOOT = Duration.ofSeconds(300);
    private static final int IDLE_SECONDS = 30;
    private static final double MIB = 1024.0 * 1024;

    private final Report report = new Report("boot");

    String run() {
        Samples page = new Samples();
        Samples pageCpu = new Samples();
        Samples hello = new Samples();
        Samples helloCpu = new Samples();
        // The first start makes the identity key and formats nothing twice; it is measured apart.
        try (QemuTarget plug = Machine.fresh("page", config -> config);
                QemuTarget bare = Machine.fresh("hello", config -> config.withAppended("hearth.hello=1"))) {
            double first = start(plug, 443, true, new Samples());
            idle(plug);
            plug.cut(0);
            start(bare, 8080, false, new Samples());
            bare.cut(0);
            for (int repeat = 0; repeat < REPEATS; repeat++) {
                hello.add(start(bare, 8080, false, helloCpu));
                bare.cut(0);
                page.add(start(plug, 443, true, pageCpu));
                plug.cut(0);
            }
            report.add(Metric.lower("power-on to the first HTTPS page", page.median(), "s")
                    .over(hello.median())
                    .must(2.0)
                    .aim(1.25));
            report.add(Metric.lower("QEMU's processor time to that page", pageCpu.median(), "s")
                    .over(helloCpu.median()));
            report.add(Metric.lower("power-on to the page, first start of a new plug", first, "s"));
        }
        System.out.println("page " + page + "\nhello " + hello);
        sizes();
        return report.finish();
    }

    private static double start(QemuTarget target, int port, boolean tls, Samples cpu) {
        long began = System.nanoTime();
        target.powerOn();
        long answered = new FirstAnswer(target.port(port), tls).await(BOOT);
        cpu.add(target.hostCpuSeconds());
        return (answered - began) / 1e9;
    }

    /** Everything runs, an owner has signed in once, and nobody asks for anything. */
    private void idle(QemuTarget target) {
        Plug plug = new Plug(target);
        plug.boot();
        try (PlugClient owner = plug.owner()) {
            owner.send("GET", "/");
            owner.send("GET", "/api/v1/plug");
        }
        Shell shell = target.shell();
        shell.check("sleep " + IDLE_SECONDS);
        shell.check("sync");
        double used = Double.parseDouble(
                shell.check("awk '/^MemTotal/{t=$2}/^MemAvailable/{a=$2}END{print (t-a)/1024}' /proc/meminfo"));
        report.add(Metric.lower("memory in use at idle (MemTotal - MemAvailable)", used, "MiB")
                .must(160)
                .aim(96));
        String processes =
                shell.check("for d in /proc/[0-9]*; do awk -v c=\"$(tr '\\0' ' ' <$d/cmdline | cut -c1-200)\""
                        + " '/^VmRSS/{print $2/1024, c}' $d/status; done 2>/dev/null | sort -rn | head -n 12");
        for (String line : processes.lines().toList()) {
            String[] parts = line.split(" ", 2);
            report.add(Metric.lower("resident: " + shortName(parts[1]), Double.parseDouble(parts[0]), "MiB"));
        }
    }

    static String shortName(String command) {
        for (String service : List.of("cloudd", "platformd")) {
            if (command.contains("/opt/hearth/jre/bin/java") && command.contains(service + ".jvm")) {
                return service;
            }
        }
        return command.strip().length() > 40 ? command.strip().substring(0, 40) : command.strip();
    }

    private void sizes() {
        Path image = HearthTree.root().resolve("build/lab/rootfs.squashfs");
        try {
            report.add(Metric.lower("root image", Files.size(image) / MIB, "MiB")
                    .must(72)
                    .aim(48));
        } catch (IOException e) {
            throw RigException.io("measuring the root image", e);
        }
    }
}
