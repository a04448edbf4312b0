// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.SplittableRandom;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.hearthplug.backup.BackupException;
import org.hearthplug.backup.Scratch;
import org.hearthplug.backup.spi.Content;
import org.hearthplug.backup.spi.FileRef;
import org.hearthplug.backup.spi.FileType;
import org.hearthplug.backup.spi.Target;
import org.hearthplug.backup.target.LocalTarget;
import org.hearthplug.backup.target.Peer;
import org.hearthplug.backup.target.RestTarget;
import org.hearthplug.backup.target.S3Target;
import org.hearthplug.backup.target.SftpAddress;
import org.hearthplug.backup.target.SftpTarget;
import org.hearthplug.backup.target.WebDavTarget;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A target is cut off at any instant of backup, forget and prune, by a proxy before a real server: {@code rclone serve restic}, OpenSSH,
 * Apache's WebDAV, and an S3 server where there is one ({@code src/test/s3/run}). Each time stock restic finds nothing wrong in all the
 * data, and every snapshot that was acknowledged is there and comes back whole. A few with fixed seeds; a hundred of each in the campaign
 * (others with another {@code hearth.seed}).
 */
class CutOffTest {
    private static final int FEW = 2;
    private static final int MANY = 100;
    private static final String S3 = System.getenv().getOrDefault("HEARTH_S3", "");

    @TempDir
    Path dir;

    private Path served;
    private Peer peer;
    private int cuts;

    /** A way to a repository on a server. */
    private interface Way {
        Target to(int port, String repository) throws Exception;
    }

    @AfterEach
    void stop() {
        if (peer != null) {
            peer.close();
        }
    }

    @Test
    void overRest() throws Exception {
        rest(FEW);
    }

    @Test
    @Tag("campaign")
    void overRestAHundredTimes() throws Exception {
        rest(MANY);
    }

    @Test
    void overSftp() throws Exception {
        sftp(FEW);
    }

    @Test
    @Tag("campaign")
    void overSftpAHundredTimes() throws Exception {
        sftp(MANY);
    }

    @Test
    void overWebDav() throws Exception {
        webDav(FEW);
    }

    @Test
    @Tag("campaign")
    void overWebDavAHundredTimes() throws Exception {
        webDav(MANY);
    }

    @Test
    @Tag("campaign")
    void overS3AHundredTimes() throws Exception {
        assumeTrue(Scratch.hasRestic() && !S3.isEmpty(), "src/test/s3/run starts a server for this");
        URI server = URI.create(S3);
        Way way = (port, repository) -> new S3Target(
                URI.create("http://127.0.0.1:" + port),
                "eu-central-1",
                "hearth-cut-off",
                repository,
                true,
                "AKIDEXAMPLE",
                "geheim/und+so".toCharArray());
        long first = Long.getLong("hearth.seed", 1);
        for (long seed = first; seed < first + MANY; seed++) {
            String name = "cut" + seed;
            try (Target direct = way.to(server.getPort(), name)) {
                direct.prepare();
                Path empty = dir.resolve("empty" + seed);
                Scratch.spill(Scratch.emptyRepository(name), empty);
                copy(new LocalTarget(empty), direct);
                Acknowledged acknowledged = cutOff(seed, server.getPort(), name, way);
                Path back = dir.resolve("back" + seed);
                LocalTarget local = new LocalTarget(back);
                local.prepare();
                copy(direct, local);
                say(seed, acknowledged.assertWhole(back, dir, "S3, seed " + seed));
                Scratch.delete(back);
            }
        }
        assertCut(MANY);
    }

    private static void copy(Target from, Target to) {
        for (FileType type : FileType.values()) {
            if (type != FileType.LOCK) {
                from.list(type, (file, size) -> to.write(file, Content.of(bytes(from, file))));
            }
        }
    }

    private static byte[] bytes(Target from, FileRef file) {
        try (var in = from.open(file, 0, -1)) {
            return in.readAllBytes();
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private int serve() throws Exception {
        assumeTrue(Scratch.hasRestic(), "apt-get install restic");
        served = Files.createDirectories(dir.resolve("served"));
        return Peer.freePort();
    }

    private void rest(int times) throws Exception {
        int server = serve();
        peer = Peer.rclone(dir, server, served, "--cache-objects=false");
        cutOff(
                times,
                server,
                (port, name) -> new RestTarget(URI.create("http://127.0.0.1:" + port + "/" + name), "", new char[0]));
    }

    private void webDav(int times) throws Exception {
        int server = serve();
        peer = Peer.apache(dir, server, served);
        cutOff(
                times,
                server,
                (port, name) -> new WebDavTarget(URI.create("http://127.0.0.1:" + port + "/" + name), "", new char[0]));
    }

    private void sftp(int times) throws Exception {
        int server = serve();
        KeyPairGenerator ec = KeyPairGenerator.getInstance("EC");
        ec.initialize(256);
        KeyPair host = ec.generateKeyPair();
        KeyPair user = ec.generateKeyPair();
        peer = Peer.sshd(dir, server, host, user);
        String fingerprint = KeyUtils.getFingerPrint(host.getPublic());
        cutOff(
                times,
                server,
                (port, name) -> new SftpTarget(
                        new SftpAddress(
                                "127.0.0.1",
                                port,
                                System.getProperty("user.name"),
                                served.resolve(name).toString(),
                                fingerprint),
                        user));
    }

    private void cutOff(int times, int server, Way way) throws Exception {
        long first = times == FEW ? 1 : Long.getLong("hearth.seed", 1);
        for (long seed = first; seed < first + times; seed++) {
            String name = "cut" + seed;
            Path repository = served.resolve(name);
            Scratch.spill(Scratch.emptyRepository(name), repository);
            // Apache writes as a user of its own.
            Scratch.run(java.util.List.of("chmod", "-R", "a+rwX", repository.toString()), dir);
            say(seed, cutOff(seed, server, name, way).assertWhole(repository, dir, "cut off, seed " + seed));
            Scratch.delete(repository);
        }
        assertCut(times);
    }

    private void say(long seed, int whole) {
        System.out.printf("seed %d: %d lives cut off so far, %d acknowledged snapshots whole%n", seed, cuts, whole);
    }

    /** Without, nothing was tried: some of the instants lie after the end. */
    private void assertCut(int times) {
        System.out.printf("%d of %d lives were cut off%n", cuts, times);
        assertThat(cuts).isGreaterThanOrEqualTo(times / 2);
    }

    private Acknowledged cutOff(long seed, int server, String name, Way way) throws Exception {
        Acknowledged acknowledged = new Acknowledged();
        Path files = Files.createDirectories(dir.resolve("files" + seed));
        SplittableRandom random = new SplittableRandom(seed);
        try (CutConnections proxy = new CutConnections(server, 2_000 + random.nextInt(1_500_000), random.nextInt(3));
                Target target = way.to(proxy.port(), name)) {
            try {
                Life.live(target, files, dir, seed, 4, acknowledged::hear);
            } catch (BackupException e) {
                assertThat(proxy.cut()).as("seed %d: %s", seed, e).isTrue();
            }
            cuts += proxy.cut() ? 1 : 0;
        }
        Scratch.delete(files);
        return acknowledged;
    }
}
