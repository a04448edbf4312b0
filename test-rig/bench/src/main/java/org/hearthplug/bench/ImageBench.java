// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hearthplug.rig.HearthTree;
import org.hearthplug.rig.Plug;
import org.hearthplug.rig.PlugClient;
import org.hearthplug.rig.RigException;
import org.hearthplug.rig.Shell;
import org.hearthplug.rig.qemu.QemuConfig;
import org.hearthplug.rig.qemu.QemuTarget;

/**
 * The product image: how large it is on a card and on the way there, and how long its own boot loader, kernel and services
 * take to the page, over the lab image and over a bare {@code jdk.httpserver} on the same card. Skipped, with a word, where
 * no product image was built.
 */
final class ImageBench {
    private static final String BOARD = "qemu_aarch64";
    private static final int REPEATS = Integer.getInteger("hearth.bench.repeats", 3);
    private static final Duration BOOT = Duration.ofSeconds(600);
    private static final int IDLE_SECONDS = 30;
    private static final double MB = 1e6;
    private static final double MIB_IN_MB = 1.048576;
    /** Home Assistant OS reserves so much for its two slots, in MB. */
    private static final double HA_OS_SLOTS = 560;

    private final Report report = new Report("image");
    private final Path images = HearthTree.root().resolve("build/images").resolve(BOARD);

    String run() {
        if (!Files.exists(images.resolve("SHA256SUMS"))) {
            return "\nimage: skipped: there is no product image; `make image BOARD=" + BOARD + "` builds it\n";
        }
        try {
            sizes();
        } catch (IOException e) {
            throw RigException.io("measuring the product image", e);
        }
        starts();
        return report.finish();
    }

    private void sizes() throws IOException {
        Map<String, Integer> layout = layout();
        double reserved = (2 * layout.get("SLOT_SIZE") + layout.get("BOOT_SIZE")) * MIB_IN_MB;
        double card = (layout.get("DATA_START") + layout.get("DATA_SIZE")) * MIB_IN_MB;
        report.add(Metric.lower("both slots and boot, reserved on the card", reserved, "MB")
                .must(340)
                .aim(200));
        report.add(Metric.lower("both slots, over Home Assistant OS's two", reserved, "MB")
                .over(HA_OS_SLOTS));
        report.add(Metric.lower("card, uncompressed", card, "MB").must(512));
        report.add(Metric.lower("card, compressed", size(".img.zst"), "MB")
                .must(90)
                .aim(64));
        report.add(Metric.lower("update bundle", size(".raucb"), "MB"));
        reported("slot.img", "slot: kernel, root and verity tree");
        reported("rootfs.squashfs", "root");
        reported("Image.gz", "kernel");
        built();
    }

    /** What {@code scripts/build-image} noted of each build of this board on this machine. */
    private void built() throws IOException {
        Path file = images.resolve("builds.tsv");
        if (!Files.exists(file)) {
            return;
        }
        for (String line : Files.readAllLines(file)) {
            String[] words = line.split("\t");
            report.add(Metric.lower(
                    "build, %s, %s %% from the compiler's cache".formatted(words[1], words[2]),
                    Double.parseDouble(words[0]) / 60,
                    "min"));
        }
    }

    /** What {@code scripts/size-report} wrote at the build: {@code "50213.9 kB    slot.img"}. */
    private void reported(String file, String name) throws IOException {
        for (String line : Files.readAllLines(only(".sizes.txt"))) {
            String[] words = line.strip().split("\\s+");
            if (words[words.length - 1].equals(file)) {
                report.add(Metric.lower(name, Double.parseDouble(words[0]) / 1000, "MB"));
            }
        }
    }

    private double size(String ending) throws IOException {
        return Files.size(only(ending)) / MB;
    }

    private Path only(String ending) throws IOException {
        try (Stream<Path> files = Files.list(images)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .findFirst()
                    .orElseThrow(() -> new RigException(
                            RigException.Kind.CONFIG, "the product image has no " + ending + "; build it again"));
        }
    }

    private static Map<String, Integer> layout() throws IOException {
        Path file = HearthTree.root().resolve("buildroot-external/ota/layout.conf");
        return Files.readAllLines(file).stream()
                .filter(line -> line.matches("[A-Z_0-9]+=\\d+"))
                .map(line -> line.split("="))
                .collect(Collectors.toMap(pair -> pair[0], pair -> Integer.valueOf(pair[1])));
    }

    private void starts() {
        Samples product = new Samples();
        Samples lab = new Samples();
        Samples bare = new Samples();
        try (QemuTarget plug = machine("product-page", config -> config);
                QemuTarget hello = machine("product-hello", config -> config.withAppended("hearth.hello=1"));
                QemuTarget peer = Machine.fresh("lab-page", config -> config)) {
            // The first start makes keys and enlarges the data partition; it is measured apart.
            double first = start(plug, 443, true);
            idle(plug);
            start(peer, 443, true);
            peer.cut(0);
            start(hello, 8080, false);
            hello.cut(0);
            new UpdateTimes(report, plug).measure();
            for (int repeat = 0; repeat < REPEATS; repeat++) {
                product.add(timed(plug, 443, true));
                lab.add(timed(peer, 443, true));
                bare.add(timed(hello, 8080, false));
            }
            report.add(Metric.lower("power-on to page, over the lab image", product.median(), "s")
                    .over(lab.median()));
            report.add(Metric.lower("power-on to page, over a bare hello", product.median(), "s")
                    .over(bare.median()));
            report.add(Metric.lower("power-on to page, first start of a new plug", first, "s"));
        }
        System.out.println("product " + product + "\nlab " + lab + "\nhello " + bare);
    }

    private static QemuTarget machine(String name, UnaryOperator<QemuConfig> how) {
        return Machine.fresh(name, config -> how.apply(config.withMachine("product")));
    }

    private static double timed(QemuTarget target, int port, boolean tls) {
        double seconds = start(target, port, tls);
        target.cut(0);
        return seconds;
    }

    private static double start(QemuTarget target, int port, boolean tls) {
        long began = System.nanoTime();
        target.powerOn();
        return (new FirstAnswer(target.port(port), tls).await(BOOT) - began) / 1e9;
    }

    /** Everything runs, an owner has signed in once, the slot is confirmed, and nobody asks for anything. */
    private void idle(QemuTarget target) {
        Plug plug = new Plug(target);
        plug.boot();
        try (PlugClient owner = plug.owner()) {
            owner.send("GET", "/");
            owner.send("GET", "/api/v1/plug");
        }
        Shell shell = target.shell();
        shell.check("sleep " + IDLE_SECONDS);
        double used = Double.parseDouble(
                shell.check("awk '/^MemTotal/{t=$2}/^MemAvailable/{a=$2}END{print (t-a)/1024}' /proc/meminfo"));
        report.add(Metric.lower("memory in use at idle (MemTotal - MemAvailable)", used, "MiB")
                .must(160)
                .aim(96));
    }
}
