// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.bench;

import java.time.Duration;
import java.util.Locale;
import org.hearthplug.rig.Deadline;
import org.hearthplug.rig.Plug;
import org.hearthplug.rig.PlugClient;
import org.hearthplug.rig.Shell;
import org.hearthplug.rig.qemu.QemuTarget;

/**
 * One file of 256 MB stored and read over HTTPS by curl inside the guest: the plug, and Debian's nginx with its WebDAV module
 * in the same guest, on the same disk and with the same certificate. MB/s by curl's clock, processor seconds by the kernel's.
 */
final class WebBench {
    private static final int MEGABYTES = Integer.getInteger("hearth.bench.megabytes", 256);
    private static final int ROUNDS = Integer.getInteger("hearth.bench.rounds", 3);
    private static final Duration PATIENCE = Duration.ofHours(2);
    private static final String FILE = GuestTools.WORK + "/blob";

    private final Report report = new Report("web");
    private Shell shell;
    private String cookie;

    String run() {
        try (QemuTarget target = Machine.fresh("web", config -> config.withQemuArguments(GuestTools.disk()))) {
            Plug plug = new Plug(target);
            plug.boot();
            shell = target.shell();
            prepare(plug);
            measure();
        }
        return report.finish();
    }

    private void prepare(Plug plug) {
        try (PlugClient owner = plug.owner()) {
            cookie = owner.cookie();
        }
        GuestTools tools = new GuestTools(shell);
        tools.mount();
        shell.check(
                "dd if=/dev/urandom of=" + FILE + " bs=1M count=" + MEGABYTES + " 2>/dev/null; sync",
                Deadline.after(PATIENCE));
        tools.startNginx();
    }

    private void measure() {
        Samples[] up = {new Samples(), new Samples()};
        Samples[] down = {new Samples(), new Samples()};
        Samples[] upCpu = {new Samples(), new Samples()};
        Samples[] downCpu = {new Samples(), new Samples()};
        for (int round = 0; round < ROUNDS; round++) {
            for (int who = 0; who < 2; who++) {
                String url = who == 0 ? "https://localhost/api/v1/files/blob" : "https://localhost:8443/blob";
                upCpu[who].add(transfer(who, "-T " + FILE + " -w '%{speed_upload}' " + url, up[who]));
                downCpu[who].add(transfer(who, "-w '%{speed_download}' " + url, down[who]));
            }
        }
        add("upload", "MB/s", up, false);
        add("upload, processor time of the server", "s", upCpu, true);
        add("download", "MB/s", down, false);
        add("download, processor time of the server", "s", downCpu, true);
    }

    private void add(String what, String unit, Samples[] ours, boolean lower) {
        String name = String.format(Locale.ROOT, "%s of %d MB over HTTPS", what, MEGABYTES);
        Metric metric =
                lower ? Metric.lower(name, ours[0].median(), unit) : Metric.higher(name, ours[0].median(), unit);
        report.add(metric.over(ours[1].median()));
    }

    /** Runs curl, adds its MB/s and returns the server's processor seconds. */
    private double transfer(int who, String arguments, Samples speed) {
        shell.check("sync; echo 3 >/proc/sys/vm/drop_caches");
        double before = cpu(who);
        String out = shell.check(
                GuestTools.program(
                        "/usr/bin/curl -sSk --fail -o /dev/null -b '" + cookie + "' -H 'X-Hearth: 1' " + arguments),
                Deadline.after(PATIENCE));
        speed.add(Double.parseDouble(out.lines().reduce((a, b) -> b).orElseThrow()) / 1e6);
        return cpu(who) - before;
    }

    private double cpu(int who) {
        String pids = who == 0 ? "$(cat /run/service/cloudd/supervise/pid)" : "$(pidof nginx)";
        String ticks = shell.check("t=0; for p in " + pids
                + "; do set -- $(sed 's/.*) //' /proc/$p/stat); t=$((t + ${12} + ${13})); done; echo $t");
        return Double.parseDouble(ticks) / 100;
    }
}
