// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.rig.qemu;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.hearthplug.rig.Console;
import org.hearthplug.rig.Crash;
import org.hearthplug.rig.CutReport;
import org.hearthplug.rig.Deadline;
import org.hearthplug.rig.RigException;
import org.hearthplug.rig.Shell;
import org.hearthplug.rig.Target;

/** A plug in QEMU, started the way that {@code make run} starts it. */
public final class QemuTarget implements Target {
    private static final int HTTPS = 443;
    private static final Duration START = Duration.ofSeconds(30);

    private final QemuConfig config;
    private final Path run;
    private final PowerCutDisk disk;
    private Running running;
    private int moves;

    private QemuTarget(QemuConfig config, Path run) {
        this.config = config;
        this.run = run;
        this.disk = config.powerCuts() ? new PowerCutDisk(config.state()) : null;
    }

    /** A machine that is off. Makes the state directory and a run directory with a path short enough for Unix sockets. */
    public static QemuTarget of(QemuConfig config) {
        try {
            Files.createDirectories(config.state());
            Path run = Files.createTempDirectory(Path.of("/tmp"), "hearth-rig-");
            return new QemuTarget(config, run);
        } catch (IOException e) {
            throw RigException.io("making the machine's directories", e);
        }
    }

    @Override
    public void powerOn() {
        if (isOn()) {
            throw new RigException(RigException.Kind.CONFIG, "the machine is already on");
        }
        forget();
        List<String> command = qemuCommand();
        running = Running.start(command, config.state(), run, Deadline.after(START));
        running.qmp().execute("cont", Map.of());
    }

    private List<String> qemuCommand() {
        Deadline deadline = Deadline.after(START);
        // The first call makes data.img, over which the power-cut disk is then laid.
        List<String> command =
                Host.run(config.command(run, List.of()), deadline).lines().toList();
        if (disk == null) {
            return command;
        }
        disk.prepare();
        return Host.run(config.command(run, disk.blockdevs()), deadline).lines().toList();
    }

    @Override
    public void powerOff(Deadline deadline) {
        live().qmp().execute("system_powerdown", Map.of(), deadline);
        running.awaitExit("the machine to switch itself off", deadline);
        forget();
        settleClean();
    }

    @Override
    public long diskMoment() {
        live();
        return disk == null ? 0 : disk.instant();
    }

    @Override
    public CutReport cut(long seed) {
        return cutSince(Long.MAX_VALUE, seed);
    }

    @Override
    public CutReport cutSince(long moment, long seed) {
        long instant = takePowerAway();
        return disk == null ? CutReport.plain() : disk.settleCut(Math.min(moment, instant), instant, seed);
    }

    @Override
    public CutReport cutAndLookBack(long moment, int count, long seed, Crash.Look look) throws Exception {
        if (disk == null) {
            throw new RigException(RigException.Kind.CONFIG, "the disk of this machine has no write log");
        }
        long instant = takePowerAway();
        try {
            disk.lookBack(Math.min(moment, instant), instant, count, seed, look);
        } catch (Exception | Error failed) {
            disk.settleCut(instant, instant, seed);
            throw failed;
        }
        return disk.settleCut(instant, instant, seed);
    }

    /** Returns the instant in which it went. */
    private long takePowerAway() {
        Running victim = live();
        long instant = diskMoment();
        if (disk != null) {
            // Lets requests that are under way reach the log; they lie behind the instant and are not replayed.
            victim.qmp().execute("stop", Map.of());
        }
        victim.kill();
        forget();
        return instant;
    }

    @Override
    public void reset() {
        live().qmp().execute("system_reset", Map.of());
    }

    @Override
    public boolean isOn() {
        return running != null && running.process().isAlive();
    }

    @Override
    public Console console() {
        return live().console();
    }

    @Override
    public Shell shell() {
        return live().shell();
    }

    /** QEMU's machine protocol, for what a hand at a real plug cannot do. */
    public QmpClient qmp() {
        return live().qmp();
    }

    @Override
    public int port(int guestPort) {
        return live().ports().of(guestPort);
    }

    @Override
    public void plugUsbStick(String name, Path image) {
        QmpClient qmp = live().qmp();
        qmp.execute(
                "blockdev-add",
                Map.of(
                        "driver",
                        "raw",
                        "node-name",
                        "usb-" + name,
                        "file",
                        Map.of(
                                "driver",
                                "file",
                                "filename",
                                image.toAbsolutePath().toString())));
        qmp.execute(
                "device_add",
                Map.of(
                        "driver",
                        "usb-storage",
                        "id",
                        name,
                        "bus",
                        "usb.0",
                        "drive",
                        "usb-" + name,
                        "serial",
                        name,
                        "removable",
                        true));
    }

    /** Has a stick answer nothing any more, as a disk that spins up or dies, or everything again that it was asked meanwhile. */
    public void stallUsbStick(String name, boolean stalled) {
        Map<String, Object> limits = new HashMap<>();
        List.of("bps", "bps_rd", "bps_wr", "iops", "iops_rd", "iops_wr").forEach(none -> limits.put(none, 0));
        limits.put("id", "/machine/peripheral/" + name + "/" + name + ".0/legacy[0]");
        limits.put("bps", stalled ? 1 : 0); // a byte a second; 0: no limit
        live().qmp().execute("block_set_io_throttle", limits);
    }

    @Override
    public void pullUsbStick(String name, Deadline deadline) {
        QmpClient qmp = live().qmp();
        long mark = qmp.eventMark();
        qmp.execute("device_del", Map.of("id", name));
        qmp.awaitEvent(
                "DEVICE_DELETED",
                mark,
                event -> event.at("data.device")
                        .map(device -> device.string().equals(name))
                        .orElse(false),
                deadline);
        qmp.execute("blockdev-del", Map.of("node-name", "usb-" + name));
    }

    @Override
    public void link(boolean up) {
        live().qmp().execute("set_link", Map.of("name", "net0", "up", up));
    }

    /**
     * Pulls the cable out of its network and puts it into another one, with addresses of its own and the same port on the host. Only for
     * machines whose cable ends in a hub ({@code virt-hub}).
     *
     * @param network the new network, {@code 192.168.88.0/24}
     * @param prefix what its router announces for IPv6, 64 bits: {@code fd77::}
     */
    public void moveCable(String network, String prefix) {
        int port = port(HTTPS);
        link(false);
        QmpClient qmp = live().qmp();
        qmp.execute("netdev_del", Map.of("id", "port" + moves));
        qmp.execute("netdev_del", Map.of("id", "lan" + moves));
        moves++;
        qmp.execute(
                "netdev_add",
                Map.of(
                        "type",
                        "user",
                        "id",
                        "lan" + moves,
                        "net",
                        network,
                        "ipv6-prefix",
                        prefix,
                        "hostfwd",
                        List.of(Map.of("str", "tcp:127.0.0.1:" + port + "-:" + HTTPS))));
        qmp.execute("netdev_add", Map.of("type", "hubport", "id", "port" + moves, "hubid", 0, "netdev", "lan" + moves));
        link(true);
    }

    /** Puts a card with the content of a raw image into the slot. */
    public void insertCard(Path image) {
        QmpClient qmp = live().qmp();
        Map<String, ?> file =
                Map.of("driver", "file", "filename", image.toAbsolutePath().toString());
        qmp.execute("blockdev-add", Map.of("driver", "raw", "node-name", "card", "file", file));
        qmp.execute("blockdev-insert-medium", Map.of("id", "sdcard", "node-name", "card"));
    }

    /** Takes the card out, without asking the machine. */
    public void removeCard() {
        QmpClient qmp = live().qmp();
        qmp.execute("blockdev-remove-medium", Map.of("id", "sdcard"));
        qmp.execute("blockdev-del", Map.of("node-name", "card"));
    }

    @Override
    public List<Path> recordings() {
        return Stream.of("console.log", Running.MESSAGES, Running.TRANSCRIPT)
                .map(config.state()::resolve)
                .filter(Files::exists)
                .toList();
    }

    @Override
    public Path state() {
        return config.state();
    }

    @Override
    public double hostCpuSeconds() {
        return live().process()
                        .info()
                        .totalCpuDuration()
                        .map(Duration::toMillis)
                        .orElse(0L)
                / 1000.0;
    }

    @Override
    public void close() {
        if (isOn()) {
            running.kill();
            forget();
            settleClean();
        }
        forget();
        deleteRunDirectory();
    }

    private void settleClean() {
        if (disk != null) {
            disk.settleClean();
        }
    }

    private Running live() {
        if (running == null) {
            throw new RigException(RigException.Kind.CONFIG, "the machine is off");
        }
        return running;
    }

    private void forget() {
        if (running != null) {
            running.close();
            running = null;
        }
    }

    private void deleteRunDirectory() {
        try (Stream<Path> files = Files.list(run)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(run);
        } catch (IOException e) {
            throw RigException.io("deleting the run directory", e);
        }
    }

    /** Waits until the machine went off by itself, as after {@code poweroff} typed in its shell. */
    public void awaitOff(Deadline deadline) {
        live().awaitExit("the machine to switch itself off", deadline);
        forget();
        settleClean();
    }
}
