// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.rig.qemu;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.hearthplug.rig.Crash;
import org.hearthplug.rig.CutReport;
import org.hearthplug.rig.Deadline;
import org.hearthplug.rig.Json;
import org.hearthplug.rig.RigException;

/**
 * The data disk of a machine whose power can be cut: {@code data.img} stays as it was at power-on while the machine runs on
 * a thin overlay, and every request is logged in the order of its completion. When the power has gone, {@code data.img} is
 * made what a real disk with a volatile cache would hold.
 *
 * <p>The files are never flushed on the host: the log itself says what the guest had flushed.
 */
final class PowerCutDisk {
    private final Path image;
    private final Path overlay;
    private final Path log;
    private final Path crash;

    PowerCutDisk(Path state) {
        image = state.resolve("data.img");
        overlay = state.resolve("data-running.qcow2");
        log = state.resolve("data-writes.log");
        crash = state.resolve("data-crash.img");
    }

    /** A fresh overlay and an empty log; {@code data.img} must exist. */
    void prepare() {
        try {
            Files.deleteIfExists(overlay);
            Files.write(log, new byte[0]);
        } catch (IOException e) {
            throw RigException.io("preparing " + overlay.getFileName(), e);
        }
        Host.run(
                List.of(
                        "qemu-img",
                        "create",
                        "-q",
                        "-f",
                        "qcow2",
                        "-F",
                        "raw",
                        "-b",
                        image.toAbsolutePath().toString(),
                        overlay.toString()),
                Deadline.seconds(30));
    }

    /** The arguments of QEMU's {@code -blockdev}, in order; the last one's node is called {@code data}. */
    List<String> blockdevs() {
        Map<String, Object> neverFlushed = Map.of("no-flush", true);
        return List.of(
                Json.write(Map.of(
                        "driver", "file", "node-name", "data-log", "filename", log.toString(), "cache", neverFlushed)),
                Json.write(Map.of(
                        "driver",
                        "qcow2",
                        "node-name",
                        "data-running",
                        "cache",
                        neverFlushed,
                        "file",
                        Map.of("driver", "file", "filename", overlay.toString(), "cache", neverFlushed))),
                Json.write(Map.of(
                        "driver",
                        "blklogwrites",
                        "node-name",
                        "data",
                        "file",
                        "data-running",
                        "log",
                        "data-log",
                        "log-sector-size",
                        WriteLog.SECTOR)));
    }

    /** This instant, as a length of the log: whatever completes later had not happened yet. */
    long instant() {
        try {
            return Files.size(log);
        } catch (IOException e) {
            throw RigException.io("reading the length of the write log", e);
        }
    }

    /**
     * Makes {@code data.img} what the disk holds after a power cut at a write that is drawn between two instants; QEMU must be gone.
     */
    CutReport settleCut(long earliest, long latest, long seed) {
        return settle((replay, channel) -> {
            List<WriteLog.Entry> entries = WriteLog.read(channel, latest);
            int first = WriteLog.read(channel, earliest).size();
            int last = first + new SplittableRandom(seed).nextInt(entries.size() - first + 1);
            return replay.cut(entries.subList(0, last), seed);
        });
    }

    /**
     * Shows the disk after power cuts at writes that are drawn between two instants, in their order; QEMU must be gone. {@code data.img} is
     * then on its way: it has to be settled after this.
     *
     * @param count how many; each has its own draw of what is lost
     */
    void lookBack(long earliest, long latest, int count, long seed, Crash.Look look) throws Exception {
        try (FileChannel writes = FileChannel.open(log, StandardOpenOption.READ)) {
            List<WriteLog.Entry> entries = WriteLog.read(writes, latest);
            int first = WriteLog.read(writes, earliest).size();
            CrashSeries series = new CrashSeries(writes, entries, image);
            SplittableRandom random = new SplittableRandom(seed);
            int[] instants =
                    random.ints(count, first, entries.size() + 1).sorted().toArray();
            for (int instant : instants) {
                look.at(series.after(instant, random.nextLong(), crash));
            }
        } finally {
            Files.deleteIfExists(crash);
        }
    }

    /** Makes {@code data.img} what the machine left when it switched itself off; QEMU must be gone. */
    void settleClean() {
        settle((replay, channel) -> {
            replay.everything(WriteLog.read(channel, channel.size()));
            return CutReport.plain();
        });
    }

    private interface Settling {
        CutReport on(CrashReplay replay, FileChannel log) throws IOException;
    }

    private CutReport settle(Settling settling) {
        try (FileChannel writes = FileChannel.open(log, StandardOpenOption.READ);
                FileChannel disk = FileChannel.open(image, StandardOpenOption.WRITE)) {
            CutReport report = settling.on(new CrashReplay(writes, disk), writes);
            Files.deleteIfExists(overlay);
            return report;
        } catch (IOException e) {
            throw RigException.io("replaying the write log", e);
        }
    }
}
