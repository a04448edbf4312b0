// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage.energy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EnergyStoreTest {
    private static final ZoneId PARIS = ZoneId.of("Europe/Paris");
    private static final long START = Instant.parse("2026-11-01T00:00:00Z").toEpochMilli();
    private static final long EVER = Instant.parse("2200-01-01T00:00:00Z").toEpochMilli();
    private static final int MINUTE = 60_000;

    @TempDir
    Path folder;

    /** A plug with its own ideas of time: runs, boots, a clock that jumps, a journal of the last day. */
    private static final class Plug {
        final Random dice;
        final List<EnergySample> journal = new ArrayList<>();
        String boot = "b0";
        String run = "r0";
        long sequence;
        long uptime;
        long clock = START;
        long told;
        int names;

        Plug(long seed) {
            dice = new Random(seed);
        }

        void minute() {
            uptime += MINUTE;
            clock += MINUTE;
            List<Long> used = new ArrayList<>();
            long sum = 0;
            for (int i = 0; i < EnergyStore.USERS; i++) {
                long part = dice.nextInt(60_000);
                used.add(part);
                sum += part;
            }
            boolean measured = dice.nextBoolean();
            journal.add(new EnergySample(
                    run,
                    ++sequence,
                    boot,
                    uptime,
                    clock,
                    MINUTE,
                    measured ? sum : 0,
                    measured ? 0 : sum,
                    used,
                    4000,
                    null));
            told += sum;
            if (journal.size() > 1440) {
                journal.removeFirst();
            }
        }

        void restart() {
            run = "r" + ++names;
        }

        /** Half a minute of the journal may be lost: that energy was never told to anybody who survived. */
        void powerCut(boolean tailLost, EnergyStore.Mark known) {
            if (tailLost && !journal.isEmpty()) {
                EnergySample last = journal.getLast();
                boolean taken = known != null && known.run().equals(last.run()) && known.sequence() >= last.sequence();
                journal.removeLast();
                sequence = journal.isEmpty() ? 0 : journal.getLast().sequence();
                told -= taken ? 0 : last.measured() + last.modelled();
            }
            restart();
            boot = "b" + names;
            uptime = 0;
            clock += dice.nextInt(10) * 3_600_000L;
        }

        void jump() {
            clock = switch (dice.nextInt(4)) {
                case 0 -> 0; // no clock: 1970
                case 1 -> Instant.parse("2090-01-01T00:00:00Z").toEpochMilli();
                case 2 -> clock - 7_200_000;
                default -> Math.max(clock, START) + 7_200_000;
            };
        }

        void tell(EnergyStore store) throws IOException {
            EnergyStore.Mark mark = store.mark().orElse(null);
            int from = 0;
            for (int i = 0; i < journal.size() && mark != null; i++) {
                EnergySample each = journal.get(i);
                if (each.run().equals(mark.run()) && each.sequence() == mark.sequence()) {
                    from = i + 1;
                }
            }
            store.take(journal.subList(from, journal.size()), boot, clock - uptime, PARIS);
        }
    }

    private static long total(List<EnergyBucket> buckets) {
        return buckets.stream().mapToLong(EnergyBucket::total).sum();
    }

    private static long used(List<EnergyBucket> buckets) {
        return buckets.stream()
                .flatMapToLong(each -> java.util.Arrays.stream(each.used()))
                .sum();
    }

    /** Whatever the clock and the power do, each millijoule that was told is in exactly one place. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void nothingIsLostOrCountedTwice(long seed) throws IOException {
        Path file = folder.resolve("energy.db");
        Plug plug = new Plug(seed);
        EnergyStore store = new EnergyStore(file);
        for (int i = 0; i < 120; i++) {
            int minutes = 1 + plug.dice.nextInt(plug.dice.nextInt(20) == 0 ? 700 : 12);
            for (int m = 0; m < minutes; m++) {
                plug.minute();
            }
            plug.tell(store);
            switch (plug.dice.nextInt(12)) {
                case 0 -> plug.restart();
                case 1 -> plug.powerCut(plug.dice.nextBoolean(), store.mark().orElse(null));
                case 2 -> plug.jump();
                case 3 -> {
                    store.close();
                    store = new EnergyStore(file);
                }
                case 4 -> store.take(List.copyOf(plug.journal), plug.boot, plug.clock - plug.uptime, PARIS);
                default -> {}
            }
        }
        plug.tell(store);
        List<EnergyBucket> days = store.days(Long.MIN_VALUE / 4, EVER, PARIS);
        assertThat(total(days)).isEqualTo(plug.told);
        assertThat(used(days)).isEqualTo(plug.told);
        assertThat(days).extracting(EnergyBucket::startMillis).isSorted().doesNotHaveDuplicates();
        store.close();
    }

    @Test
    void aClockThatComesLateRedatesThePresentBoot() throws IOException {
        try (EnergyStore store = new EnergyStore(folder.resolve("energy.db"))) {
            Plug plug = new Plug(1);
            plug.clock = 0;
            for (int i = 0; i < 10; i++) {
                plug.minute();
            }
            plug.tell(store);
            assertThat(total(store.minutes(START, EVER))).isZero();
            plug.clock = START + 10 * MINUTE;
            plug.minute();
            plug.tell(store);
            List<EnergyBucket> minutes = store.minutes(START, EVER);
            assertThat(minutes).hasSize(11);
            assertThat(minutes.getFirst().startMillis()).isEqualTo(START);
            assertThat(total(minutes)).isEqualTo(plug.told);
        }
    }

    @Test
    void nobodyElseReadsIt() throws IOException {
        Path file = folder.resolve("energy.db");
        try (EnergyStore store = new EnergyStore(file)) {
            Plug plug = new Plug(4);
            plug.minute();
            plug.tell(store);
            for (Path made : List.of(file, folder.resolve("energy.db-journal"))) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
                        .isEqualTo("rw-------");
            }
        }
    }

    @Test
    void gapsAreTold() throws IOException {
        try (EnergyStore store = new EnergyStore(folder.resolve("energy.db"))) {
            Plug plug = new Plug(2);
            for (int i = 0; i < 30; i++) {
                plug.minute();
            }
            plug.clock += 3_600_000;
            plug.uptime += 3_600_000;
            plug.minute();
            plug.tell(store);
            List<EnergyBucket> hours = store.hours(START, START + 4 * 3_600_000L, PARIS);
            assertThat(hours).hasSize(2);
            assertThat(hours.getFirst().millis()).isEqualTo(30 * MINUTE);
            assertThat(hours.get(1).millis()).isEqualTo(MINUTE);
            assertThat(hours.get(1).startMillis() - hours.getFirst().startMillis())
                    .isEqualTo(3_600_000);
        }
    }

    @Test
    void theFileStaysSmallOverYears() throws IOException {
        Path file = folder.resolve("energy.db");
        try (EnergyStore store = new EnergyStore(file)) {
            Plug plug = new Plug(3);
            for (int day = 0; day < 900; day++) {
                for (int i = 0; i < 24; i++) {
                    plug.minute();
                    plug.uptime += 59 * MINUTE;
                    plug.clock += 59 * MINUTE;
                }
                if (day % 9 == 8) {
                    plug.tell(store);
                }
            }
            for (int i = 0; i < EnergyStore.MAX_JOBS + 5; i++) {
                store.add(new EnergyJob("backup", i, i + 1, 1000, 10, true, false));
            }
            assertThat(total(store.days(0, EVER, PARIS))).isEqualTo(plug.told);
            assertThat(store.minutes(0, EVER).size()).isLessThanOrEqualTo(3 * 24 + 1);
            assertThat(store.jobs(1000)).hasSize(EnergyStore.MAX_JOBS);
            assertThat(store.jobs(1).getFirst().beganMillis()).isEqualTo(EnergyStore.MAX_JOBS + 4);
        }
        assertThat(Files.size(file)).isLessThan(2 << 20);
    }

    /** A short day and a long one: the clock's changes are the calendar's affair. */
    @Test
    void daysAreTheOwnersDays() throws IOException {
        try (EnergyStore store = new EnergyStore(folder.resolve("energy.db"))) {
            Plug plug = new Plug(4);
            plug.clock = Instant.parse("2027-03-27T23:00:00Z").toEpochMilli();
            for (int i = 0; i < 25; i++) {
                plug.minute();
                plug.uptime += 59 * MINUTE;
                plug.clock += 59 * MINUTE;
            }
            plug.tell(store);
            List<EnergyBucket> days = store.days(0, EVER, PARIS);
            assertThat(days).hasSize(2);
            assertThat(days.getFirst().millis()).isEqualTo(23 * MINUTE);
        }
    }

    @Test
    void aDamagedFileIsPutAsideAndANewOneBegun() throws IOException {
        Path file = folder.resolve("energy.db");
        Files.writeString(file, "this was a database once, before the card forgot it\n".repeat(100));
        try (EnergyStore store = new EnergyStore(file)) {
            Plug plug = new Plug(5);
            plug.minute();
            plug.tell(store);
            assertThat(total(store.days(0, EVER, PARIS))).isEqualTo(plug.told);
        }
        assertThat(folder.resolve("energy.db.damaged")).exists();
    }

    /** Killed in the midst of writing, again and again: what was taken is there, and the file is whole. */
    @Test
    void whatWasTakenSurvivesAKill() throws Exception {
        Path file = folder.resolve("energy.db");
        for (int round = 0; round < 3; round++) {
            Path said = folder.resolve("said" + round);
            Process writer = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path")
                                    + java.io.File.pathSeparator
                                    + System.getProperty("jdk.module.path", ""),
                            Writer.class.getName(),
                            file.toString(),
                            "run" + round)
                    .redirectOutput(said.toFile())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start();
            long deadline = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (Files.size(said) < 200 && System.nanoTime() < deadline) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
            writer.destroyForcibly().waitFor();
            List<String> lines = Files.readAllLines(said);
            assertThat(lines).isNotEmpty();
            try (EnergyStore store = new EnergyStore(file)) {
                long last = Long.parseLong(lines.get(lines.size() - 2));
                assertThat(store.mark().orElseThrow().sequence()).isGreaterThanOrEqualTo(last);
                assertThat(total(store.days(0, EVER, PARIS)) % 5).isZero();
            }
            try (var connection = EnergyTables.open(file);
                    var ask = connection.createStatement();
                    var row = ask.executeQuery("PRAGMA integrity_check")) {
                assertThat(row.next()).isTrue();
                assertThat(row.getString(1)).isEqualTo("ok");
            }
        }
    }

    /** Takes minutes until it is killed, and says each that is on the disk. */
    static final class Writer {
        public static void main(String[] args) throws IOException {
            EnergyStore store = new EnergyStore(Path.of(args[0]));
            for (long n = 1; ; n++) {
                EnergySample one = new EnergySample(
                        args[1], n, args[1], n * MINUTE, 0, MINUTE, 5, 0, List.of(1L, 1L, 1L, 1L, 1L), 4000, 50_000);
                store.take(List.of(one), args[1], START, PARIS);
                System.out.println(n);
            }
        }
    }
}
