// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.scenarios;

import org.hearthplug.rig.Shell;

/** What platformd holds, and what the machine has mounted. */
record Footprint(String pid, int descriptors, int threads, long residentKiB, String mounts, int disks) {
    static Footprint of(Shell shell) {
        String pid = shell.check("cat /run/service/platformd/supervise/pid");
        return new Footprint(
                pid,
                number(shell, "ls /proc/" + pid + "/fd 2>/dev/null | wc -l"),
                number(shell, "ls /proc/" + pid + "/task 2>/dev/null | wc -l"),
                number(shell, "awk '/VmRSS/ { print $2 }' /proc/" + pid + "/status"),
                shell.check("cat /proc/mounts"),
                number(shell, "ls /sys/block | grep -c '^sd' || true"));
    }

    private static int number(Shell shell, String script) {
        return Integer.parseInt(shell.check(script).strip());
    }

    /** Within what a JVM that has warmed up moves by. */
    boolean isHardlyMoreThan(Footprint before) {
        return pid.equals(before.pid)
                && descriptors <= before.descriptors + 2
                && threads <= before.threads + 2
                && residentKiB <= before.residentKiB + 12 * 1024
                && mounts.equals(before.mounts)
                && disks == before.disks;
    }

    @Override
    public String toString() {
        return descriptors + " descriptors, " + threads + " threads, " + residentKiB + " KiB, "
                + mounts.lines().count() + " mounts";
    }
}
