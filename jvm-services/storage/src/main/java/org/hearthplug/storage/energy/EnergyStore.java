// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage.energy;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/**
 * Energy for years in a bounded file. Each millijoule is in one place: as a minute for {@link #MINUTES}, then in its hour for {@link #HOURS},
 * then in its day. Whatever is told twice counts once. A plug has no clock of its own when it starts: minutes of the present boot are dated
 * by the time since that boot, again each time the clock turns out to have been wrong. Safe for many threads; blocks on the disk.
 */
public final class EnergyStore implements AutoCloseable {
    /** Who is told apart: so many users, in the platform's order. */
    public static final int USERS = 5;

    /** How long single minutes are kept. */
    public static final Duration MINUTES = Duration.ofDays(3);

    /** How long hours are kept. */
    public static final Duration HOURS = Duration.ofDays(400);

    static final int MAX_MINUTES = 6000;
    static final int MAX_HOURS = 10_000;
    static final int MAX_DAYS = 6000;
    static final int MAX_JOBS = 500;
    static final int MAX_RUNS = 100;

    /** A clock that is off by less is not worth writing for. */
    private static final long OFF_MILLIS = 30_000;

    /** 2026: before it, the clock was not set. */
    private static final long NO_CLOCK_MILLIS = 1_767_225_600_000L;

    private static final String SUMS = "millis, measured, modelled, u0, u1, u2, u3, u4, peak, die";

    private final Path file;
    private Connection connection;

    /** A store in that file, which is opened and made when it is used first. */
    public EnergyStore(Path file) {
        this.file = Objects.requireNonNull(file);
    }

    /** What the last minute taken was, so that only later ones are asked for. */
    public record Mark(String run, long sequence) {}

    private interface Work<T> {
        T with(Connection open) throws SQLException;
    }

    private synchronized <T> T work(Work<T> work) throws IOException {
        try {
            if (connection == null) {
                connection = EnergyTables.open(file);
            }
            T result = work.with(connection);
            connection.commit();
            return result;
        } catch (SQLException failure) {
            rest();
            if (EnergyTables.isDamage(failure)) {
                EnergyTables.setAside(file);
            }
            throw new IOException("the history of energy cannot be read or written", failure);
        }
    }

    /** The minute that came last, if any. */
    public Optional<Mark> mark() throws IOException {
        return work(open -> {
            try (PreparedStatement ask =
                            open.prepareStatement("SELECT run, sequence FROM run ORDER BY touched DESC LIMIT 1");
                    ResultSet row = ask.executeQuery()) {
                return row.next() ? Optional.of(new Mark(row.getString(1), row.getLong(2))) : Optional.empty();
            }
        });
    }

    /**
     * Takes minutes, dates them, and sums what is old; all or nothing, and on the disk when it returns.
     *
     * @param boot the present boot
     * @param offsetMillis the clock now, less the time since that boot
     * @param zone the owner's, for hours and days
     */
    public void take(List<EnergySample> samples, String boot, long offsetMillis, ZoneId zone) throws IOException {
        work(open -> {
            if (offsetMillis >= NO_CLOCK_MILLIS) {
                redate(open, boot, offsetMillis);
            }
            for (EnergySample sample : samples) {
                if (!isNew(open, sample)) {
                    continue;
                }
                long told = sample.boot().equals(boot) ? sample.uptimeMillis() + offsetMillis : sample.wallMillis();
                insert(open, sample, told >= NO_CLOCK_MILLIS ? told : afterTheLast(open, told));
            }
            sum(open, zone);
            return null;
        });
    }

    /** Within a run the numbers grow, so the last of each run tells what was taken already. */
    private static boolean isNew(Connection open, EnergySample sample) throws SQLException {
        try (PreparedStatement ask = open.prepareStatement(
                "INSERT INTO run(run, sequence, touched) VALUES(?1, ?2, (SELECT coalesce(max(touched), 0) + 1 FROM run))"
                        + " ON CONFLICT(run) DO UPDATE SET sequence = excluded.sequence, touched = excluded.touched"
                        + " WHERE excluded.sequence > sequence")) {
            ask.setString(1, sample.run());
            ask.setLong(2, sample.sequence());
            return ask.executeUpdate() > 0;
        }
    }

    private static void redate(Connection open, String boot, long offset) throws SQLException {
        try (PreparedStatement update = open.prepareStatement(
                "UPDATE minute SET at = uptime + ?1 WHERE boot = ?2 AND abs(at - uptime - ?1) > " + OFF_MILLIS)) {
            update.setLong(1, offset);
            update.setString(2, boot);
            update.executeUpdate();
        }
    }

    private static long afterTheLast(Connection open, long told) throws SQLException {
        try (PreparedStatement ask = open.prepareStatement("SELECT at FROM minute ORDER BY id DESC LIMIT 1");
                ResultSet row = ask.executeQuery()) {
            return row.next() ? row.getLong(1) : told;
        }
    }

    private static void insert(Connection open, EnergySample s, long at) throws SQLException {
        try (PreparedStatement insert = open.prepareStatement(
                "INSERT INTO minute(at, " + SUMS + ", boot, uptime) VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?)")) {
            insert.setLong(1, at);
            insert.setLong(2, s.millis());
            insert.setLong(3, s.measured());
            insert.setLong(4, s.modelled());
            for (int i = 0; i < USERS; i++) {
                insert.setLong(5 + i, s.used().get(i));
            }
            insert.setInt(10, s.peakMilliwatts());
            insert.setObject(11, s.dieMilliCelsius());
            insert.setString(12, s.boot());
            insert.setLong(13, s.uptimeMillis());
            insert.executeUpdate();
        }
    }

    /** Moves what is old, or too many, one table down. The last minute always stays: what is old is measured by it. */
    private static void sum(Connection open, ZoneId zone) throws SQLException {
        long newest = newest(open);
        if (newest < NO_CLOCK_MILLIS) {
            return;
        }
        move(open, "minute", "hour", newest - MINUTES.toMillis(), MAX_MINUTES, at -> hourOf(at, zone));
        move(open, "hour", "day", newest - HOURS.toMillis(), MAX_HOURS, at -> dayOf(at, zone));
        drop(open, "day", MAX_DAYS);
        drop(open, "run", MAX_RUNS);
    }

    private static long newest(Connection open) throws SQLException {
        try (PreparedStatement ask = open.prepareStatement("SELECT at FROM minute ORDER BY id DESC LIMIT 1");
                ResultSet row = ask.executeQuery()) {
            return row.next() ? row.getLong(1) : Long.MIN_VALUE;
        }
    }

    private static long count(Connection open, String table) throws SQLException {
        try (PreparedStatement ask = open.prepareStatement("SELECT count(*) FROM " + table);
                ResultSet row = ask.executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
        }
    }

    private static void move(
            Connection open, String from, String to, long before, int most, ToLongFunction<Long> bucket)
            throws SQLException {
        long surplus = Math.max(0, count(open, from) - most);
        String which = "minute".equals(from)
                ? "id < (SELECT max(id) FROM minute) AND (at < ?1 OR id IN (SELECT id FROM minute ORDER BY id LIMIT ?2))"
                : "at < ?1 OR at IN (SELECT at FROM hour ORDER BY at LIMIT ?2)";
        TreeMap<Long, EnergyBucket> sums = new TreeMap<>();
        try (PreparedStatement ask =
                open.prepareStatement("SELECT at, " + SUMS + " FROM " + from + " WHERE " + which)) {
            ask.setLong(1, before);
            ask.setLong(2, surplus);
            collect(ask, sums, bucket);
        }
        if (sums.isEmpty()) {
            return;
        }
        for (EnergyBucket each : sums.values()) {
            addTo(open, to, each);
        }
        try (PreparedStatement delete = open.prepareStatement("DELETE FROM " + from + " WHERE " + which)) {
            delete.setLong(1, before);
            delete.setLong(2, surplus);
            delete.executeUpdate();
        }
    }

    private static void addTo(Connection open, String table, EnergyBucket bucket) throws SQLException {
        try (PreparedStatement add = open.prepareStatement("INSERT INTO " + table + "(at, " + SUMS
                + ") VALUES(?,?,?,?,?,?,?,?,?,?,?) ON CONFLICT(at) DO UPDATE SET millis = millis + excluded.millis,"
                + " measured = measured + excluded.measured, modelled = modelled + excluded.modelled,"
                + " u0 = u0 + excluded.u0, u1 = u1 + excluded.u1, u2 = u2 + excluded.u2, u3 = u3 + excluded.u3,"
                + " u4 = u4 + excluded.u4, peak = max(peak, excluded.peak),"
                + " die = max(coalesce(die, excluded.die), coalesce(excluded.die, die))")) {
            add.setLong(1, bucket.startMillis());
            add.setLong(2, bucket.millis());
            add.setLong(3, bucket.measured());
            add.setLong(4, bucket.modelled());
            long[] used = bucket.used();
            for (int i = 0; i < USERS; i++) {
                add.setLong(5 + i, used[i]);
            }
            add.setInt(10, bucket.peakMilliwatts());
            add.setObject(11, bucket.dieMilliCelsius());
            add.executeUpdate();
        }
    }

    private static void drop(Connection open, String table, int most) throws SQLException {
        String key = Map.of("job", "id", "run", "touched").getOrDefault(table, "at");
        try (PreparedStatement delete = open.prepareStatement("DELETE FROM " + table + " WHERE " + key
                + " NOT IN (SELECT " + key + " FROM " + table + " ORDER BY " + key + " DESC LIMIT " + most + ")")) {
            delete.executeUpdate();
        }
    }

    private static void collect(PreparedStatement ask, TreeMap<Long, EnergyBucket> into, ToLongFunction<Long> bucket)
            throws SQLException {
        long[] used = new long[USERS];
        try (ResultSet row = ask.executeQuery()) {
            while (row.next()) {
                for (int i = 0; i < USERS; i++) {
                    used[i] = row.getLong(5 + i);
                }
                int die = row.getInt(11);
                Integer known = row.wasNull() ? null : Integer.valueOf(die);
                into.computeIfAbsent(bucket.applyAsLong(row.getLong(1)), EnergyBucket::new)
                        .add(row.getLong(2), row.getLong(3), row.getLong(4), used, row.getInt(10), known);
            }
        }
    }

    private static long hourOf(long at, ZoneId zone) {
        // A minute is known by its end: the one that ends at 13:00 is the last of the hour before.
        return Instant.ofEpochMilli(at - 1)
                .atZone(zone)
                .truncatedTo(ChronoUnit.HOURS)
                .toInstant()
                .toEpochMilli();
    }

    private static long dayOf(long at, ZoneId zone) {
        LocalDate day = Instant.ofEpochMilli(at).atZone(zone).toLocalDate();
        return day.atStartOfDay(zone).toInstant().toEpochMilli();
    }

    /** Minutes that end in a span, in the order of time; what is older than {@link #MINUTES} is not known so finely. */
    public List<EnergyBucket> minutes(long fromMillis, long toMillis) throws IOException {
        return gather(fromMillis, toMillis, List.of("minute"), at -> at - 1 - Math.floorMod(at - 1, 60_000));
    }

    /** Hours that begin in a span, by a zone's clock. */
    public List<EnergyBucket> hours(long fromMillis, long toMillis, ZoneId zone) throws IOException {
        return gather(fromMillis, toMillis, List.of("hour", "minute"), at -> at, zone);
    }

    /** Days that begin in a span, by a zone's calendar. */
    public List<EnergyBucket> days(long fromMillis, long toMillis, ZoneId zone) throws IOException {
        TreeMap<Long, EnergyBucket> all = new TreeMap<>();
        for (EnergyBucket hour : hours(fromMillis, toMillis, zone)) {
            add(all, dayOf(hour.startMillis(), zone), hour);
        }
        for (EnergyBucket day : gather(fromMillis, toMillis, List.of("day"), at -> dayOf(at, zone))) {
            add(all, day.startMillis(), day);
        }
        return List.copyOf(all.values());
    }

    private static void add(TreeMap<Long, EnergyBucket> all, long start, EnergyBucket more) {
        all.computeIfAbsent(start, EnergyBucket::new)
                .add(
                        more.millis(),
                        more.measured(),
                        more.modelled(),
                        more.used(),
                        more.peakMilliwatts(),
                        more.dieMilliCelsius());
    }

    private List<EnergyBucket> gather(
            long from, long to, List<String> tables, ToLongFunction<Long> bucket, ZoneId... zone) throws IOException {
        return work(open -> {
            TreeMap<Long, EnergyBucket> all = new TreeMap<>();
            for (String table : tables) {
                ToLongFunction<Long> key =
                        zone.length > 0 && table.equals("minute") ? at -> hourOf(at, zone[0]) : bucket;
                // Minutes are known by their ends, hours and days by their starts.
                String span = table.equals("minute") ? "at > ?1 AND at <= ?2" : "at >= ?1 AND at < ?2";
                try (PreparedStatement ask =
                        open.prepareStatement("SELECT at, " + SUMS + " FROM " + table + " WHERE " + span)) {
                    ask.setLong(1, from);
                    ask.setLong(2, to);
                    collect(ask, all, key);
                }
            }
            return List.copyOf(all.values());
        });
    }

    /** Adds what a job cost; the oldest of more than {@value #MAX_JOBS} goes. */
    public void add(EnergyJob job) throws IOException {
        work(open -> {
            try (PreparedStatement insert = open.prepareStatement(
                    "INSERT INTO job(kind, began, ended, millijoules, cpu, good, at_least) VALUES(?,?,?,?,?,?,?)")) {
                insert.setString(1, job.kind());
                insert.setLong(2, job.beganMillis());
                insert.setLong(3, job.endedMillis());
                insert.setLong(4, job.millijoules());
                insert.setLong(5, job.cpuMillis());
                insert.setBoolean(6, job.good());
                insert.setBoolean(7, job.atLeast());
                insert.executeUpdate();
            }
            drop(open, "job", MAX_JOBS);
            return null;
        });
    }

    /** The latest jobs, the latest first. */
    public List<EnergyJob> jobs(int limit) throws IOException {
        return work(open -> {
            List<EnergyJob> jobs = new ArrayList<>();
            try (PreparedStatement ask = open.prepareStatement(
                    "SELECT kind, began, ended, millijoules, cpu, good, at_least FROM job ORDER BY id DESC LIMIT ?")) {
                ask.setInt(1, limit);
                try (ResultSet row = ask.executeQuery()) {
                    while (row.next()) {
                        jobs.add(new EnergyJob(
                                row.getString(1),
                                row.getLong(2),
                                row.getLong(3),
                                row.getLong(4),
                                row.getLong(5),
                                row.getBoolean(6),
                                row.getBoolean(7)));
                    }
                }
            }
            return jobs;
        });
    }

    /** Gives memory back until it is used again. */
    public synchronized void rest() {
        Connection open = connection;
        connection = null;
        if (open != null) {
            try {
                open.close();
            } catch (SQLException gone) {
                // What was committed is on the disk.
            }
        }
    }

    @Override
    public void close() {
        rest();
    }
}
