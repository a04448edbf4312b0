// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.hearthplug.backup.target.MemoryTarget;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The power goes at every single write and deletion of backup, forget, prune and rebuild, one run for each. */
class PowerCutTest {
    @TempDir
    Path dir;

    /** Backs up three states of a folder, forgets the oldest, prunes, rebuilds. Notes each acknowledged snapshot. */
    private void life(FaultyTarget target, Path[] states, Set<ObjectId> kept) {
        try (Repository r = Scratch.open(target, dir)) {
            for (int i = 0; i < states.length; i++) {
                BackupReport b = r.backup(BackupRequest.of(states[i]), Progress.NONE);
                kept.add(b.snapshot().id());
                if (i == 1) {
                    ObjectId oldest = r.snapshots().getFirst().id();
                    kept.remove(oldest); // from here on its removal was asked for
                    r.forget(oldest);
                    r.prune(new PruneRequest(0, false), Progress.NONE);
                }
            }
            r.rebuildIndex(Progress.NONE);
        }
    }

    @Test
    void noAcknowledgedSnapshotIsLostAndResticAgrees() throws Exception {
        Path[] states = new Path[3];
        for (int i = 0; i < 3; i++) {
            states[i] = Files.createDirectories(dir.resolve("state" + i));
            Scratch.fill(states[i], 7, 12, false);
            Scratch.fill(states[i].resolve("own"), i, 6, false);
        }
        Files.createDirectories(dir.resolve("restic"));
        FaultyTarget whole =
                new FaultyTarget(Scratch.emptyRepository("whole"), Integer.MAX_VALUE, FaultyTarget.Fate.DONE);
        life(whole, states, new HashSet<>());
        assertThat(whole.changes()).isGreaterThan(20);
        boolean restic = Scratch.hasRestic();
        for (int cut = 0; cut < whole.changes(); cut++) {
            FaultyTarget.Fate fate = FaultyTarget.Fate.values()[cut % 3];
            MemoryTarget memory = Scratch.emptyRepository("cut");
            Set<ObjectId> kept = new HashSet<>();
            try {
                life(new FaultyTarget(memory, cut, fate), states, kept);
            } catch (BackupException e) {
                assertThat(e).as("cut %d %s", cut, fate).hasMessageContaining("power cut");
            }
            proveWhole(memory, kept, "cut " + cut + " " + fate);
            if (restic && cut % 17 == 4 && fate != FaultyTarget.Fate.TORN) {
                Path folder = dir.resolve("restic/" + cut);
                Scratch.spill(memory, folder);
                Scratch.restic(folder, dir, "unlock");
                Scratch.Ran check = Scratch.restic(folder, dir, "check", "--read-data");
                assertThat(check.code()).as(check.out()).isZero();
            }
        }
    }

    private void proveWhole(MemoryTarget memory, Set<ObjectId> kept, String when) {
        try (Repository r = Scratch.open(memory, dir)) {
            r.unlock(true);
            CheckReport check = r.check(new CheckRequest(true), Progress.NONE);
            Set<ObjectId> there = new HashSet<>();
            r.snapshots().forEach(s -> there.add(s.id()));
            assertThat(there).as(when).containsAll(kept);
            // A torn file under its final name is seen, and hurts no snapshot that was acknowledged.
            assertThat(check.lostFiles()).as(when).isEmpty();
            boolean torn = when.endsWith("TORN");
            assertThat(torn || check.clean()).as(when + " " + check.problems()).isTrue();
        }
    }
}
