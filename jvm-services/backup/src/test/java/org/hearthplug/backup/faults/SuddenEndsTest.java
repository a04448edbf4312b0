// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.hearthplug.backup.BackupException;
import org.hearthplug.backup.Scratch;
import org.hearthplug.backup.spi.Target;
import org.hearthplug.backup.target.RestTarget;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The process is killed, or the target is cut off, at any instant of backup, forget and prune. Each time stock restic finds nothing wrong in
 * all the data, and every snapshot that was acknowledged is there and comes back whole. A few with fixed seeds; a hundred each in the
 * campaign ({@code mvn verify -Pcampaign}).
 */
class SuddenEndsTest {
    private static final int MANY = 100;

    @TempDir
    Path dir;

    private final Set<String> alive = new LinkedHashSet<>();

    private void hear(String line) {
        if (line.startsWith("kept ")) {
            alive.add(line.substring(5));
        } else if (line.startsWith("forgets ")) {
            alive.remove(line.substring(8));
        }
    }

    @Test
    void killedAtAFewInstants() throws Exception {
        for (long seed = 1; seed <= 3; seed++) {
            kill(seed);
        }
    }

    @Test
    @Tag("campaign")
    void killedAtAHundredInstants() throws Exception {
        for (long seed = 1000; seed < 1000 + MANY; seed++) {
            kill(seed);
        }
    }

    @Test
    void cutOffAtAFewInstants() throws Exception {
        cutOff(1, 2);
    }

    @Test
    @Tag("campaign")
    void cutOffAtAHundredInstants() throws Exception {
        cutOff(1000, MANY);
    }

    private void kill(long seed) throws Exception {
        assumeTrue(Scratch.hasRestic(), "apt-get install restic");
        alive.clear();
        Path repository = dir.resolve("killed" + seed);
        Path files = Files.createDirectories(dir.resolve("files" + seed));
        Scratch.spill(Scratch.emptyRepository("killed"), repository);
        Path said = dir.resolve("said" + seed);
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classes = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Process life = new ProcessBuilder(
                        java,
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        classes,
                        Life.class.getName(),
                        repository.toString(),
                        files.toString(),
                        dir.toString(),
                        Long.toString(seed))
                .redirectError(dir.resolve("errors").toFile())
                .redirectOutput(said.toFile())
                .start();
        SplittableRandom random = new SplittableRandom(seed);
        int lines = 2 + random.nextInt(12);
        // So many acknowledgements, and a moment more: the kill comes in the midst of what follows.
        long end = System.nanoTime() + 120_000_000_000L;
        while (Files.readString(said).lines().count() < lines) {
            assertThat(life.isAlive() && System.nanoTime() < end)
                    .as("seed %d: %s", seed, Files.readString(dir.resolve("errors")))
                    .isTrue();
            Thread.sleep(5);
        }
        Thread.sleep(random.nextInt(60));
        life.destroyForcibly().waitFor();
        for (String line : Files.readString(said).lines().toList()) {
            hear(line);
        }
        assertWhole(repository, "killed, seed " + seed);
    }

    private void cutOff(long first, int times) throws Exception {
        assumeTrue(Scratch.hasRestic() && Files.isExecutable(Path.of("/usr/bin/rclone")), "apt-get install rclone");
        Path served = Files.createDirectories(dir.resolve("served"));
        int port = freePort();
        Process server = new ProcessBuilder(
                        "rclone",
                        "serve",
                        "restic",
                        "--addr",
                        "127.0.0.1:" + port,
                        "--cache-objects=false",
                        "--config",
                        dir.resolve("none").toString(),
                        served.toString())
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve("log").toFile())
                .start();
        try {
            awaitListening(port, server);
            for (long seed = first; seed < first + times; seed++) {
                cutOff(seed, port, served);
            }
        } finally {
            server.destroy();
            server.waitFor();
        }
    }

    private void cutOff(long seed, int port, Path served) throws Exception {
        alive.clear();
        String name = "cut" + seed;
        Scratch.spill(Scratch.emptyRepository(name), served.resolve(name));
        Path files = Files.createDirectories(dir.resolve("files" + seed));
        SplittableRandom random = new SplittableRandom(seed);
        try (CutConnections proxy = new CutConnections(port, 2_000 + random.nextInt(1_500_000), random.nextInt(3));
                Target target =
                        new RestTarget(URI.create("http://127.0.0.1:" + proxy.port() + "/" + name), "", new char[0])) {
            try {
                Life.live(target, files, dir, seed, 4, this::hear);
            } catch (BackupException e) {
                assertThat(proxy.cut()).as("seed %d: %s", seed, e).isTrue();
            }
        }
        assertWhole(served.resolve(name), "cut off, seed " + seed);
    }

    private void assertWhole(Path repository, String when) throws IOException {
        assertThat(Scratch.restic(repository, dir, "unlock", "--remove-all").code())
                .as(when)
                .isZero();
        Scratch.Ran check = Scratch.restic(repository, dir, "check", "--read-data");
        assertThat(check.code()).as(when + ": " + check.out()).isZero();
        String there = Scratch.restic(repository, dir, "snapshots", "--json").out();
        for (String id : alive) {
            assertThat(there).as(when).contains("\"id\":\"" + id + "\"");
        }
        if (!alive.isEmpty()) {
            Path out = dir.resolve("out");
            String last = List.copyOf(alive).getLast();
            Scratch.Ran restored =
                    Scratch.restic(repository, dir, "restore", "--verify", last, "--target", out.toString());
            assertThat(restored.code()).as(when + ": " + restored.out()).isZero();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private void awaitListening(int port, Process server) throws IOException, InterruptedException {
        long end = System.nanoTime() + 90_000_000_000L;
        while (System.nanoTime() < end && server.isAlive()) {
            try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                if (socket.isConnected()) {
                    return;
                }
            } catch (IOException notYet) {
                Thread.sleep(50);
            }
        }
        throw new IOException(
                "rclone does not answer: " + Files.readString(dir.resolve("log"), StandardCharsets.UTF_8));
    }
}
