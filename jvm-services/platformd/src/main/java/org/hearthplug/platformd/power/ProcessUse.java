// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.power;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What processes did since the last look: this one's processor time, and whose bytes moved on the data disk. {@code /proc/PID/io} counts a
 * write when the page becomes dirty, so the writer pays and not the kernel's flusher. What cannot be read counts as nobody's.
 */
final class ProcessUse {
    private static final double TICKS_PER_SECOND = 100;
    private static final int SECTOR_BYTES = 512;

    /** More than any group ever has. */
    private static final int MAX_PIDS = 512;

    private static final int UTIME = 11;
    private static final int SECTORS_READ = 2;
    private static final int SECTORS_WRITTEN = 6;

    private final Path proc;
    private final Path groups;
    private final Path disk;
    private Map<String, Long> bytes;
    private long ticks = -1;
    private long diskBytes = -1;
    private double ownCoreSeconds;
    private double cloudShare;
    private double backupShare;

    ProcessUse(Path root, String disk) {
        this.proc = root.resolve("proc");
        this.groups = root.resolve("sys/fs/cgroup/hearth");
        this.disk = root.resolve("sys/block").resolve(disk).resolve("stat");
        look();
    }

    void look() {
        long nowTicks = ownTicks();
        ownCoreSeconds = ticks < 0 || nowTicks < ticks ? 0 : (nowTicks - ticks) / TICKS_PER_SECOND;
        ticks = nowTicks;
        long nowDisk = diskBytes();
        double moved = diskBytes < 0 || nowDisk < diskBytes ? 0 : nowDisk - diskBytes;
        diskBytes = nowDisk;
        Map<String, Long> now = new HashMap<>();
        double cloud = grown(now, "cloudd");
        double backup = grown(now, "background") + grown(now, "deferrable");
        bytes = now;
        double all = Math.max(moved, cloud + backup);
        cloudShare = all <= 0 ? 0 : cloud / all;
        backupShare = all <= 0 ? 0 : backup / all;
    }

    private long ownTicks() {
        String line = read(proc.resolve("self/stat"));
        int name = line.lastIndexOf(')');
        String[] fields = name < 0 ? new String[0] : line.substring(name + 2).split(" ");
        return fields.length <= UTIME + 1 ? -1 : number(fields[UTIME]) + number(fields[UTIME + 1]);
    }

    private long diskBytes() {
        String[] fields = read(disk).strip().split(" +");
        return fields.length <= SECTORS_WRITTEN
                ? -1
                : SECTOR_BYTES * (number(fields[SECTORS_READ]) + number(fields[SECTORS_WRITTEN]));
    }

    /** Bytes that a group's processes read and wrote since the last look; a process that was not there has done all of its since. */
    private double grown(Map<String, Long> now, String group) {
        List<String> pids = read(groups.resolve(group).resolve("cgroup.procs"))
                .lines()
                .limit(MAX_PIDS)
                .toList();
        double sum = 0;
        for (String pid : pids) {
            long total = 0;
            for (String line : read(proc.resolve(pid).resolve("io")).lines().toList()) {
                boolean counts = line.startsWith("read_bytes: ") || line.startsWith("write_bytes: ");
                total += counts ? number(line.substring(line.indexOf(' ') + 1)) : 0;
            }
            now.put(pid, total);
            if (bytes != null) {
                sum += Math.max(0, total - bytes.getOrDefault(pid, 0L));
            }
        }
        return sum;
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.US_ASCII);
        } catch (IOException gone) {
            return "";
        }
    }

    private static long number(String text) {
        try {
            return Long.parseLong(text.strip());
        } catch (NumberFormatException odd) {
            return 0;
        }
    }

    /** Processor time of this process, in s. */
    double ownCoreSeconds() {
        return ownCoreSeconds;
    }

    /** Share of the bytes that were cloudd's, 0 to 1. */
    double cloudShare() {
        return cloudShare;
    }

    /** Share of the bytes that were of work that can wait, 0 to 1. */
    double backupShare() {
        return backupShare;
    }
}
