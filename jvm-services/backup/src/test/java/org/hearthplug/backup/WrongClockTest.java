// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.hearthplug.backup.engine.Engine;
import org.hearthplug.backup.json.JsonWriter;
import org.hearthplug.backup.repo.Repo;
import org.hearthplug.backup.spi.FileType;
import org.hearthplug.backup.spi.Target;
import org.hearthplug.backup.target.MemoryTarget;
import org.junit.jupiter.api.Test;

/** Clocks that run ahead or back, locks that are left behind, and work that is stopped in between. */
class WrongClockTest extends BentRepository {
    private static Repository at(Target target, Instant now, Path spool) {
        return new Engine(Clock.fixed(now, ZoneId.of("UTC")), Duration.ZERO)
                .open(target, Scratch.passphrase(), RepositoryOptions.defaults().withSpool(spool));
    }

    private void lock(Instant time, String host, long pid) {
        try (Repo repo = Repo.open(target, Scratch.passphrase(), RepositoryOptions.defaults())) {
            JsonWriter json = new JsonWriter(256);
            json.begin('{').name("time").plain(time.atOffset(ZoneOffset.UTC).toString());
            json.name("exclusive").literal("true").name("hostname").string(host);
            json.name("username").string("x").name("pid").number(pid).end('}');
            repo.files().write(FileType.LOCK, json);
        }
    }

    @Test
    void whoHoldsALockIsNamedAndAStaleOneHoldsUpNobody() {
        Instant now = Instant.now();
        lock(now.minus(Duration.ofMinutes(29)), "laptop", 1);
        try (Repository r = at(target, now, dir)) {
            assertThatThrownBy(() -> r.backup(BackupRequest.of(source), Progress.NONE))
                    .isInstanceOfSatisfying(
                            BackupException.class, e -> assertThat(e.kind()).isEqualTo(BackupException.Kind.LOCKED))
                    .hasMessageContaining("laptop");
        }
        try (Repository r = at(target, now.plus(Duration.ofMinutes(2)), dir)) {
            assertThat(r.backup(BackupRequest.of(source), Progress.NONE).snapshot())
                    .isNotNull();
        }
    }

    /** The plug's clock was in 2030 when the power went; its lock of then would otherwise hold for years. */
    @Test
    void anOwnLockOfTheFutureHoldsUpNobodyAndAnothersDoes() {
        Instant now = Instant.now();
        String here = org.hearthplug.backup.repo.Host.name();
        lock(now.plus(Duration.ofDays(1500)), here, ProcessHandle.current().pid());
        try (Repository r = at(target, now, dir)) {
            assertThat(r.backup(BackupRequest.of(source), Progress.NONE).snapshot())
                    .isNotNull();
        }
        lock(now.plus(Duration.ofDays(1500)), "laptop", 1);
        try (Repository r = at(target, now, dir)) {
            kind(BackupException.Kind.LOCKED, () -> r.backup(BackupRequest.of(source), Progress.NONE));
            assertThat(r.unlock(true)).isEqualTo(1);
            assertThat(r.backup(BackupRequest.of(source), Progress.NONE).snapshot())
                    .isNotNull();
        }
    }

    @Test
    void whatWasMadeWhileTheClockRanBackIsNotForgotten() throws Exception {
        OffsetDateTime today = OffsetDateTime.parse("2026-11-28T12:00:00Z");
        try (Repository r = Scratch.open(target, dir)) {
            RetentionPolicy three = RetentionPolicy.newest(3);
            for (int day = 3; day >= 0; day--) {
                r.backup(at(today.minusDays(day)), Progress.NONE);
            }
            ObjectId made =
                    r.backup(at(today.minusDays(30)), Progress.NONE).snapshot().id();
            assertThat(r.forget(three, true).removed().stream().map(Snapshot::id))
                    .as("by its time it would go at once")
                    .contains(made);
            assertThat(r.forgetBesides(made, three)).hasSize(1);
            assertThat(r.snapshots()).extracting(Snapshot::id).contains(made);
            assertThat(r.check(new CheckRequest(true), Progress.NONE).clean()).isTrue();
        }
    }

    private BackupRequest at(OffsetDateTime time) {
        return new BackupRequest(List.of(source), List.of(), List.of(), "plug", time, false, false, false);
    }

    @Test
    void aBackupThatWasStoppedIsGoneOnWithAndSendsNothingTwice() throws Exception {
        Scratch.fill(source, 11, 60, true);
        int[] steps = {0};
        long before = target.files().keySet().stream()
                .filter(p -> p.startsWith("data"))
                .count();
        try (Repository r = Scratch.open(target, dir)) {
            kind(
                    BackupException.Kind.CANCELLED,
                    () -> r.backup(BackupRequest.of(source), (phase, items, bytes) -> ++steps[0] < 40));
            assertThat(r.check(new CheckRequest(true), Progress.NONE).problems())
                    .isEmpty();
        }
        long saved = target.files().keySet().stream()
                .filter(p -> p.startsWith("data"))
                .count();
        assertThat(saved).as("what was saved before the stop").isGreaterThan(before);
        MemoryTarget fresh = Scratch.emptyRepository("fresh");
        long whole;
        try (Repository r = Scratch.open(fresh, dir)) {
            whole = r.backup(BackupRequest.of(source), Progress.NONE).newBytes();
        }
        try (Repository r = Scratch.open(target, dir)) {
            assertThat(r.backup(BackupRequest.of(source), Progress.NONE).newBytes())
                    .isLessThan(whole * 9 / 10);
            assertThat(restore(r, "out").problemCount()).isZero();
        }
        assertThat(Scratch.describe(restored("out"))).isEqualTo(Scratch.describe(source));
    }
}
