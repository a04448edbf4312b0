// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.rig.qemu;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.hearthplug.rig.Crash;
import org.hearthplug.rig.CutReport;
import org.hearthplug.rig.Deadline;

/**
 * The disks that power cuts at many writes of one log would have left, in one pass: what flushes cover is put onto the disk of power-on as
 * the instants go on, and each crash is a copy of that with its own draw of what no flush covered. Each image is what
 * {@link CrashReplay#cut} makes of the same entries and seed.
 */
final class CrashSeries {
    private final FileChannel log;
    private final List<WriteLog.Entry> entries;
    private final Path disk;
    private int durable;

    /** @param disk as it was at power-on; holds afterwards what the flushes before the last instant covered */
    CrashSeries(FileChannel log, List<WriteLog.Entry> entries, Path disk) {
        this.log = log;
        this.entries = entries;
        this.disk = disk;
    }

    /**
     * The crash after the first {@code count} entries; counts must not fall from call to call.
     *
     * @param image where its disk goes, sparse; replaced when it is there
     */
    Crash after(int count, long seed, Path image) throws IOException {
        List<WriteLog.Entry> done = entries.subList(0, count);
        int covered = CrashReplay.afterLastFlush(done);
        if (covered < durable) {
            throw new IllegalArgumentException(
                    "after " + count + " requests " + covered + " are durable, and " + durable + " are on the disk");
        }
        try (FileChannel channel = FileChannel.open(disk, StandardOpenOption.WRITE)) {
            new CrashReplay(log, channel).everything(entries.subList(durable, covered));
        }
        durable = covered;
        // Copies holes as holes, which Java does not.
        Host.run(
                List.of("cp", "--reflink=auto", "--sparse=always", disk.toString(), image.toString()),
                Deadline.seconds(60));
        try (FileChannel channel = FileChannel.open(image, StandardOpenOption.WRITE)) {
            CutReport report = new CrashReplay(log, channel).atRisk(done, covered, seed);
            return new Crash(until(count), image, report);
        }
    }

    /** The last length of the log at which just {@code count} entries were whole. */
    private long until(int count) {
        return count < entries.size() ? entries.get(count).end() - 1 : Long.MAX_VALUE;
    }
}
