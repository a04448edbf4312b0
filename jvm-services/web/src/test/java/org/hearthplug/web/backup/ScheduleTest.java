// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is due when, and what a failure does to it. */
class ScheduleTest {
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

    private final Map<String, Object> settings = new LinkedHashMap<>(Map.of(
            "proved",
            true,
            "targets",
            List.of(Map.of("id", "a"), Map.of("id", "b")),
            "everyHours",
            24L,
            "hourUtc",
            3L));
    private final Map<String, Object> state = new LinkedHashMap<>();

    private String due(Instant now) {
        return due(Set.of(), now);
    }

    private String due(Set<String> unplugged, Instant now) {
        return Schedule.due(settings, state, unplugged, now).orElse("nothing");
    }

    private void done(String kind, Instant at, Object... more) {
        Map<String, Object> result = new LinkedHashMap<>();
        for (int i = 0; i < more.length; i += 2) {
            result.put((String) more[i], more[i + 1]);
        }
        Ledger.enter(state, kind, result, at);
    }

    private static Map<String, Object> target(String id, String found) {
        return Map.of("id", id, "state", found, "error", "", "damaged", 0L, "newest", NOON.toString());
    }

    @Test
    void nothingIsDueBeforeTheWordsAreProved() {
        settings.put("proved", false);
        assertThat(due(NOON)).isEqualTo("nothing");
    }

    @Test
    void backupThenProofThenDrill() {
        assertThat(due(NOON)).isEqualTo("backup");
        done("backup", NOON, "targets", List.of(target("a", "WELL"), target("b", "WELL")));
        assertThat(due(NOON)).isEqualTo("audit");
        done("audit", NOON);
        assertThat(due(NOON)).isEqualTo("drill");
        done("drill", NOON, "good", true, "target", "a");
        assertThat(due(NOON)).isEqualTo("nothing");
        assertThat(due(Instant.parse("2026-11-25T02:59:00Z"))).isEqualTo("nothing");
        assertThat(due(Instant.parse("2026-11-25T03:00:00Z"))).isEqualTo("backup");
    }

    @Test
    void aFailureIsTriedAgainLaterAndLater() {
        BackupFailure away = new BackupFailure("UNREACHABLE", "away");
        Instant now = NOON;
        for (int minutes : new int[] {15, 30, 60, 120, 240, 240}) {
            Ledger.fail(state, "backup", away, now);
            assertThat(due(now.plus(Duration.ofMinutes(minutes).minusSeconds(1))))
                    .isEqualTo("nothing");
            now = now.plus(Duration.ofMinutes(minutes));
            assertThat(due(now)).isEqualTo("backup");
        }
    }

    @Test
    void damageIsShownFirstThenRepairedByItself() {
        done("backup", NOON, "targets", List.of(target("a", "WELL"), target("b", "WELL")));
        done("drill", NOON, "good", true, "target", "a");
        done("audit", NOON, "audit", List.of(Map.of("id", "b", "damagedCount", 2L, "error", "")));
        assertThat(due(NOON.plusSeconds(60))).isEqualTo("nothing");
        assertThat(due(NOON.plus(Duration.ofMinutes(10)))).isEqualTo("repair");
        done("backup", NOON.plusSeconds(700), "targets", List.of(target("a", "WELL"), target("b", "WELL")));
        assertThat(Shape.text(Shape.object(Shape.object(state, "targets"), "b"), "state"))
                .as("a backup does not say that old packs are whole again")
                .isEqualTo("DAMAGED");
        done("repair", NOON.plusSeconds(800), "targets", List.of(target("a", "WELL"), target("b", "WELL")));
        assertThat(Shape.text(Shape.object(Shape.object(state, "targets"), "b"), "state"))
                .isEqualTo("WELL");
    }

    @Test
    void aCopyThatIsDamagedDoesNotCountAsGood() {
        done("backup", NOON, "targets", List.of(target("a", "WELL")));
        assertThat(Schedule.newestGood(state, NOON)).isEqualTo(NOON);
        done("audit", NOON, "audit", List.of(Map.of("id", "a", "damagedCount", 1L, "error", "")));
        assertThat(Schedule.newestGood(state, NOON)).isEqualTo(Instant.EPOCH);
    }

    @Test
    void outsideTheHoursNothingIsDue() {
        settings.put("hours", Map.of("fromUtc", 22L, "toUtc", 6L));
        assertThat(due(NOON)).isEqualTo("nothing");
        assertThat(due(Instant.parse("2026-11-24T21:59:59Z"))).isEqualTo("nothing");
        assertThat(due(Instant.parse("2026-11-24T22:00:00Z"))).isEqualTo("backup");
        assertThat(due(Instant.parse("2026-11-25T05:59:59Z"))).isEqualTo("backup");
        assertThat(due(Instant.parse("2026-11-25T06:00:00Z"))).isEqualTo("nothing");
    }

    @Test
    void whatPausedGoesOnFirst() {
        settings.put("hours", Map.of("fromUtc", 22L, "toUtc", 6L));
        state.put("paused", Map.of("kind", "synchronise", "at", NOON.toString()));
        assertThat(due(NOON)).isEqualTo("nothing");
        assertThat(due(Instant.parse("2026-11-24T22:00:00Z"))).isEqualTo("synchronise");
    }

    /** A disk that lies in a drawer costs nothing; the hour it is back it is caught up. */
    @Test
    void whatIsKnownToBeUnpluggedIsNotAskedUntilItIsBack() {
        done("backup", NOON, "targets", List.of(target("a", "WELL"), target("b", "DOWN")));
        done("audit", NOON);
        done("drill", NOON, "good", true, "target", "a");
        assertThat(due(Set.of("b"), NOON.plusSeconds(7200))).isEqualTo("nothing");
        assertThat(due(Set.of("a"), NOON.plusSeconds(7200))).isEqualTo("synchronise");
        assertThat(due(NOON.plusSeconds(7200))).isEqualTo("synchronise");
    }

    /** A power cut, or a job that ended late, may have left it; nobody could ever make it well. */
    @Test
    void forAPlaceThatWasRemovedNothingIsDue() {
        done("backup", NOON, "targets", List.of(target("a", "WELL"), target("b", "WELL")));
        done("audit", NOON);
        done("drill", NOON, "good", true, "target", "a");
        done("synchronise", NOON, "targets", List.of(target("ghost", "DOWN"), target("wraith", "DAMAGED")));
        assertThat(due(NOON.plusSeconds(7200))).isEqualTo("nothing");
    }

    /** A clock that ran four years ahead noted its times; nobody waits four years for the next backup. */
    @Test
    void aClockThatRanAheadHoldsUpNothing() {
        Instant ahead = Instant.parse("2030-11-24T12:00:00Z");
        Map<String, Object> future = new LinkedHashMap<>(target("a", "WELL"));
        future.put("newest", ahead.toString());
        done("backup", ahead, "targets", List.of(future));
        assertThat(Schedule.newestGood(state, NOON)).isEqualTo(Instant.EPOCH);
        Ledger.fail(state, "backup", new BackupFailure("UNREACHABLE", "away"), ahead);
        assertThat(due(NOON)).isEqualTo("backup");
        done("backup", NOON, "targets", List.of(target("a", "WELL"), target("b", "WELL")));
        done("audit", ahead);
        done("drill", ahead, "good", true, "target", "a");
        assertThat(due(NOON.plusSeconds(60))).isEqualTo("audit");
        done("audit", NOON);
        assertThat(due(NOON.plusSeconds(60))).isEqualTo("drill");
    }
}
