// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.bench;

import org.hearthplug.rig.Deadline;
import org.hearthplug.rig.Shell;

/** What a server in the guest takes to serve: processor time and memory of its processes, by the kernel's count. */
final class ServerMeter {
    /**
     * What one piece of work took.
     *
     * @param wallSeconds until the client ended
     * @param cpuSeconds of the server, user and system, with its children
     * @param peakMiB the most that the server's processes had resident, added up
     * @param said what the client printed
     */
    record Reading(double wallSeconds, double cpuSeconds, double peakMiB, String said) {}

    private final Shell shell;
    private final String mainPids;
    private final String names;

    private ServerMeter(Shell shell, String mainPids, String names) {
        this.shell = shell;
        this.mainPids = mainPids;
        this.names = names;
    }

    static ServerMeter cloudd(Shell shell) {
        return new ServerMeter(shell, "$(cat /run/service/cloudd/supervise/pid)", null);
    }

    static ServerMeter nginx(Shell shell) {
        return new ServerMeter(shell, "$(pidof nginx)", null);
    }

    static ServerMeter apache(Shell shell) {
        return new ServerMeter(shell, "$(pidof apache2)", null);
    }

    /** A session's processes come and go: the listener has their time when they are gone, their memory is looked at four times a second. */
    static ServerMeter sshd(Shell shell) {
        return new ServerMeter(shell, "$(cat /tmp/tools/run/sshd.pid)", "sshd sshd-session sshd-auth sftp-server");
    }

    /** Runs a client to its end, with nothing of the files in memory. */
    Reading during(String client, Deadline deadline) {
        shell.check("sync; echo 3 >/proc/sys/vm/drop_caches; for p in " + mainPids
                + "; do echo 5 >/proc/$p/clear_refs; done");
        double cpu = cpu();
        if (names != null) {
            shell.check("(while [ ! -e /tmp/watched ]; do t=0; for p in $(pidof " + names + "); do"
                    + " m=$(awk '/^VmRSS/{print $2}' /proc/$p/status 2>/dev/null); t=$((t + ${m:-0})); done;"
                    + " echo $t; usleep 250000; done >/tmp/watch) >/dev/null 2>&1 &");
        }
        String out = shell.check(
                "s=$(cut -d' ' -f1 /proc/uptime); " + client
                        + "; r=$?; e=$(cut -d' ' -f1 /proc/uptime); echo; echo $s $e; exit $r",
                deadline);
        String[] times = out.lines().reduce((a, b) -> b).orElseThrow().split(" ");
        double seconds = Double.parseDouble(times[1]) - Double.parseDouble(times[0]);
        double peak = names == null ? highWater() : watched();
        return new Reading(
                seconds,
                cpu() - cpu,
                peak / 1024,
                out.substring(0, out.lastIndexOf('\n')).strip());
    }

    private double highWater() {
        return Double.parseDouble(shell.check("t=0; for p in " + mainPids
                + "; do t=$((t + $(awk '/^VmHWM/{print $2}' /proc/$p/status))); done; echo $t"));
    }

    private double watched() {
        return Double.parseDouble(shell.check(
                "touch /tmp/watched; sleep 1; sort -n /tmp/watch | tail -1; rm -f /tmp/watched /tmp/watch"));
    }

    /** Seconds of the processes and of what they waited for. */
    double cpu() {
        String ticks = shell.check(
                "t=0; for p in " + mainPids
                        + "; do set -- $(sed 's/.*) //' /proc/$p/stat); t=$((t + ${12} + ${13} + ${14} + ${15})); done; echo $t");
        return Double.parseDouble(ticks) / 100;
    }

    /** The threads that have taken the most processor time until now: ticks and names, for who looks where it goes. */
    String threads() {
        return shell.check("for p in " + mainPids + "; do for t in /proc/$p/task/*; do"
                + " sed 's/^[0-9]* (\\(.*\\)) \\(.*\\)/\\2 \\1/' $t/stat 2>/dev/null | awk '{ n = $51; sub(/[0-9]+$/, \"\", n); t[n] += $12;"
                + " k[n] += $13 } END { for (n in t) print t[n], k[n], n }'; done; done | awk '{ u[$3] += $1; k[$3] += $2 }"
                + " END { for (n in u) if (u[n] + k[n] > 9) print n, u[n], k[n] }' | sort");
    }
}
