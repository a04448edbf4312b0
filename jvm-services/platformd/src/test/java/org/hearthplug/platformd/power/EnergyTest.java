// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.power;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.offset;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;
import org.hearthplug.power.policy.BudgetSettings;
import org.hearthplug.power.policy.EnergyReceipts;
import org.hearthplug.power.policy.Milliwatts;
import org.hearthplug.runtime.platform.PowerMessages;
import org.hearthplug.runtime.platform.PowerMessages.EnergyMinute;
import org.hearthplug.runtime.platform.PowerMessages.EnergyReply;
import org.hearthplug.runtime.platform.PowerMessages.EnergyRequest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnergyTest {
    private static final EnergyRequest ALL = new EnergyRequest(null, null, null);
    private static final ZonedDateTime NOON =
            Instant.parse("2026-11-24T12:00:00Z").atZone(ZoneOffset.UTC);
    private static final InstantSource CLOCK = InstantSource.fixed(NOON.toInstant());

    @TempDir
    Path root;

    private Path data;
    private final EnergyReceipts receipts = new EnergyReceipts(3);

    @BeforeEach
    void kernel() throws IOException {
        data = Files.createDirectories(root.resolve("data"));
        file("proc/sys/kernel/random/boot_id", "boot-1\n");
        file("proc/uptime", "100.50 90.00\n");
        used(0, 0, 0, 0);
    }

    private void file(String name, String text) throws IOException {
        Path path = root.resolve(name);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }

    /** What the kernel counts: this process's ticks, sectors of the disk, bytes of cloudd and of backupd. */
    private void used(int ticks, int sectors, int cloud, int backup) throws IOException {
        file("proc/self/stat", "7 (a (java) b) S 1 1 1 0 -1 0 0 0 0 0 " + ticks + " 0 0 0 20 0\n");
        file("sys/block/mmcblk0/stat", "1 0 " + sectors + " 5 1 0 0 5 0 9 9\n");
        file("sys/fs/cgroup/hearth/cloudd/cgroup.procs", "40\n");
        file("sys/fs/cgroup/hearth/background/cgroup.procs", "50\n");
        file("proc/40/io", "rchar: 999\nread_bytes: " + cloud + "\nwrite_bytes: 0\ncancelled_write_bytes: 7\n");
        file("proc/50/io", "read_bytes: 0\nwrite_bytes: " + backup + "\n");
    }

    private EnergyBook open(Groups groups, Map<String, String> lines) {
        EnergySplit split = new EnergySplit(receipts, groups, root, "mmcblk0");
        return new EnergyBook(receipts, split, new EnergyJournal(data), CLOCK, root, lines);
    }

    private void minute(double card) {
        for (int i = 0; i < 600; i++) {
            receipts.add(0.1, 4, i < 300, 2, new double[] {0.2, 0.1, 0.05}, 0.45, card);
        }
    }

    @Test
    void aMinuteIsSharedOutAndNothingIsLost() throws IOException {
        try (Groups groups = new Groups(root.resolve("sys/fs/cgroup"), 1);
                EnergyBook book = open(groups, Map.of())) {
            minute(0.5);
            used(300, 2000, 256_000, 512_000); // 3 s of 6 s outside, and 1,024,000 bytes on the disk
            book.minute(NOON, new EnergyBook.Marks(7000, 5000, 51_000));
            EnergyReply reply = book.reply(ALL, 10, "UTC");
            EnergyMinute minute = reply.minutes().getFirst();
            assertThat(minute.measured()).isEqualTo(120_000);
            assertThat(minute.modelled()).isEqualTo(120_000);
            assertThat(minute.used().stream().mapToLong(Long::longValue).sum()).isEqualTo(240_000);
            // cloudd: 0.2 core of 2 W, a quarter of the card; backupd: 0.15 core, half of the card.
            assertThat(minute.used()).containsExactly(31_500L, 33_000L, 6_000L, 13_500L, 156_000L);
            assertThat(reply.counters()).isEqualTo(minute.used());
            assertThat(reply.cpuMillis()).containsExactly(12_000L, 9_000L, 3_000L, 3_000L, 0L);
            assertThat(minute.uptimeMillis()).isEqualTo(100_500);
            assertThat(minute.wallMillis()).isEqualTo(NOON.toInstant().toEpochMilli());
            assertThat(minute.peakMilliwatts()).isEqualTo(4000);
            assertThat(reply.more()).isFalse();
            assertThat(PowerMessages.ENERGY_REPLY.fromJson(PowerMessages.ENERGY_REPLY.toJson(reply)))
                    .isEqualTo(reply);
        }
    }

    @Test
    void theJournalGoesOnOverRestartsAndPassesOverWhatIsTorn() throws IOException {
        String first;
        try (Groups groups = new Groups(root.resolve("sys/fs/cgroup"), 1);
                EnergyBook book = open(groups, Map.of())) {
            for (int i = 0; i < 3; i++) {
                minute(0);
                book.minute(NOON, new EnergyBook.Marks(7000, 7000, null));
            }
            book.minute(NOON, new EnergyBook.Marks(7000, 7000, null)); // nothing since: no minute
            first = book.reply(ALL, 10, "UTC").run();
        }
        Path journal = data.resolve(EnergyJournal.FILE);
        Files.writeString(journal, "m1 torn by a power cut 12", StandardOpenOption.APPEND);
        try (Groups groups = new Groups(root.resolve("sys/fs/cgroup"), 1);
                EnergyBook again = open(groups, Map.of())) {
            minute(0);
            again.minute(NOON, new EnergyBook.Marks(7000, 7000, 40_000));
            EnergyReply known = again.reply(new EnergyRequest(first, 2L, null), 10, "UTC");
            assertThat(known.run()).isNotEqualTo(first);
            assertThat(known.minutes()).extracting(EnergyMinute::sequence).containsExactly(3L, 4L);
            assertThat(known.minutes().getLast().run()).isEqualTo(known.run());
            EnergyReply paged = again.reply(ALL, 2, "UTC");
            assertThat(paged.minutes()).hasSize(2);
            assertThat(paged.more()).isTrue();
            assertThat(again.reply(new EnergyRequest("never", 9L, null), 10, "UTC")
                            .minutes())
                    .hasSize(4);
        }
        EnergyJournal read = new EnergyJournal(data);
        assertThat(read.after(null, -1, 10)).hasSize(4);
        assertThat(read.next()).isEqualTo(5);
    }

    /** platformd's clients read 256 KiB. */
    @Test
    void aPageOfMinutesFitsIntoAReply() {
        EnergyMinute largest = new EnergyMinute(
                "0123456789abcdef",
                Long.MAX_VALUE,
                "12345678-1234-1234-1234-123456789abc",
                Long.MAX_VALUE,
                Long.MAX_VALUE,
                Integer.MAX_VALUE,
                Long.MAX_VALUE,
                Long.MAX_VALUE,
                java.util.Collections.nCopies(5, Long.MAX_VALUE),
                Integer.MAX_VALUE,
                Integer.MAX_VALUE,
                Integer.MAX_VALUE,
                Integer.MAX_VALUE);
        List<EnergyMinute> page = java.util.Collections.nCopies(PowerMessages.MAX_MINUTES, largest);
        List<Long> counters = largest.used();
        String json = PowerMessages.ENERGY_REPLY.toJson(new EnergyReply(
                "0123456789abcdef",
                largest.boot(),
                1,
                1,
                "America/Argentina/ComodRivadavia",
                EnergySplit.NAMES,
                counters,
                counters,
                page,
                true));
        assertThat(json.length()).isLessThan(200 * 1024);
    }

    @Test
    void theJournalIsBounded() {
        EnergyJournal journal = new EnergyJournal(data);
        for (int i = 0; i < 2 * EnergyJournal.MAX; i++) {
            journal.add(
                    new EnergyMinute("r", i + 1, "b", i, i, 60_000, 1, 0, List.of(1L, 0L, 0L, 0L, 0L), 1, 1, 1, null));
            if (i % 100 == 0) {
                journal.close();
            }
        }
        journal.close();
        assertThat(journal.after(null, -1, 10_000)).hasSize(EnergyJournal.MAX);
        EnergyJournal read = new EnergyJournal(data);
        assertThat(read.newest().sequence()).isEqualTo(2L * EnergyJournal.MAX);
        assertThat(data.resolve(EnergyJournal.FILE).toFile().length()).isLessThan(512 * 1024);
    }

    @Test
    void aClockThatJumpsLosesNoDay() {
        EnergyDays days = EnergyDays.fromLines(Map.of());
        LocalDate today = NOON.toLocalDate();
        days.add(today, 10);
        days.add(LocalDate.EPOCH, 1);
        days.add(LocalDate.of(2090, 1, 1), 1);
        days.add(today, 5);
        EnergyDays read = EnergyDays.fromLines(days.toLines());
        assertThat(read.day(today)).isEqualTo(15);
        assertThat(read.month(today)).isEqualTo(15);
        EnergyDays before =
                EnergyDays.fromLines(Map.of("day", "2026-11-24", "day-watt-hours", "7.5", "month-watt-hours", "1500"));
        assertThat(before.month(today)).isCloseTo(1507.5, offset(1e-6));
        for (int i = 0; i < 1000; i++) {
            read.add(today.plusDays(i), 1);
        }
        assertThat(read.toLines().get("days").split(",")).hasSize(EnergyDays.MAX);
        assertThat(EnergyDays.fromLines(Map.of("days", "x,2026-11-24:NaN,:,2026-13-01:4"))
                        .month(today))
                .isZero();
    }

    @Test
    void theGoalHoldsWorkBackOnlyWhenTheMonthWouldComeToMore() {
        Milliwatts seven = new Milliwatts(7000);
        StringBuilder days = new StringBuilder("2026-11-24:50");
        for (int day = 1; day < 24; day++) {
            days.append(String.format(",2026-11-%02d:100", day));
        }
        try (Groups groups = new Groups(root.resolve("sys/fs/cgroup"), 1);
                EnergyBook book = open(groups, Map.of("days", days.toString()))) {
            assertThat(book.monthWattHours(NOON)).isCloseTo(2350, offset(1e-6));
            assertThat(book.forecastWattHours(NOON)).isCloseTo(2350 + 6.5 * 100, offset(1e-6));
            MonthlyGoal goal = new MonthlyGoal();
            assertThat(goal.wishWatts(BudgetSettings.standard(), book, NOON)).isEqualTo(7);
            assertThat(goal.state()).isEqualTo("none");
            assertThat(goal.wishWatts(settings(seven, 3100), book, NOON)).isEqualTo(7);
            assertThat(goal.state()).isEqualTo("kept");
            assertThat(goal.sentence()).isEmpty();
            assertThat(goal.wishWatts(settings(seven, 2900), book, NOON)).isCloseTo(550 / 156.0, offset(1e-6));
            assertThat(goal.state()).isEqualTo("tight");
            assertThat(goal.binds()).isTrue();
            assertThat(goal.sentence()).contains("energy goal");
            assertThat(goal.wishWatts(settings(seven, 3050), book, NOON))
                    .as("not yet good again")
                    .isLessThan(7);
            assertThat(goal.wishWatts(settings(seven, 2000), book, NOON)).isZero();
            assertThat(goal.state()).isEqualTo("missed");
        }
    }

    private static BudgetSettings settings(Milliwatts limit, int goal) {
        return new BudgetSettings(limit, limit, limit, 0, 0, goal);
    }
}
