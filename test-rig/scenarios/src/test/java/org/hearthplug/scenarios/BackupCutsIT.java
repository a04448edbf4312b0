// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.hearthplug.rig.Crash;
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
 * which loses what no flush covered. A stretch of work is recorded; at instants drawn from all of its writes stock restic finds the disk's
 * repository clean, all data read, and restores what was acknowledged. At the end of the stretch, in the midst of a backup, the power goes
 * in earnest: the server's repository is clean too, and the plug goes on.
 */
@Order(61)
@BootTarget(powerCuts = true)
class BackupCutsIT {
    private static final long LONGEST_MILLIS = 6000;
    private static final int FEW = 12;

    /** Instants of one stretch at most: the next ones are of other work. */
    private static final int MANY = 100;

    /**
     * Backups of a stretch, besides the one in whose midst it ends. With the fourth the first of them is forgotten, and the day's file as it
     * was then is nobody's any more.
     */
    private static final int FEW_ROUNDS = 4;

    private static final int MANY_ROUNDS = 5;

    private static final int FILES = 4;
    private static final int SMALLEST = 1_000_000;
    private static final int LARGEST = 3_000_000;

    private SplittableRandom random = new SplittableRandom(20_261_128L);
    private final List<Acknowledged> acknowledged = new ArrayList<>();
    private final Map<String, Content> files = new HashMap<>();
    private final Cuts cuts = new Cuts();

    /** The moments in this stretch at which a backup was asked for. */
    private final List<Long> begun = new ArrayList<>();

    private Clouds clouds;
    private String words;

    /** @param moment of the disk in this power cycle, taken after the plug had said that it is done; 0 for what is older than the stretch */
    private record Acknowledged(String id, Map<String, Content> files, long moment) {}

    @Test
    void acknowledgedBackupsSurviveAPowerCutAtAnyInstant(Plug plug) throws Exception {
        cut(plug, FEW, FEW_ROUNDS);
    }

    @Test
    @Tag("campaign")
    void acknowledgedBackupsSurvivePowerCutsAtManyInstants(Plug plug) throws Exception {
        random = new SplittableRandom(Long.getLong("hearth.seed", 20_261_128L));
        cut(plug, Integer.getInteger("hearth.backup.cuts", 100), MANY_ROUNDS);
        assertThat(cuts.lossy())
                .as("instants that lost something; without, little was tried")
                .isPositive();
    }

    private void cut(Plug plug, int instants, int rounds) throws Exception {
        try (Clouds servers = new Clouds(HearthTree.build("rig-cuts"))) {
            clouds = servers;
            clouds.destroy(".");
            setUp(plug);
            for (int done = 0; done < instants; done += MANY) {
                stretch(plug, Math.min(MANY, instants - done), rounds);
            }
        }
        assertThat(cuts.midway()).as("instants in the midst of a backup").isPositive();
    }

    private void setUp(Plug plug) {
        try (PlugClient owner = plug.owner()) {
            put(owner, "first.bin", 2_000_000);
            Backup backup = new Backup(owner);
            backup.add(Map.of("kind", "rest", "url", clouds.serve("restic", "survivor"), "label", "Server"));
            backup.add(Map.of("kind", "folder", "path", "/data/backup/here", "label", "Disk"));
            words = backup.words();
            assertThat(backup.post("words/proof", Map.of("words", words)).status())
                    .isEqualTo(200);
            note(plug, backup, backup.run("backup"));
        }
    }

    /** Work, a look at instants of it, and a power cut that the plug goes on from. */
    private void stretch(Plug plug, int instants, int rounds) throws Exception {
        long moment = plug.target().diskMoment();
        Set<Path> seen = new HashSet<>(clouds.packs("survivor"));
        begun.clear();
        acknowledged.replaceAll(one -> new Acknowledged(one.id(), one.files(), 0));
        for (int round = 0; round < rounds; round++) {
            change(plug);
            assertThat(backedUp(plug, Long.MAX_VALUE)).isTrue();
            seen.addAll(clouds.packs("survivor"));
        }
        change(plug);
        boolean done = backedUp(plug, random.nextLong(LONGEST_MILLIS));
        clouds.packs("survivor").forEach(seen::remove);
        assertThat(seen)
                .as("packs that a prune removed meanwhile; without, no prune was cut")
                .isNotEmpty();
        CutReport report =
                plug.target().cutAndLookBack(moment, instants, random.nextLong(), cuts.timed(this::checkTheDisk));
        System.out.printf("%s%n", cuts);
        System.out.printf("the power went %s, %s%n", done ? "after the last backup" : "in the midst of it", report);
        checkTheServer();
        plug.boot();
        goOn(plug);
    }

    private void put(PlugClient owner, String name, int bytes) {
        Content content = Content.of(random.nextLong(), bytes);
        assertThat(Folder.at(owner, "Cuts/").put(name, content).status()).isIn(200, 201);
        files.put(name, content);
    }

    private void change(Plug plug) {
        try (PlugClient owner = plug.owner()) {
            put(owner, "today.bin", random.nextInt(SMALLEST, LARGEST));
            put(owner, "file-" + random.nextInt(FILES) + ".bin", random.nextInt(1, SMALLEST));
        }
    }

    private void note(Plug plug, Backup backup, Json done) {
        assertThat(done.get("ok").bool()).as("%s", done).isTrue();
        // What counts as done when one place has it may be on the server only.
        assertThat(backup.places("WELL")).as("%s", done).containsExactly("Server", "Disk");
        String id = done.get("snapshot").get("id").string();
        acknowledged.add(new Acknowledged(id, Map.copyOf(files), plug.target().diskMoment()));
    }

    /** Starts a backup that also makes room and waits for it, but only for some time. @return whether it is done */
    private boolean backedUp(Plug plug, long millis) throws InterruptedException {
        try (PlugClient owner = plug.owner()) {
            Backup backup = new Backup(owner);
            begun.add(plug.target().diskMoment());
            backup.start("run", Map.of("kind", "backup", "prune", true));
            long began = System.nanoTime();
            long left = millis;
            while (left > 0) {
                Json state = backup.state();
                if (state.at("job").isEmpty()) {
                    note(plug, backup, state.get("last").get("backup"));
                    return true;
                }
                // Each question takes processor time from the backup.
                Thread.sleep(Math.min(250, left));
                left = millis - (System.nanoTime() - began) / 1_000_000;
            }
            return false;
        }
    }

    private void checkTheDisk(Crash crash) throws IOException, InterruptedException {
        List<Acknowledged> there =
                acknowledged.stream().filter(one -> crash.isAfter(one.moment())).toList();
        cuts.add(
                crash.report(),
                there.size() < acknowledged.size() || there.getLast().moment() > 0);
        CrashedDisk disk = CrashedDisk.of(crash, clouds.folder("logs"));
        Path repository = disk.copy("backup/here", clouds.folder("crashed"));
        check(repository, there, crash.toString());
        clouds.destroy("crashed");
        System.out.printf("clean: %s%n", crash);
    }

    private void checkTheServer() throws IOException {
        check(clouds.folder("survivor"), acknowledged, "the server");
    }

    /**
     * All is whole, and the last acknowledged snapshot is there as it was. The one before must be there too: of the same hour the rules
     * keep the newest three, of which the one under way may be the third.
     */
    private void check(Path repository, List<Acknowledged> there, String what) throws IOException {
        clouds.restic(repository, words, "unlock", "--remove-all");
        assertThat(clouds.restic(repository, words, "check", "--read-data"))
                .as(what)
                .contains("no errors were found");
        for (Acknowledged one : there.subList(Math.max(0, there.size() - 2), there.size())) {
            assertThat(repository.resolve("snapshots").resolve(one.id()))
                    .as(what)
                    .isRegularFile();
        }
        Acknowledged last = there.getLast();
        Path into = clouds.folder("restored");
        clouds.restic(repository, words, "restore", last.id(), "--target", into.toString());
        Path all = into.resolve("data/files")
                .resolve(Plug.OWNER.toLowerCase(Locale.ROOT))
                .resolve("Cuts");
        for (Map.Entry<String, Content> file : last.files().entrySet()) {
            assertThat(Files.readAllBytes(all.resolve(file.getKey())))
                    .as("%s: %s", what, file.getKey())
                    .isEqualTo(file.getValue().bytes());
        }
        clouds.destroy("restored");
    }

    private static void goOn(Plug plug) {
        try (PlugClient owner = plug.owner()) {
            Backup backup = new Backup(owner);
            Json repaired = backup.run("repair");
            assertThat(repaired.get("lostCount").longValue()).as("%s", repaired).isZero();
            assertThat(backup.places("WELL")).containsExactly("Server", "Disk");
        }
    }
}
