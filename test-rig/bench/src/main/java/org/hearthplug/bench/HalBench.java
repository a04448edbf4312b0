// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.bench;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.hearthplug.hal.DeviceEvents.Event;
import org.hearthplug.hal.DeviceEvents.Subscription;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.Hardware;
import org.hearthplug.hal.Network;
import org.hearthplug.hal.linux.LinuxHardware;
import org.hearthplug.rig.RigException;

/**
 * The hardware layer against the tools of its trade, on the machine that builds: the tools are not on a plug. Needs root,
 * who alone can make the kernel repeat an event.
 */
final class HalBench {
    private static final Path LOOPBACK = Path.of("/sys/class/net/lo/uevent");
    private static final int EVENTS = 1000;
    private static final int WARM_UP = 2000;
    private static final int TOOL_RUNS = 20;
    private static final int ENUMERATIONS = 200;
    private static final int ENUMERATIONS_WARM_UP = 2000;
    private static final long LIMIT_SECONDS = 20;
    private static final List<List<String>> TOOLS = List.of(
            List.of("lsusb", "-v"),
            List.of("lsblk", "-O", "--json"),
            List.of("ip", "-s", "-j", "addr"),
            List.of("iw", "dev"));

    private final Report report = new Report("hal");
    private final Hardware hardware = LinuxHardware.ofThisMachine();

    String run() {
        try {
            events();
            enumeration();
            footprint();
        } catch (IOException e) {
            throw RigException.io("the hardware benchmark", e);
        } catch (InterruptedException e) {
            throw RigException.interrupted(e);
        }
        return report.finish();
    }

    /** The same events go to both ears; each is timed from before the write that causes it to its arrival in this process. */
    private void events() throws IOException, InterruptedException {
        Process monitor = new ProcessBuilder("udevadm", "monitor", "--kernel").start();
        try (Subscription ear = hardware.deviceEvents().subscribe()) {
            BlockingQueue<Long> theirs = new LinkedBlockingQueue<>();
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(monitor.getInputStream(), StandardCharsets.UTF_8));
            Thread.ofPlatform()
                    .daemon()
                    .start(() -> lines.lines().forEach(line -> {
                        if (line.contains("/devices/virtual/net/lo")) {
                            theirs.add(System.nanoTime());
                        }
                    }));
            awaitMonitor(theirs);
            while (ear.next(Duration.ZERO).isPresent()) {
                continue;
            }
            BlockingQueue<Long> ours = new LinkedBlockingQueue<>();
            BlockingQueue<Long> allocated = new LinkedBlockingQueue<>();
            Thread.ofPlatform().daemon().start(() -> listen(ear, ours, allocated));
            Percentiles mine = new Percentiles();
            Percentiles peer = new Percentiles();
            for (int i = 0; i < WARM_UP + EVENTS; i++) {
                long began = System.nanoTime();
                Files.writeString(LOOPBACK, "change");
                long heard = take(ours);
                long told = take(theirs);
                if (i >= WARM_UP) {
                    mine.add((heard - began) / 1e3);
                    peer.add((told - began) / 1e3);
                }
            }
            report.add(Metric.lower("uevent to delivered event, median", mine.at(0.5), "µs")
                    .over(peer.at(0.5))
                    .must(1));
            report.add(Metric.lower("uevent to delivered event, 99th percentile", mine.at(0.99), "µs")
                    .over(peer.at(0.99))
                    .must(1));
            report.add(Metric.lower("allocated for each event", perEvent(allocated), "B"));
        } finally {
            monitor.destroy();
        }
    }

    private static void awaitMonitor(BlockingQueue<Long> theirs) throws IOException, InterruptedException {
        long deadlineNanos = System.nanoTime() + TimeUnit.SECONDS.toNanos(LIMIT_SECONDS);
        while (theirs.poll(100, TimeUnit.MILLISECONDS) == null) {
            if (System.nanoTime() > deadlineNanos) {
                throw new RigException(RigException.Kind.TIMEOUT, "udevadm monitor tells no event");
            }
            Files.writeString(LOOPBACK, "change");
        }
        // What it still tells of the events that it was tried with.
        while (theirs.poll(500, TimeUnit.MILLISECONDS) != null) {
            continue;
        }
    }

    private static void listen(Subscription ear, BlockingQueue<Long> heard, BlockingQueue<Long> allocated) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long me = Thread.currentThread().threadId();
        while (true) {
            long before = threads.getThreadAllocatedBytes(me);
            Event event = ear.next(Duration.ofMinutes(1)).orElse(null);
            long now = System.nanoTime();
            long after = threads.getThreadAllocatedBytes(me);
            if (event == null) {
                return;
            }
            if (event.device().equals("lo")) {
                heard.add(now);
                allocated.add(after - before);
            }
        }
    }

    private static double perEvent(BlockingQueue<Long> allocated) {
        return allocated.stream()
                .skip(WARM_UP)
                .mapToLong(Long::longValue)
                .average()
                .orElseThrow();
    }

    private static long take(BlockingQueue<Long> times) throws InterruptedException {
        Long time = times.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
        if (time == null) {
            throw new RigException(RigException.Kind.TIMEOUT, "an event did not arrive");
        }
        return time;
    }

    /** All that the four tools tell. */
    static int enumerate(Hardware hardware) {
        int count = hardware.usb().devices().size()
                + hardware.blockDevices().list().size()
                + hardware.mounts().list().size()
                + hardware.wifi().radios().size();
        for (Network.Link link : hardware.network().links()) {
            try {
                count += hardware.ethernet().modes(link.name()).supported().size();
            } catch (HalException notWired) {
                count++;
            }
        }
        return count;
    }

    private void enumeration() throws IOException, InterruptedException {
        for (int i = 0; i < ENUMERATIONS_WARM_UP; i++) {
            enumerate(hardware);
        }
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long before = system.getProcessCpuTime();
        for (int i = 0; i < ENUMERATIONS; i++) {
            enumerate(hardware);
        }
        double ours = (system.getProcessCpuTime() - before) / 1e6 / ENUMERATIONS;
        long ticks = childTicks();
        for (int i = 0; i < TOOL_RUNS; i++) {
            for (List<String> tool : TOOLS) {
                Process process = new ProcessBuilder(tool)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
                // The exit code says whether there is a device; either way it has looked.
                process.waitFor();
            }
        }
        double theirs = (childTicks() - ticks) * 10.0 / TOOL_RUNS;
        report.add(Metric.lower("full enumeration, CPU, warm", ours, "ms")
                .over(theirs)
                .must(0.2));
    }

    /** CPU time of children that have ended, in the kernel's hundredths of a second (proc_pid_stat(5), cutime and cstime). */
    private static long childTicks() throws IOException {
        String stat = Files.readString(Path.of("/proc/self/stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        return Long.parseLong(fields[13]) + Long.parseLong(fields[14]);
    }

    private void footprint() throws IOException, InterruptedException {
        report.add(Metric.lower("resident memory added to a bare JVM", resident("hal") - resident("bare"), "MiB"));
    }

    private static double resident(String which) throws IOException, InterruptedException {
        Samples samples = new Samples();
        for (int i = 0; i < 5; i++) {
            Process process = new ProcessBuilder(
                            ProcessHandle.current().info().command().orElseThrow(),
                            "-XX:+UseSerialGC",
                            "-Xmx64m",
                            "--enable-native-access=ALL-UNNAMED",
                            "-cp",
                            System.getProperty("java.class.path"),
                            HalFootprint.class.getName(),
                            which)
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            process.waitFor();
            samples.add(Long.parseLong(said) / 1024.0);
        }
        return samples.median();
    }

    /** Measurements in order. */
    private static final class Percentiles {
        private final java.util.ArrayList<Double> values = new java.util.ArrayList<>();

        void add(double value) {
            values.add(value);
        }

        double at(double share) {
            java.util.Collections.sort(values);
            return values.get((int) Math.min(values.size() - 1L, Math.round(share * values.size())));
        }
    }
}
