// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.scenarios;

import java.util.ArrayList;
import java.util.List;
import org.hearthplug.rig.Shell;

/**
 * What platformd holds, and what the machine has mounted.
 *
 * @param pid platformd's process
 * @param descriptors open files
 * @param threads the kernel's, its own virtual machine's among them
 * @param liveKiB objects that something refers to, after a full collection
 * @param anonymousKiB resident memory that is not a file's: heap, metaspace, compiled code, what the C library holds
 * @param mounts all of the machine
 * @param disks names of the machine's SCSI disks
 */
record Footprint(
        String pid, int descriptors, int threads, long liveKiB, long anonymousKiB, String mounts, String disks) {
    /** A list of parts or a session's buffer may be held when it is looked at. */
    private static final int LIVE_SLACK_KIB = 512;

    /** The heap has just been collected and shrunk; the rest is classes and code of paths that were not taken before. */
    private static final int ANONYMOUS_SLACK_KIB = 6 * 1024;

    private static final int FEW = 2;

    static Footprint of(Shell shell) {
        String pid = shell.check("cat /run/service/platformd/supervise/pid");
        long live = LiveHeap.kibibytes(shell, pid);
        return new Footprint(
                pid,
                (int) number(shell, "ls /proc/" + pid + "/fd 2>/dev/null | wc -l"),
                (int) number(shell, "ls /proc/" + pid + "/task 2>/dev/null | wc -l"),
                live,
                number(shell, "awk '/RssAnon/ { print $2 }' /proc/" + pid + "/status"),
                shell.check("cat /proc/mounts"),
                shell.check("cd /sys/block; ls -d sd* 2>/dev/null || true"));
    }

    private static long number(Shell shell, String script) {
        return Long.parseLong(shell.check(script).strip());
    }

    /** What is more now than it was, a sentence for each; what comes and goes with a request has its slack. */
    List<String> growthSince(Footprint before) {
        List<String> growth = new ArrayList<>();
        if (!pid.equals(before.pid)) {
            growth.add("platformd was started anew");
        }
        grown(growth, "descriptors", before.descriptors, descriptors, FEW);
        grown(growth, "threads", before.threads, threads, FEW);
        grown(growth, "KiB of live objects", before.liveKiB, liveKiB, LIVE_SLACK_KIB);
        grown(growth, "KiB of anonymous memory", before.anonymousKiB, anonymousKiB, ANONYMOUS_SLACK_KIB);
        if (!mounts.equals(before.mounts)) {
            growth.add("mounts: " + before.mounts + " -> " + mounts);
        }
        if (!disks.equals(before.disks)) {
            growth.add("disks: " + before.disks + " -> " + disks);
        }
        return growth;
    }

    private static void grown(List<String> growth, String what, long before, long now, long slack) {
        if (now > before + slack) {
            growth.add(what + ": " + before + " -> " + now);
        }
    }

    @Override
    public String toString() {
        return descriptors + " descriptors, " + threads + " threads, " + liveKiB + " KiB of live objects, "
                + anonymousKiB
                + " KiB anonymous, " + mounts.lines().count() + " mounts, "
                + disks.lines().count() + " SCSI disks";
    }
}
