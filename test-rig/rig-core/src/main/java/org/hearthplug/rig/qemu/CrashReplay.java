// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.rig.qemu;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.hearthplug.rig.CutReport;

/**
 * Puts logged writes onto the disk as it was at power-on.
 *
 * <p>What a completed flush covers is durable and is applied in order. Of each later write a volatile cache may have kept
 * all, nothing, or some sectors: the draw is made with {@code SplittableRandom} from a seed, so a failed scenario can be
 * replayed. How much a cut loses is drawn for each cut, from everything to nothing.
 */
final class CrashReplay {
    private static final double[] KEEP = {0, 0.1, 0.5, 0.9, 1};
    private static final double TORN = 0.3;
    private static final int BUFFER = 1024 * 1024;

    private final FileChannel log;
    private final FileChannel disk;

    CrashReplay(FileChannel log, FileChannel disk) {
        this.log = log;
        this.disk = disk;
    }

    /** Applies every write. */
    void everything(List<WriteLog.Entry> entries) throws IOException {
        for (WriteLog.Entry entry : entries) {
            whole(entry);
        }
    }

    /** Applies what a power cut after the last entry leaves. */
    CutReport cut(List<WriteLog.Entry> entries, long seed) throws IOException {
        int durable = afterLastFlush(entries);
        everything(entries.subList(0, durable));
        return atRisk(entries, durable, seed);
    }

    /**
     * Applies what a power cut after the last entry leaves, to a disk that holds the first {@code durable} ones.
     *
     * @param durable as {@link #afterLastFlush} tells
     */
    CutReport atRisk(List<WriteLog.Entry> entries, int durable, long seed) throws IOException {
        RandomGenerator random = RandomGeneratorFactory.of("SplittableRandom").create(seed);
        double keep = KEEP[random.nextInt(KEEP.length)];
        int lost = 0;
        int kept = 0;
        int torn = 0;
        for (WriteLog.Entry entry : entries.subList(durable, entries.size())) {
            if (!entry.writes()) {
                continue;
            }
            double draw = random.nextDouble();
            if (entry.is(WriteLog.FUA) || draw < keep * (1 - TORN) || keep == 1) {
                whole(entry);
                kept++;
            } else if (draw < keep) {
                someSectors(entry, random);
                torn++;
            } else {
                lost++;
            }
        }
        int durableWrites = (int) entries.subList(0, durable).stream()
                .filter(WriteLog.Entry::writes)
                .count();
        return new CutReport(true, durableWrites, lost + kept + torn, kept, torn, seed);
    }

    /** How many of the entries the last completed flush covers, its own included. */
    static int afterLastFlush(List<WriteLog.Entry> entries) {
        for (int i = entries.size(); i > 0; i--) {
            if (entries.get(i - 1).is(WriteLog.FLUSH)) {
                return i;
            }
        }
        return 0;
    }

    private void whole(WriteLog.Entry entry) throws IOException {
        if (entry.writes()) {
            sectors(entry, 0, entry.sectors());
        }
    }

    private void someSectors(WriteLog.Entry entry, RandomGenerator random) throws IOException {
        for (long sector = 0; sector < entry.sectors(); sector++) {
            if (random.nextBoolean()) {
                sectors(entry, sector, 1);
            }
        }
    }

    private void sectors(WriteLog.Entry entry, long first, long count) throws IOException {
        long end = (first + count) * WriteLog.SECTOR;
        for (long at = first * WriteLog.SECTOR; at < end; at += BUFFER) {
            ByteBuffer data = WriteLog.readFully(log, entry.dataOffset() + at, (int) Math.min(BUFFER, end - at));
            long target = entry.sector() * WriteLog.SECTOR + at;
            while (data.hasRemaining()) {
                target += disk.write(data, target);
            }
        }
    }
}
