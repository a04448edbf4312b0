// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.hearthplug.rig.CutReport;
import org.hearthplug.rig.HearthTree;
import org.hearthplug.rig.Json;
import org.hearthplug.rig.Plug;
import org.hearthplug.rig.PlugClient;
import org.hearthplug.rig.junit.BootTarget;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The plug's power goes while it backs up, forgets and prunes. One repository is on a server that survives, one on the plug's own disk,
 * which loses what no flush covered. Each time stock restic's check of all data is clean on the server and every acknowledged snapshot is
 * there and whole; the disk's repository is found or made whole by the plug.
 */
@Order(61)
@BootTarget(powerCuts = true)
class BackupCutsIT {
    private static final long LONGEST_MILLIS = 6000;

    private static final int FEW = 1;

    private SplittableRandom random = new SplittableRandom(20_261_128L);
    private final Map<String, Map<String, Content>> acknowledged = new LinkedHashMap<>();
    private final Map<String, Content> files = new LinkedHashMap<>();

    @Test
    void acknowledgedBackupsSurviveAPowerCutOfThePlug(Plug plug) throws Exception {
        cut(plug, FEW);
    }

    @Test
    @Tag("campaign")
    void acknowledgedBackupsSurviveManyPowerCutsOfThePlug(Plug plug) throws Exception {
        random = new SplittableRandom(Long.getLong("hearth.seed", 20_261_128L));
        assertThat(cut(plug, Integer.getInteger("hearth.backup.cuts", 100)))
                .as("cuts in the midst; without, nothing was tried")
                .isPositive();
    }

    /** @return how many came in the midst of a backup */
    private int cut(Plug plug, int cuts) throws Exception {
        try (Clouds clouds = new Clouds(HearthTree.build("rig-cuts"))) {
            clouds.destroy(".");
            String words = setUp(plug, clouds);
            int midway = 0;
            for (int cut = 1; cut <= cuts; cut++) {
                boolean done = workUntilTheCut(plug, cut);
                CutReport report = plug.target().cut(random.nextLong());
                midway += done ? 0 : 1;
                System.out.printf("cut %d: %s, %s%n", cut, done ? "after the backup" : "in the midst", report);
                checkTheServer(clouds, words, cut);
                plug.boot();
                checkTheDisk(plug, cut);
            }
            System.out.printf("%d of %d cuts came in the midst of a backup%n", midway, cuts);
            return midway;
        }
    }

    private String setUp(Plug plug, Clouds clouds) {
        try (PlugClient owner = plug.owner()) {
            put(owner, "first.bin", 2_000_000);
            Backup backup = new Backup(owner);
            backup.add(Map.of("kind", "rest", "url", clouds.serve("restic", "survivor"), "label", "Server"));
            backup.add(Map.of("kind", "folder", "path", "/data/backup/here", "label", "Disk"));
            String words = backup.words();
            assertThat(backup.post("words/proof", Map.of("words", words)).status())
                    .isEqualTo(200);
            note(backup.run("backup"));
            return words;
        }
    }

    private void put(PlugClient owner, String name, int bytes) {
        Content content = Content.of(random.nextLong(), bytes);
        assertThat(Folder.at(owner, "Cuts/").put(name, content).status()).isIn(200, 201);
        files.put(name, content);
    }

    private void note(Json done) {
        acknowledged.put(done.get("snapshot").get("id").string(), Map.copyOf(files));
    }

    /** Starts a backup that also makes room, and comes back at a random moment. @return whether it was done by then */
    private boolean workUntilTheCut(Plug plug, int cut) throws InterruptedException {
        try (PlugClient owner = plug.owner()) {
            put(owner, "file-" + cut % 7 + ".bin", random.nextInt(1, 3_000_000));
            Backup backup = new Backup(owner);
            backup.start("run", Map.of("kind", "backup", "prune", true));
            long end = System.nanoTime()
                    + Duration.ofMillis(random.nextLong(LONGEST_MILLIS)).toNanos();
            while (System.nanoTime() < end) {
                Json state = backup.state();
                if (state.at("job").isEmpty()) {
                    Json last = state.get("last").get("backup");
                    assertThat(last.get("ok").bool()).as("%s", last).isTrue();
                    note(last);
                    return true;
                }
                Thread.sleep(20);
            }
            return false;
        }
    }

    /** Rules of retention remove snapshots of the same hour but the newest three: the last acknowledged one must be there. */
    private void checkTheServer(Clouds clouds, String words, int cut) throws IOException {
        Path repository = clouds.folder("survivor");
        clouds.restic(repository, words, "unlock", "--remove-all");
        assertThat(clouds.restic(repository, words, "check", "--read-data"))
                .as("cut %d", cut)
                .contains("no errors were found");
        List<String> ids = new ArrayList<>(acknowledged.keySet());
        String last = ids.getLast();
        Path into = clouds.folder("restored-" + cut);
        clouds.restic(repository, words, "restore", last, "--target", into.toString());
        Path all = into.resolve("data/files")
                .resolve(Plug.OWNER.toLowerCase(java.util.Locale.ROOT))
                .resolve("Cuts");
        for (Map.Entry<String, Content> file : acknowledged.get(last).entrySet()) {
            assertThat(Files.readAllBytes(all.resolve(file.getKey())))
                    .as("%s after cut %d", file.getKey(), cut)
                    .isEqualTo(file.getValue().bytes());
        }
        clouds.destroy("restored-" + cut);
    }

    private static void checkTheDisk(Plug plug, int cut) {
        try (PlugClient owner = plug.owner()) {
            Backup backup = new Backup(owner);
            Json repaired = backup.run("repair");
            assertThat(repaired.get("lostCount").longValue())
                    .as("cut %d: %s", cut, repaired)
                    .isZero();
            assertThat(backup.places("WELL")).as("cut %d", cut).containsExactly("Server", "Disk");
        }
    }
}
