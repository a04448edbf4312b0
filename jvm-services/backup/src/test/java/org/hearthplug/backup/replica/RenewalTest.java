// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.hearthplug.backup.AuditReport;
import org.hearthplug.backup.BackupRequest;
import org.hearthplug.backup.Progress;
import org.hearthplug.backup.PruneRequest;
import org.hearthplug.backup.ReplicaOptions;
import org.hearthplug.backup.ReplicaSet;
import org.hearthplug.backup.Repository;
import org.hearthplug.backup.RetentionPolicy;
import org.hearthplug.backup.Scratch;
import org.hearthplug.backup.TargetHealth;
import org.hearthplug.backup.spi.FileRef;
import org.hearthplug.backup.spi.FileType;
import org.hearthplug.backup.target.MemoryTarget;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An audit has a place that promises for a time promise anew, for what is wanted and nothing else, each quarter of the time. */
class RenewalTest {
    private static final Instant FIRST = Instant.parse("2026-11-30T03:00:00Z");

    @TempDir
    Path dir;

    private MemoryTarget store;
    private Switch target;

    @BeforeEach
    void givenABackupAtAPlaceThatKeepsForThirtyDays() throws Exception {
        store = Scratch.emptyRepository("promise");
        target = new Switch(store);
        target.promise = Duration.ofDays(30);
        backup(1);
    }

    private ReplicaSet on(int day) {
        Clock clock = Clock.fixed(FIRST.plus(Duration.ofDays(day)), ZoneOffset.UTC);
        return new Replicas(List.of(target), ReplicaOptions.in(dir.resolve("state")), clock);
    }

    private void backup(int seed) throws Exception {
        Path source = Files.createDirectories(dir.resolve("source"));
        Scratch.fill(source, seed, 5, false);
        try (Repository r = Scratch.open(on(0), dir)) {
            r.backup(BackupRequest.of(source), Progress.NONE);
        }
    }

    private AuditReport.Line audited(int day) {
        target.renewed.clear();
        return on(day).audit(Long.MAX_VALUE, Progress.NONE).lines().getFirst();
    }

    private Set<String> renewed() {
        Set<String> paths = new TreeSet<>();
        target.renewed.forEach(file -> paths.add(file.path()));
        return paths;
    }

    @Test
    void allIsRenewedAtOnceAndThenEachQuarterOfTheTime() {
        audited(0);
        assertThat(renewed()).isEqualTo(new TreeSet<>(store.files().keySet()));
        for (int day : new int[] {1, 6}) {
            audited(day);
            assertThat(renewed()).as("day %d", day).isEmpty();
        }
        audited(7);
        assertThat(renewed()).isEqualTo(new TreeSet<>(store.files().keySet()));
        audited(13);
        assertThat(renewed()).isEmpty();
    }

    @Test
    void anotherTimeIsPromisedAtTheNextAudit() {
        audited(0);
        target.promise = Duration.ofDays(300);
        audited(1);
        assertThat(renewed()).isNotEmpty();
        target.promise = Duration.ofDays(7);
        audited(2);
        assertThat(renewed())
                .as("what came since is kept for the shorter time alone")
                .isNotEmpty();
        audited(3);
        assertThat(renewed()).as("seven days' quarter is a day").isNotEmpty();
    }

    @Test
    void whatIsNotWantedAnyMoreIsLeftToItsTime() throws Exception {
        target.appendOnly = true;
        backup(2);
        try (Repository r = Scratch.open(on(0), dir)) {
            r.forget(RetentionPolicy.newest(1), false);
            r.prune(new PruneRequest(0, false), Progress.NONE);
        }
        audited(0);
        assertThat(target.renewed).isNotEmpty();
        assertThat(target.renewed.stream().filter(file -> file.type() == FileType.SNAPSHOT))
                .hasSize(1);
        assertThat(target.renewed).noneMatch(file -> file.type() == FileType.LOCK);
        assertThat(renewed())
                .isSubsetOf(store.files().keySet())
                .hasSizeLessThan(store.files().size());
    }

    @Test
    void aPlaceThatDoesNotRenewIsToldAndProvesAllTheSame() {
        target.renews = false;
        AuditReport.Line line = audited(0);
        assertThat(line.error()).contains("may not renew");
        assertThat(line.proved()).isPositive();
        target.renews = true;
        assertThat(audited(1).error()).isEmpty();
        assertThat(target.renewed).contains(FileRef.CONFIG);
    }

    @Test
    void aPlaceThatPromisesNothingIsNotAsked() {
        target.promise = Duration.ZERO;
        audited(0);
        assertThat(target.renewed).isEmpty();
        assertThat(on(0).health()).extracting(TargetHealth::state).containsOnly(TargetHealth.State.WELL);
    }
}
