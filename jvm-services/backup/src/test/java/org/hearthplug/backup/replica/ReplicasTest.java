// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.hearthplug.backup.AuditReport;
import org.hearthplug.backup.BackupException;
import org.hearthplug.backup.BackupRequest;
import org.hearthplug.backup.CheckRequest;
import org.hearthplug.backup.Progress;
import org.hearthplug.backup.PruneRequest;
import org.hearthplug.backup.RepairReport;
import org.hearthplug.backup.ReplicaOptions;
import org.hearthplug.backup.ReplicaSet;
import org.hearthplug.backup.Repository;
import org.hearthplug.backup.RestoreRequest;
import org.hearthplug.backup.RetentionPolicy;
import org.hearthplug.backup.Scratch;
import org.hearthplug.backup.TargetHealth;
import org.hearthplug.backup.spi.Target;
import org.hearthplug.backup.target.MemoryTarget;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplicasTest {
    @TempDir
    Path dir;

    private Path source;
    private List<MemoryTarget> stores;
    private List<Switch> targets;
    private ReplicaSet set;

    @BeforeEach
    void givenThreeTargetsOfOneRepository() throws Exception {
        source = Files.createDirectories(dir.resolve("source"));
        Scratch.fill(source, 1, 20, false);
        stores = new ArrayList<>();
        for (String name : List.of("near", "friend", "cloud")) {
            stores.add(Scratch.emptyRepository(name));
        }
        targets = stores.stream().map(Switch::new).toList();
        set = Scratch.ENGINE.replicas(List.<Target>copyOf(targets), ReplicaOptions.in(dir.resolve("state")));
    }

    private void backup() {
        try (Repository r = Scratch.open(set, dir)) {
            r.backup(BackupRequest.of(source), Progress.NONE);
        }
    }

    private List<TargetHealth.State> states() {
        return set.health().stream().map(TargetHealth::state).toList();
    }

    private void allEqualAndWhole() {
        assertThat(stores.get(1).files().keySet())
                .isEqualTo(stores.get(0).files().keySet());
        assertThat(stores.get(2).files().keySet())
                .isEqualTo(stores.get(0).files().keySet());
        for (MemoryTarget store : stores) {
            try (Repository r = Scratch.open(store, dir)) {
                assertThat(r.check(new CheckRequest(true), Progress.NONE).problems())
                        .isEmpty();
            }
        }
    }

    @Test
    void oneReadingOfTheSourceFeedsAllTargets() throws Exception {
        backup();
        assertThat(states()).containsOnly(TargetHealth.State.WELL);
        allEqualAndWhole();
        try (var spooled = Files.list(dir)) {
            assertThat(spooled.filter(p -> p.toString().contains("pack-"))).isEmpty();
        }
    }

    @Test
    void aTargetThatIsDownHoldsUpNobodyAndCatchesUp() throws Exception {
        backup();
        targets.get(1).on = false;
        Scratch.fill(source, 2, 20, false);
        backup();
        assertThat(states()).containsExactly(TargetHealth.State.WELL, TargetHealth.State.DOWN, TargetHealth.State.WELL);
        try (Repository r = Scratch.open(set, dir)) {
            r.forget(RetentionPolicy.newest(1), false);
            r.prune(new PruneRequest(0, false), Progress.NONE);
        }
        // What is known survives a restart.
        set = Scratch.ENGINE.replicas(List.<Target>copyOf(targets), ReplicaOptions.in(dir.resolve("state")));
        assertThat(set.synchronise(Progress.NONE).problems()).isNotEmpty();
        targets.get(1).on = true;
        assertThat(set.synchronise(Progress.NONE).problems()).isEmpty();
        assertThat(states()).containsOnly(TargetHealth.State.WELL);
        allEqualAndWhole();
    }

    @Test
    void anAppendOnlyTargetKeepsWhatTheOthersForgetAndIsNotBehind() throws Exception {
        targets.get(1).appendOnly = true;
        backup();
        Scratch.fill(source, 2, 20, false);
        backup();
        try (Repository r = Scratch.open(set, dir)) {
            r.forget(RetentionPolicy.newest(1), false);
            r.prune(new PruneRequest(0, false), Progress.NONE);
        }
        assertThat(states()).containsOnly(TargetHealth.State.WELL);
        set = Scratch.ENGINE.replicas(List.<Target>copyOf(targets), ReplicaOptions.in(dir.resolve("state")));
        assertThat(set.synchronise(Progress.NONE).problems()).isEmpty();
        assertThat(states()).containsOnly(TargetHealth.State.WELL);
        assertThat(stores.get(2).files().keySet())
                .as("what was forgotten does not come back")
                .isEqualTo(stores.get(0).files().keySet());
        assertThat(stores.get(1).files().keySet())
                .containsAll(stores.get(0).files().keySet());
        try (Repository r = Scratch.open(stores.get(1), dir)) {
            assertThat(r.check(new CheckRequest(true), Progress.NONE).problems())
                    .isEmpty();
            assertThat(r.snapshots()).hasSize(2);
        }
    }

    @Test
    void aTargetThatBreaksInTheMiddleLeavesTheOthersWhole() throws Exception {
        targets.get(2).failAfterWrites = 2;
        backup();
        assertThat(states().get(2)).isEqualTo(TargetHealth.State.DOWN);
        targets.get(2).failAfterWrites = Integer.MAX_VALUE;
        set.synchronise(Progress.NONE);
        allEqualAndWhole();
    }

    @Test
    void withoutTheWantedCopiesNothingIsAcknowledged() {
        set = Scratch.ENGINE.replicas(
                List.<Target>copyOf(targets),
                new ReplicaOptions(dir.resolve("state"), 2, java.time.Duration.ofDays(1)));
        targets.get(1).failAfterWrites = 1;
        targets.get(2).failAfterWrites = 1;
        assertThatThrownBy(this::backup)
                .isInstanceOfSatisfying(
                        BackupException.class, e -> assertThat(e.kind()).isEqualTo(BackupException.Kind.UNREACHABLE));
    }

    @Test
    void anAuditNamesTheLiarAndARepairHealsIt() throws Exception {
        backup();
        List<String> packs = stores.get(0).files().keySet().stream()
                .filter(p -> p.startsWith("data"))
                .toList();
        stores.get(1).files().remove(packs.get(0));
        stores.get(2).files().get(packs.get(1))[40] ^= 1;
        AuditReport audit = set.audit(Long.MAX_VALUE, Progress.NONE);
        assertThat(audit.lines().get(0).damaged()).isEmpty();
        assertThat(audit.lines().get(0).provedInPeriod()).isEqualTo(packs.size());
        assertThat(audit.lines().get(1).damaged()).containsExactly(packs.get(0));
        assertThat(audit.lines().get(2).damaged()).containsExactly(packs.get(1));
        assertThat(states())
                .containsExactly(TargetHealth.State.WELL, TargetHealth.State.DAMAGED, TargetHealth.State.DAMAGED);
        // Reading goes on meanwhile, from whoever has it.
        try (Repository r = Scratch.open(set, dir)) {
            Path out = dir.resolve("out");
            r.restore(RestoreRequest.of(r.snapshot("latest").id(), out), Progress.NONE);
            assertThat(Scratch.describe(out.resolve(source.toString().substring(1))))
                    .isEqualTo(Scratch.describe(source));
        }
        RepairReport repair = set.repair(true, Progress.NONE);
        assertThat(repair.repaired()).hasSize(2);
        assertThat(repair.unrepairable()).isEmpty();
        assertThat(states()).containsOnly(TargetHealth.State.WELL);
        allEqualAndWhole();
    }

    @Test
    void whatNobodyHasIsNamedSalvagedAndStoredAgain() throws Exception {
        backup();
        String pack = stores.get(0).files().keySet().stream()
                .filter(p -> p.startsWith("data") && stores.get(0).files().get(p).length > 60_000)
                .findFirst()
                .orElseThrow();
        stores.forEach(s -> s.files().get(pack)[40] ^= 1);
        RepairReport repair = set.repair(true, Progress.NONE);
        assertThat(repair.unrepairable()).hasSize(1);
        try (Repository r = Scratch.open(set, dir)) {
            var check = r.check(new CheckRequest(true), Progress.NONE);
            assertThat(check.damagedPacks()).isEqualTo(repair.unrepairable());
            assertThat(check.lostFiles()).isNotEmpty().allMatch(f -> f.contains(source.toString()));
            var salvage = r.salvage(check.damagedPacks(), Progress.NONE);
            assertThat(salvage.lostBlobs()).isEqualTo(1);
            assertThat(salvage.savedBlobs()).isPositive();
            r.backup(BackupRequest.of(source), Progress.NONE);
            assertThat(r.check(new CheckRequest(true), Progress.NONE).problems())
                    .isEmpty();
        }
    }
}
