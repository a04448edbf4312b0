// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage.index;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Properties;
import org.sqlite.JDBC;

/** One SQLite file: its schema, its limits, and how it is made again. */
final class Database {
    /** Moved whenever the schema or what is read from files changes: an index of another version is made again. */
    private static final int VERSION = 3;

    private static final List<String> LIMITS = List.of(
            "PRAGMA busy_timeout = 5000",
            "PRAGMA journal_mode = WAL",
            "PRAGMA synchronous = NORMAL",
            "PRAGMA cache_size = -768",
            "PRAGMA mmap_size = 0",
            "PRAGMA temp_store = FILE",
            "PRAGMA soft_heap_limit = 6291456",
            "PRAGMA journal_size_limit = 4194304",
            "PRAGMA trusted_schema = OFF");

    private static final List<String> SCHEMA = List.of(
            "CREATE TABLE entry(id INTEGER PRIMARY KEY, folder INTEGER NOT NULL, name TEXT NOT NULL, type INTEGER NOT NULL,"
                    + " bytes INTEGER NOT NULL, modified INTEGER NOT NULL, mark INTEGER NOT NULL, kind INTEGER NOT NULL, known INTEGER NOT NULL)",
            "CREATE UNIQUE INDEX entry_by_name ON entry(folder, name)",
            "CREATE INDEX entry_unknown ON entry(id) WHERE known = 0",
            "CREATE INDEX entry_by_mark ON entry(mark) WHERE kind IN (1, 2)",
            "CREATE TABLE media(id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, taken INTEGER NOT NULL, width INTEGER, height INTEGER,"
                    + " turn INTEGER, seconds INTEGER, preview_at INTEGER, preview_bytes INTEGER, title TEXT, artist TEXT, album TEXT, track INTEGER, album_artist TEXT, disc INTEGER)",
            "CREATE INDEX media_by_time ON media(taken, id) WHERE kind IN (1, 2)",
            "CREATE INDEX media_by_album ON media(album, artist) WHERE kind = 3",
            "CREATE VIRTUAL TABLE words USING fts5(folded, content='', contentless_delete=1, detail=none,"
                    + " tokenize='trigram case_sensitive 1')",
            "CREATE TABLE state(name TEXT PRIMARY KEY, value INTEGER NOT NULL)",
            "PRAGMA user_version = " + VERSION);

    private Database() {}

    /** Opens for writing; makes the file anew when it is missing, damaged or of another version. */
    static Connection openWriter(Path file) throws IOException, SQLException {
        try {
            Connection found = connect(file);
            if (version(found) == VERSION) {
                return found;
            }
            found.close();
        } catch (SQLException e) {
            // Damaged: what it held is all in the files themselves.
        }
        delete(file);
        Connection fresh = connect(file);
        try (Statement statement = fresh.createStatement()) {
            for (String sql : SCHEMA) {
                statement.execute(sql);
            }
        }
        return fresh;
    }

    /** Opens for asking. */
    static Connection openReader(Path file) throws SQLException {
        Connection reader = connect(file);
        try (Statement statement = reader.createStatement()) {
            statement.execute("PRAGMA query_only = ON");
        }
        return reader;
    }

    private static Connection connect(Path file) throws SQLException {
        Properties properties = new Properties();
        // The driver would ask for them after each statement, and nobody here wants them.
        properties.setProperty("jdbc.get_generated_keys", "false");
        Connection connection = JDBC.createConnection("jdbc:sqlite:" + file, properties);
        try (Statement statement = connection.createStatement()) {
            for (String sql : LIMITS) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        return connection;
    }

    private static int version(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery("PRAGMA user_version")) {
            return result.next() ? result.getInt(1) : 0;
        }
    }

    static void delete(Path file) throws IOException {
        for (String suffix : List.of("", "-wal", "-shm", "-journal")) {
            Files.deleteIfExists(file.resolveSibling(file.getFileName() + suffix));
        }
    }
}
