// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import org.hearthplug.bench.ServerMeter.Reading;
import org.hearthplug.rig.Deadline;
import org.hearthplug.rig.HearthTree;
import org.hearthplug.rig.PhotoTar;
import org.hearthplug.rig.Plug;
import org.hearthplug.rig.PlugClient;
import org.hearthplug.rig.Shell;
import org.hearthplug.rig.qemu.QemuTarget;

/**
 * The ways to people's files, against the servers that Debian has for them, in the same guest and on the same disk: HTTPS and WebDAV
 * against nginx, SFTP against OpenSSH. The clients are Debian's, in the guest too, and speak HTTP/1.1 unless a line
 * says otherwise; what counts is what the servers take. Then what the index does, without a peer.
 */
final class StorageBench {
    private static final int MEGABYTES = Integer.getInteger("hearth.bench.megabytes", 64);
    private static final int ROUNDS = Integer.getInteger("hearth.bench.rounds", 3);
    private static final int ENTRIES = Integer.getInteger("hearth.bench.entries", 10_000);
    private static final int SMALL = Integer.getInteger("hearth.bench.small", 1000);
    private static final String PARTS = System.getProperty("hearth.bench.parts", "https,webdav,sftp,library");
    private static final Duration PATIENCE = Duration.ofHours(2);
    private static final String BLOB = GuestTools.WORK + "/blob";
    private static final double MUST = 0.7;
    private static final String PLAIN = "--http1.1 ";

    private final Report report = new Report("storage");
    private Plug plug;
    private Shell shell;
    private GuestTools tools;
    private String password;
    private ServerMeter cloudd;

    String run() {
        Path photos = HearthTree.build("bench").resolve("photos.tar");
        new PhotoTar().write(photos, LibraryBench.PHOTOS);
        try (QemuTarget target = Machine.fresh(
                "storage",
                config -> config.withQemuArguments(GuestTools.disk())
                        .withQemuArguments(GuestTools.disk("photos", photos)))) {
            plug = new Plug(target);
            plug.boot();
            shell = target.shell();
            prepare();
            if (PARTS.contains("https")) {
                https("AES-128-GCM", "TLS_AES_128_GCM_SHA256", PLAIN);
                https("ChaCha20-Poly1305", "TLS_CHACHA20_POLY1305_SHA256", PLAIN);
                https("AES-128-GCM, HTTP/2", "TLS_AES_128_GCM_SHA256", "--http2 ");
            }
            if (PARTS.contains("webdav")) {
                webdav();
            }
            if (PARTS.contains("sftp")) {
                sftp();
            }
            if (PARTS.contains("library")) {
                new LibraryBench(plug, cloudd, report).run();
            }
        }
        return report.finish();
    }

    private void prepare() {
        try (PlugClient owner = plug.owner()) {
            password = owner.sendJson("POST", "/api/v1/app-passwords", Map.of("label", "bench"))
                    .json()
                    .get("password")
                    .string();
        }
        tools = new GuestTools(shell);
        tools.mount();
        tools.keepPassword(password);
        tools.startNginx();
        tools.startSshd();
        cloudd = ServerMeter.cloudd(shell);
        shell.check(
                "dd if=/dev/urandom of=" + BLOB + " bs=1M count=" + MEGABYTES + " 2>/dev/null; sync",
                Deadline.after(PATIENCE));
    }

    private String curl(boolean ours, String words) {
        return GuestTools.program("/usr/bin/curl -sSk --fail -o /dev/null "
                + (ours ? "-u '" + Plug.OWNER + ":" + password + "' " : "") + words);
    }

    private static String address(boolean ours, String path) {
        return ours ? "https://localhost/dav/" + path : "https://localhost:8443/" + path;
    }

    /** Client and servers speak the same version of HTTP; left alone, curl speaks another one with each. */
    private void https(String cipher, String suite, String version) {
        Pair up = new Pair();
        Pair down = new Pair();
        for (int round = 0; round <= ROUNDS; round++) {
            for (boolean ours : new boolean[] {true, false}) {
                ServerMeter meter = ours ? cloudd : ServerMeter.nginx(shell);
                String tls = version + "--tlsv1.3 --tls13-ciphers " + suite + " " + address(ours, "blob");
                up.add(ours, during(meter, curl(ours, "-T " + BLOB + " " + tls)));
                down.add(ours, during(meter, curl(ours, tls)));
            }
        }
        rate("HTTPS upload, " + cipher, "MB", MEGABYTES, up);
        rate("HTTPS download, " + cipher, "MB", MEGABYTES, down);
    }

    /** Where the plug's processor time went until now, for who looks for waste; with {@code -Dhearth.bench.threads=true}. */
    private void threads(String after) {
        if (Boolean.getBoolean("hearth.bench.threads")) {
            System.out.println("   ticks of cloudd's threads (user, system) after " + after + ":\n" + cloudd.threads());
        }
    }

    private void webdav() {
        String names = "awk 'BEGIN { for (i = 0; i < " + ENTRIES
                + "; i++) print \"entry \" i \".txt\" }' | tr '\\n' '\\0' | xargs -0 touch";
        // Whose files they are has no folder before something is stored.
        shell.check(curl(true, PLAIN + "-X MKCOL " + address(true, "many/")));
        shell.check(
                "for d in /data/files/ada " + GuestTools.WORK + "/dav; do mkdir -p $d/many && cd $d/many && " + names
                        + "; done; chown -R hearth-cloud:hearth-cloud /data/files/ada/many; mkdir " + GuestTools.WORK
                        + "/small; cd " + GuestTools.WORK + "/small; i=0; while [ $i -lt " + SMALL
                        + " ]; do dd if=" + BLOB + " of=$i bs=4k skip=$i count=1 2>/dev/null; i=$((i + 1)); done",
                Deadline.after(PATIENCE));
        plugIsQuiet();
        threads("nothing of WebDAV");
        Pair list = new Pair();
        Pair put = new Pair();
        shell.check("cat >" + GuestTools.WORK + "/propfind.xml <<'E'\n" + PROPFIND + "\nE");
        for (boolean ours : new boolean[] {true, false}) {
            ServerMeter meter = ours ? cloudd : ServerMeter.nginx(shell);
            for (int round = 0; round <= ROUNDS; round++) {
                Reading reading = during(
                        meter,
                        curl(
                                ours,
                                PLAIN + "-X PROPFIND -H 'Depth: 1' -H 'Content-Type: application/xml' --data-binary @"
                                        + GuestTools.WORK + "/propfind.xml -w '%{size_download}' "
                                        + address(ours, "many/")));
                list.add(ours, reading);
            }
            threads("PROPFIND");
            shell.check(curl(ours, PLAIN + "-X MKCOL " + address(ours, "small/")));
            for (int round = 0; round <= 1; round++) {
                shell.check("i=0; while [ $i -lt " + SMALL + " ]; do printf 'upload-file = \"" + GuestTools.WORK
                        + "/small/%s\"\\nurl = \"" + address(ours, "small/") + round
                        + "-%s\"\\noutput = /dev/null\\n' $i $i;"
                        + " i=$((i + 1)); done >" + GuestTools.WORK + "/list");
                put.add(ours, during(meter, curl(ours, PLAIN + "-K " + GuestTools.WORK + "/list")));
                threads("PUT");
            }
        }
        rate("WebDAV PROPFIND of " + ENTRIES + " entries", "entries", ENTRIES, list);
        rate("WebDAV PUT of " + SMALL + " files of 4 KiB", "files", SMALL, put);
    }

    private static final String PROPFIND =
            "<?xml version=\"1.0\"?><D:propfind xmlns:D=\"DAV:\"><D:prop><D:resourcetype/>"
                    + "<D:getcontentlength/><D:getlastmodified/><D:displayname/></D:prop></D:propfind>";

    private void sftp() {
        Pair up = new Pair();
        Pair down = new Pair();
        for (int round = 0; round <= ROUNDS; round++) {
            for (boolean ours : new boolean[] {true, false}) {
                ServerMeter meter = ours ? cloudd : ServerMeter.sshd(shell);
                String client = ours ? GuestTools.sftpToPlug(Plug.OWNER) : GuestTools.sftpToPeer();
                String file = ours ? "/over-sftp" : GuestTools.WORK + "/over-sftp";
                up.add(ours, during(meter, "echo 'put " + BLOB + " " + file + "' | " + client));
                down.add(ours, during(meter, "echo 'get " + file + " /dev/null' | " + client));
            }
        }
        rate("SFTP upload", "MB", MEGABYTES, up);
        rate("SFTP download", "MB", MEGABYTES, down);
    }

    /** Nobody looks through new files while a transfer is measured. */
    private void plugIsQuiet() {
        try (PlugClient owner = plug.owner()) {
            LibraryBench.awaitIndex(owner);
        }
    }

    private Reading during(ServerMeter meter, String client) {
        Reading reading = meter.during(client, Deadline.after(PATIENCE));
        System.out.printf(
                Locale.ROOT,
                "   %.1f s, server %.2f s of processor, %.0f MiB: %s%n",
                reading.wallSeconds(),
                reading.cpuSeconds(),
                reading.peakMiB(),
                client.substring(0, Math.min(client.length(), 400))
                        .replace(password, "…")
                        .replaceFirst(".*/usr/bin/", ""));
        return reading;
    }

    /** The first of each is a server that has just started; the others are its usual work. */
    private void rate(String what, String unit, int amount, Pair pair) {
        report.add(Metric.higher(what + ", per CPU second", amount / pair.cpu(0), unit + "/s")
                .over(amount / pair.cpu(1))
                .must(MUST)
                .aim(1.0));
        report.add(Metric.higher(what + ", the first, per CPU second", amount / pair.first(0), unit + "/s")
                .over(amount / pair.first(1)));
        report.add(Metric.higher(what + ", by the clock", amount / pair.wall(0), unit + "/s")
                .over(amount / pair.wall(1)));
        report.add(Metric.lower(what + ", peak memory", pair.peak(0), "MiB").over(pair.peak(1)));
    }

    /** Readings of the plug and of its peer. */
    private static final class Pair {
        private final Samples[] cpu = {new Samples(), new Samples()};
        private final Samples[] wall = {new Samples(), new Samples()};
        private final double[] first = {-1, -1};
        private final double[] peak = new double[2];

        void add(boolean ours, Reading reading) {
            int who = ours ? 0 : 1;
            // The kernel counts in hundredths.
            double seconds = Math.max(reading.cpuSeconds(), 0.01);
            peak[who] = Math.max(peak[who], reading.peakMiB());
            if (first[who] < 0) {
                first[who] = seconds;
                return;
            }
            cpu[who].add(seconds);
            wall[who].add(reading.wallSeconds());
        }

        double cpu(int who) {
            return cpu[who].median();
        }

        double wall(int who) {
            return wall[who].median();
        }

        double first(int who) {
            return first[who];
        }

        double peak(int who) {
            return peak[who];
        }
    }
}
