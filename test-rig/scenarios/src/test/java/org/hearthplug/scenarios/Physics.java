// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.hearthplug.plant.Boards;
import org.hearthplug.plant.LivePlug;
import org.hearthplug.plant.UsbProfile;
import org.hearthplug.rig.Deadline;
import org.hearthplug.rig.RigException;
import org.hearthplug.rig.Shell;

/**
 * Hardware in the loop: a thread that asks the booted plug what its actuators are set to, lets the plant's physics pass for as long as
 * the plug's own clock says, and shows the result to its sensors through the bench module; ten times a second when the machines keep up.
 */
final class Physics implements AutoCloseable {
    private static final long PERIOD_NANOS = 100_000_000;
    private static final int ANSWER_MILLIS = 60_000;
    private static final long SEED = 5;

    private final ServerSocket server;
    private final Thread thread;
    private final LivePlug plug;
    private final List<String> extra = new ArrayList<>();
    private volatile boolean stopping;
    private volatile Throwable failure;
    private final Map<String, long[]> clocks = new HashMap<>();
    private String gadget = "";
    private Seen last;
    private long rounds;
    private long slowest;
    /** Each round: the plug's time in s, length in ms, clock and its limit in kHz, busy cores, watts at the wall, mean of the last second. */
    private final StringBuilder trace = new StringBuilder();

    /** What is in force, as the kernel shows it; {@code micros} since boot, and what the physics made of it. */
    record Seen(
            long micros,
            int khz,
            int maxKhz,
            double busyCores,
            boolean authorised,
            double wall,
            double meanWall,
            double port,
            double die,
            boolean spinning) {}

    Physics(Shell shell, double limitWatts) throws IOException {
        plug = new LivePlug(Boards.bootedLab(), SEED, limitWatts, 25);
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        server.setSoTimeout(ANSWER_MILLIS * 2);
        byte[] script;
        try (var stream = Physics.class.getResourceAsStream("/bench-loop.sh")) {
            script = stream.readAllBytes();
        }
        shell.check("grep -q hearth_bench /proc/modules || modprobe hearth_bench; echo "
                + Base64.getEncoder().encodeToString(script) + " | base64 -d >/tmp/bench-loop.sh; setsid nc "
                + Clouds.HOST
                + " " + server.getLocalPort() + " -e /bin/sh /tmp/bench-loop.sh </dev/null >/dev/null 2>&1 &");
        tell("power.noise 10000\\npower.sensor ina226\\n");
        thread = Thread.ofPlatform().daemon().name("physics").start(this::run);
        await("the plug's half of the loop", seen -> true);
    }

    /** Words for the bench module, with the next round. */
    void tell(String words) {
        synchronized (extra) {
            extra.add(words);
        }
    }

    /** Takes the shunt sensor away and waits until the kernel shows none. A name may leave between the shell's list of them and its reading. */
    void takeSensorAway(Shell shell) {
        tell("power.fault none\\npower.sensor none\\npower.noise 0\\n");
        Deadline.seconds(60)
                .awaitTrue(
                        "the sensor to leave",
                        () -> shell.check("cat /sys/class/hwmon/*/name 2>/dev/null || true")
                                .lines()
                                .noneMatch("ina226"::equals));
    }

    /** Something happens to the plant. */
    synchronized void plant(java.util.function.Consumer<LivePlug> happens) {
        happens.accept(plug);
    }

    /** The device that the kernel knows as that bus and port behaves as told from now on. */
    synchronized void plug(String name, UsbProfile device) {
        gadget = name;
        plug.plug(device);
    }

    synchronized void pull() {
        gadget = "";
        plug.pull();
    }

    synchronized Seen last() {
        return last;
    }

    /** Waits until what is in force satisfies. */
    Seen await(String what, Predicate<Seen> satisfies) {
        try {
            return Deadline.seconds(120).await(what, () -> {
                assertThat(failure).as("the loop").isNull();
                Seen seen = last();
                return seen != null && satisfies.test(seen) ? Optional.of(seen) : Optional.empty();
            });
        } catch (RigException inVain) {
            throw new AssertionError("waited in vain for " + what + "; last seen: " + last(), inVain);
        }
    }

    /** The worst second from now on is asked for: of every window of a second, each 10 ms of the plug's own time. */
    synchronized void forgetWorst() {
        plug.meter().forgetWorst();
    }

    /** Largest mean of any second at the wall since it was forgotten, in W, after so many more seconds of the plug's own time. */
    double worstAfter(int seconds) {
        Seen from = last();
        await(seconds + " s more", seen -> seen.micros() - from.micros() > seconds * 1_000_000L);
        synchronized (this) {
            System.out.println("physics: " + account());
            return plug.meter().worstSecondWatts();
        }
    }

    /** Rounds so far, the longest of them in ms, and the plug's own time: whether the loop held. */
    synchronized String account() {
        return String.format(
                Locale.ROOT,
                "%d rounds, longest %d ms; worst second %.3f W (at %.1f s), %.2f s above %.2f W, %.1f J",
                rounds,
                slowest,
                plug.meter().worstSecondWatts(),
                plug.meter().worstAtSecond(),
                plug.meter().secondsAbove(),
                plug.meter().limitWatts(),
                plug.meter().joule());
    }

    private void run() {
        try (Socket socket = server.accept()) {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(ANSWER_MILLIS);
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
            OutputStream out = socket.getOutputStream();
            long[] before = null;
            while (!stopping) {
                long began = System.nanoTime();
                out.write((words() + "\n").getBytes(StandardCharsets.US_ASCII));
                String answer = in.readLine();
                if (answer == null) {
                    throw new IOException("the plug's half of the loop ended");
                }
                before = round(answer, before);
                long took = System.nanoTime() - began;
                synchronized (this) {
                    rounds++;
                    slowest = Math.max(slowest, took / 1_000_000);
                }
                LockSupport.parkNanos(PERIOD_NANOS - took);
            }
        } catch (IOException | RuntimeException e) {
            if (!stopping) {
                failure = e;
            }
        }
    }

    private String words() {
        StringBuilder words = new StringBuilder();
        synchronized (this) {
            long micro = Math.round(plug.restOfDcWatts() * 1e6);
            if (micro > 0) {
                words.append("power ").append(micro).append("\\nvoltage 5000\\ncurrent ");
                words.append(micro / 5000).append("\\n");
                for (int khz : plug.clocksKhz()) {
                    words.append("power.clock ")
                            .append(khz)
                            .append(' ')
                            .append(Math.round(plug.idleWatts(khz, 1) * 1e6))
                            .append(' ')
                            .append(Math.round(plug.coreWatts(khz) * 1e6))
                            .append("\\n");
                }
                words.append("temp ")
                        .append(Math.round(plug.dieCelsius() * 1000))
                        .append("\\n");
            }
        }
        synchronized (extra) {
            extra.forEach(words::append);
            extra.clear();
        }
        return words.toString();
    }

    /**
     * {@code now TIME KHZ MAX ONLINE BUSY}, {@code CLOCK:TIME:BUSY} for each clock that there was, and the USB devices. What was busy at which
     * clock the kernel has counted: the clock at the end of a round says nothing about its beginning.
     */
    private synchronized long[] round(String answer, long[] before) {
        String[] field = answer.split(" ");
        long micros = Long.parseLong(field[1]);
        long busy = Long.parseLong(field[5]);
        int khz = Integer.parseInt(field[2]);
        int online = Integer.parseInt(field[4]);
        boolean authorised = !gadget.isEmpty() && List.of(field).contains(gadget + "=1");
        plug.authorise(authorised);
        double seconds = before == null ? 0 : (micros - before[0]) / 1e6;
        double cores = seconds <= 0 ? 0 : Math.clamp((busy - before[1]) / 1e6 / seconds, 0, online);
        pass(field, online, before != null);
        last = new Seen(
                micros,
                khz,
                Integer.parseInt(field[3]),
                cores,
                authorised,
                plug.wallWatts(),
                plug.meter().lastSecondWatts(),
                plug.portWatts(),
                plug.dieCelsius(),
                plug.spinningUp());
        trace.append(String.format(
                Locale.ROOT,
                "%.3f %.0f %d %d %.3f %.3f %.3f%n",
                micros / 1e6,
                seconds * 1000,
                khz,
                last.maxKhz(),
                cores,
                plug.wallWatts(),
                plug.meter().lastSecondWatts()));
        return new long[] {micros, busy};
    }

    private void pass(String[] field, int online, boolean known) {
        for (String one : field) {
            String[] clock = one.split(":");
            if (clock.length == 3) {
                long[] now = {Long.parseLong(clock[1]), Long.parseLong(clock[2])};
                long[] then = clocks.getOrDefault(clock[0], new long[2]);
                clocks.put(clock[0], now);
                double spent = (now[0] - then[0]) / 1e6;
                if (known && spent > 0) {
                    double cores = Math.clamp((now[1] - then[1]) / 1e6 / spent, 0, online);
                    plug.pass(spent, Integer.parseInt(clock[0]), online, cores, 0);
                }
            }
        }
    }

    @Override
    public void close() throws IOException {
        stopping = true;
        server.close();
        try {
            thread.join(ANSWER_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            System.out.println("physics: " + account());
            Path traces = Path.of(System.getProperty("hearth.root"), "build", "test-artifacts");
            Files.createDirectories(traces);
            Files.writeString(Files.createTempFile(traces, "physics-", ".txt"), trace);
        }
    }
}
