// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage.energy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.sqlite.JDBC;

/** The SQLite file: its schema, and what happens when it is damaged. */
final class EnergyTables {
    private static final Logger LOG = Logger.getLogger(EnergyTables.class.getName());
    private static final int VERSION = 1;

    /** A commit is on the disk when it returns; one connection, so a rollback journal is cheaper than a log with its shared memory. */
    private static final List<String> SETTINGS = List.of(
            "PRAGMA busy_timeout = 5000",
            "PRAGMA journal_mode = TRUNCATE",
            "PRAGMA synchronous = FULL",
            "PRAGMA cache_size = -128",
            "PRAGMA mmap_size = 0",
            "PRAGMA temp_store = FILE",
            "PRAGMA soft_heap_limit = 6291456",
            "PRAGMA trusted_schema = OFF");

    private static final String SUMS = "millis INTEGER NOT NULL, measured INTEGER NOT NULL, modelled INTEGER NOT NULL,"
            + " u0 INTEGER NOT NULL, u1 INTEGER NOT NULL, u2 INTEGER NOT NULL, u3 INTEGER NOT NULL, u4 INTEGER NOT NULL,"
            + " peak INTEGER NOT NULL, die INTEGER";

    private static final List<String> SCHEMA = List.of(
            "CREATE TABLE minute(id INTEGER PRIMARY KEY, at INTEGER NOT NULL, " + SUMS
                    + ", boot TEXT NOT NULL, uptime INTEGER NOT NULL)",
            "CREATE TABLE run(run TEXT PRIMARY KEY, sequence INTEGER NOT NULL, touched INTEGER NOT NULL)",
            "CREATE INDEX minute_by_time ON minute(at)",
            "CREATE TABLE hour(at INTEGER PRIMARY KEY, " + SUMS + ")",
            "CREATE TABLE day(at INTEGER PRIMARY KEY, " + SUMS + ")",
            "CREATE TABLE job(id INTEGER PRIMARY KEY, kind TEXT NOT NULL, began INTEGER NOT NULL, ended INTEGER NOT NULL,"
                    + " millijoules INTEGER NOT NULL, cpu INTEGER NOT NULL, good INTEGER NOT NULL, at_least INTEGER NOT NULL)",
            "PRAGMA user_version = " + VERSION);

    private EnergyTables() {}

    /**
     * Opens the file; makes it when it is missing. A file that is no database any more is put aside as {@code .damaged}, for whoever
     * wants to rescue it, and a new one is begun.
     */
    static Connection open(Path file) throws SQLException, IOException {
        try {
            return connect(file);
        } catch (SQLException damaged) {
            if (!isDamage(damaged)) {
                throw damaged;
            }
            LOG.log(Level.WARNING, "The history of energy is damaged; it is put aside and begun anew.", damaged);
            setAside(file);
            return connect(file);
        }
    }

    /** Whether the file itself is at fault, and not a full disk or a busy one. */
    static boolean isDamage(SQLException failure) {
        int code = failure.getErrorCode() & 0xff;
        return code == 11 || code == 26; // SQLITE_CORRUPT, SQLITE_NOTADB
    }

    static void setAside(Path file) throws IOException {
        Files.deleteIfExists(file.resolveSibling(file.getFileName() + "-journal"));
        if (Files.exists(file)) {
            Files.move(
                    file,
                    file.resolveSibling(file.getFileName() + ".damaged"),
                    StandardCopyOption.REPLACE_EXISTING,
                    StandardCopyOption.ATOMIC_MOVE);
        }
    }

    private static Connection connect(Path file) throws SQLException, IOException {
        if (!Files.exists(file)) {
            // When a household is at home can be read from it. SQLite gives its journal the same rights.
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
        Connection connection = JDBC.createConnection("jdbc:sqlite:" + file, new Properties());
        try (Statement statement = connection.createStatement()) {
            for (String sql : SETTINGS) {
                statement.execute(sql);
            }
            connection.setAutoCommit(false);
            if (version(statement) == 0) {
                for (String sql : SCHEMA) {
                    statement.execute(sql);
                }
            }
            connection.commit();
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }

    private static int version(Statement statement) throws SQLException {
        try (ResultSet result = statement.executeQuery("PRAGMA user_version")) {
            return result.next() ? result.getInt(1) : 0;
        }
    }
}
