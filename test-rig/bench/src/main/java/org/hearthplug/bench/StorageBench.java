// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
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
 * The ways to people's files, against the servers that Debian has for them, in the same guest and on the same disk: HTTPS
 * against nginx, WebDAV against Apache and nginx, SFTP against OpenSSH. Of the two Apache is the one that locks and keeps
 * properties, as ours does, so the limit is taken from it; nginx is there to be seen. The clients are Debian's, in the guest
 * too, and speak HTTP/1.1 unless a line says otherwise; what counts is what the servers take. Then what the index does,
 * without a peer.
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
        tools.startApache();
        tools.startSshd();
        cloudd = ServerMeter.cloudd(shell);
        shell.check(
                "dd if=/dev/urandom of=" + BLOB + " bs=1M count=" + MEGABYTES + " 2>/dev/null; sync",
                Deadline.after(PATIENCE));
    }

    /** A server that curl asks. */
    private enum Web {
        PLUG("https://localhost/dav/", "/data/files/ada"),
        NGINX("https://localhost:8443/", GuestTools.WORK + "/dav"),
        APACHE("https://localhost:8444/", GuestTools.WORK + "/apache-dav");

        private final String address;
        private final String folder;

        Web(String address, String folder) {
            this.address = address;
            this.folder = folder;
        }
    }

    private ServerMeter meter(Web web) {
        return switch (web) {
            case PLUG -> cloudd;
            case NGINX -> ServerMeter.nginx(shell);
            case APACHE -> ServerMeter.apache(shell);
        };
    }

    private String curl(Web web, String words) {
        return GuestTools.program("/usr/bin/curl -sSk --fail -o /dev/null "
                + (web == Web.PLUG ? "-u '" + Plug.OWNER + ":" + password + "' " : "") + words);
    }

    /** Client and servers speak the same version of HTTP; left alone, curl speaks another one with each. */
    private void https(String cipher, String suite, String version) {
        Map<Web, Work> up = works(Web.PLUG, Web.NGINX);
        Map<Web, Work> down = works(Web.PLUG, Web.NGINX);
        for (int round = 0; round <= ROUNDS; round++) {
            for (Web web : up.keySet()) {
                String tls = version + "--tlsv1.3 --tls13-ciphers " + suite + " " + web.address + "blob";
                up.get(web).add(during(meter(web), curl(web, "-T " + BLOB + " " + tls)));
                down.get(web).add(during(meter(web), curl(web, tls)));
            }
        }
        rate("HTTPS upload, " + cipher, "MB", MEGABYTES, up.get(Web.PLUG), up.get(Web.NGINX));
        rate("HTTPS download, " + cipher, "MB", MEGABYTES, down.get(Web.PLUG), down.get(Web.NGINX));
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
        shell.check(curl(Web.PLUG, PLAIN + "-X MKCOL " + Web.PLUG.address + "many/"));
        for (Web web : Web.values()) {
            shell.check(
                    "mkdir -p " + web.folder + "/many && cd " + web.folder + "/many && " + names,
                    Deadline.after(PATIENCE));
        }
        shell.check(
                "chown -R hearth-cloud:hearth-cloud " + Web.PLUG.folder + "/many; mkdir " + GuestTools.WORK
                        + "/small; cd " + GuestTools.WORK + "/small; i=0; while [ $i -lt " + SMALL + " ]; do dd if="
                        + BLOB + " of=$i bs=4k skip=$i count=1 2>/dev/null; i=$((i + 1)); done",
                Deadline.after(PATIENCE));
        plugIsQuiet();
        threads("nothing of WebDAV");
        Map<Web, Work> list = works(Web.values());
        Map<Web, Work> put = works(Web.values());
        shell.check("cat >" + GuestTools.WORK + "/propfind.xml <<'E'\n" + PROPFIND + "\nE");
        for (Web web : Web.values()) {
            for (int round = 0; round <= ROUNDS; round++) {
                list.get(web)
                        .add(during(
                                meter(web),
                                curl(
                                        web,
                                        PLAIN
                                                + "-X PROPFIND -H 'Depth: 1' -H 'Content-Type: application/xml' --data-binary @"
                                                + GuestTools.WORK + "/propfind.xml -w '%{size_download}' " + web.address
                                                + "many/")));
            }
            threads("PROPFIND");
            shell.check(curl(web, PLAIN + "-X MKCOL " + web.address + "small/"));
            for (int round = 0; round <= ROUNDS; round++) {
                shell.check("i=0; while [ $i -lt " + SMALL + " ]; do printf 'upload-file = \"" + GuestTools.WORK
                        + "/small/%s\"\\nurl = \"" + web.address + "small/" + round
                        + "-%s\"\\noutput = /dev/null\\n' $i $i; i=$((i + 1)); done >" + GuestTools.WORK + "/list");
                put.get(web).add(during(meter(web), curl(web, PLAIN + "-K " + GuestTools.WORK + "/list")));
                threads("PUT");
            }
        }
        String entries = "WebDAV PROPFIND of " + ENTRIES + " entries";
        String files = "WebDAV PUT of " + SMALL + " files of 4 KiB";
        rate(entries, "entries", ENTRIES, list.get(Web.PLUG), list.get(Web.APACHE));
        rate(files, "files", SMALL, put.get(Web.PLUG), put.get(Web.APACHE));
        beside(entries, "entries", ENTRIES, list.get(Web.PLUG), list.get(Web.NGINX));
        beside(files, "files", SMALL, put.get(Web.PLUG), put.get(Web.NGINX));
    }

    private static final String PROPFIND =
            "<?xml version=\"1.0\"?><D:propfind xmlns:D=\"DAV:\"><D:prop><D:resourcetype/>"
                    + "<D:getcontentlength/><D:getlastmodified/><D:displayname/></D:prop></D:propfind>";

    private void sftp() {
        Work[] up = {new Work(), new Work()};
        Work[] down = {new Work(), new Work()};
        for (int round = 0; round <= ROUNDS; round++) {
            for (int who = 0; who < 2; who++) {
                boolean ours = who == 0;
                ServerMeter meter = ours ? cloudd : ServerMeter.sshd(shell);
                String client = ours ? GuestTools.sftpToPlug(Plug.OWNER) : GuestTools.sftpToPeer();
                String file = ours ? "/over-sftp" : GuestTools.WORK + "/over-sftp";
                up[who].add(during(meter, "echo 'put " + BLOB + " " + file + "' | " + client));
                down[who].add(during(meter, "echo 'get " + file + " /dev/null' | " + client));
            }
        }
        rate("SFTP upload", "MB", MEGABYTES, up[0], up[1]);
        rate("SFTP download", "MB", MEGABYTES, down[0], down[1]);
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
    private void rate(String what, String unit, int amount, Work ours, Work peer) {
        report.add(Metric.higher(what + ", per CPU second", amount / ours.cpu.median(), unit + "/s")
                .over(amount / peer.cpu.median())
                .must(MUST)
                .aim(1.0));
        report.add(Metric.higher(what + ", the first, per CPU second", amount / ours.first, unit + "/s")
                .over(amount / peer.first));
        report.add(Metric.higher(what + ", by the clock", amount / ours.wall.median(), unit + "/s")
                .over(amount / peer.wall.median()));
        report.add(Metric.lower(what + ", peak memory", ours.peak, "MiB").over(peer.peak));
    }

    /** A peer that does less, for who wants to know what its way of doing it costs. */
    private void beside(String what, String unit, int amount, Work ours, Work peer) {
        report.add(Metric.higher(what + ", per CPU second, nginx beside", amount / ours.cpu.median(), unit + "/s")
                .over(amount / peer.cpu.median()));
    }

    private static Map<Web, Work> works(Web... servers) {
        Map<Web, Work> works = new EnumMap<>(Web.class);
        for (Web web : servers) {
            works.put(web, new Work());
        }
        return works;
    }

    /** What one server took for one kind of work, again and again. */
    private static final class Work {
        private final Samples cpu = new Samples();
        private final Samples wall = new Samples();
        private double first = -1;
        private double peak;

        void add(Reading reading) {
            // The kernel counts in hundredths.
            double seconds = Math.max(reading.cpuSeconds(), 0.01);
            peak = Math.max(peak, reading.peakMiB());
            if (first < 0) {
                first = seconds;
                return;
            }
            cpu.add(seconds);
            wall.add(reading.wallSeconds());
        }
    }
}
