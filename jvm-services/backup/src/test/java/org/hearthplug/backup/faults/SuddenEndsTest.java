// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.hearthplug.backup.Scratch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The process is killed (not the machine: what it wrote stays) at any instant of backup, forget and prune. Each time stock restic finds
 * nothing wrong in all the data, and every snapshot that was acknowledged is there and comes back whole. A few with fixed seeds; a hundred
 * in the campaign ({@code mvn verify -Pcampaign}; other instants with another {@code hearth.seed}).
 */
class SuddenEndsTest {
    private static final int MANY = 100;

    @TempDir
    Path dir;

    @Test
    void killedAtAFewInstants() throws Exception {
        for (long seed = 1; seed <= 3; seed++) {
            kill(seed);
        }
    }

    @Test
    @Tag("campaign")
    void killedAtAHundredInstants() throws Exception {
        long first = Long.getLong("hearth.seed", 1000);
        for (long seed = first; seed < first + MANY; seed++) {
            kill(seed);
        }
    }

    private void kill(long seed) throws Exception {
        assumeTrue(Scratch.hasRestic(), "apt-get install restic");
        Acknowledged acknowledged = new Acknowledged();
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
            acknowledged.hear(line);
        }
        int whole = acknowledged.assertWhole(repository, dir, "killed, seed " + seed);
        System.out.printf("killed, seed %d: %d acknowledged snapshots whole%n", seed, whole);
        Scratch.delete(repository);
        Scratch.delete(files);
    }
}
