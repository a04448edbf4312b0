// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage.index;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.hearthplug.storage.Entry;
import org.hearthplug.storage.FilePath;

/**
 * The asking side of one account's index; one question after the other. A file that is missing or damaged answers with nothing, the
 * indexer makes it again.
 */
final class Reader implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(Reader.class.getName());

    /** How many candidates one search looks at; a question that fits more than these is answered from the latest of them. */
    private static final int MAX_CANDIDATES = 20_000;

    private static final String PICTURE =
            "SELECT m.id, m.kind, m.taken, m.width, m.height, m.turn, m.seconds, m.preview_bytes, e.folder, e.name, e.bytes"
                    + " FROM media m JOIN entry e ON e.id = m.id";

    private static final long REST_NANOS = 60_000_000_000L;
    private static final DateTimeFormatter MONTH =
            DateTimeFormatter.ofPattern("uuuu-MM").withZone(ZoneOffset.UTC);

    private final Path file;
    private Connection db;
    private long asked;

    Reader(Path file) {
        this.file = file;
    }

    /** A question to the database. */
    private interface Question<T> {
        T ask(Connection db) throws SQLException;
    }

    private synchronized <T> T ask(T nothing, Question<T> question) {
        try {
            if (db == null) {
                if (!Files.exists(file)) {
                    return nothing;
                }
                db = Database.openReader(file);
            }
            asked = System.nanoTime();
            return question.ask(db);
        } catch (SQLException e) {
            // Just being made anew, or damaged; the indexer finds that out by itself.
            LOG.log(Level.FINE, "The index does not answer.", e);
            close();
            return nothing;
        }
    }

    List<Match> search(List<String> words, FilePath under, int limit) {
        String grams = Words.question(words);
        String sql = grams.isEmpty()
                ? "SELECT e.id, e.folder, e.name, m.title, m.artist, m.album, m.album_artist FROM entry e LEFT JOIN media m ON m.id = e.id"
                        + " ORDER BY e.id DESC LIMIT " + MAX_CANDIDATES
                : "SELECT e.id, e.folder, e.name, m.title, m.artist, m.album, m.album_artist FROM words w JOIN entry e ON e.id = w.rowid"
                        + " LEFT JOIN media m ON m.id = e.id WHERE words MATCH ? ORDER BY w.rowid DESC LIMIT "
                        + MAX_CANDIDATES;
        return ask(List.of(), connection -> {
            List<Match> found = new ArrayList<>();
            try (PreparedStatement query = connection.prepareStatement(sql);
                    Paths paths = new Paths(connection)) {
                if (!grams.isEmpty()) {
                    query.setString(1, grams);
                }
                try (ResultSet rows = query.executeQuery()) {
                    while (rows.next() && found.size() < limit) {
                        if (Words.inAll(Words.fold(textOf(rows)), words)) {
                            FilePath path = paths.of(rows.getLong(2), rows.getString(3));
                            if (path != null && path.startsWith(under) && !path.equals(under)) {
                                found.add(new Match(path, null));
                            }
                        }
                    }
                }
            }
            return found;
        });
    }

    private static String textOf(ResultSet row) throws SQLException {
        StringBuilder text = new StringBuilder(row.getString(3));
        for (int i = 4; i <= 7; i++) {
            String more = row.getString(i);
            if (more != null && !more.isEmpty()) {
                text.append(' ').append(more);
            }
        }
        return text.toString();
    }

    List<Picture> pictures(PictureKey before, int limit) {
        return ask(List.of(), connection -> {
            List<Picture> found = new ArrayList<>();
            try (PreparedStatement query =
                            connection.prepareStatement(PICTURE + " WHERE m.kind IN (1, 2) AND (m.taken, m.id) < (?, ?)"
                                    + " ORDER BY m.taken DESC, m.id DESC LIMIT " + limit);
                    Paths paths = new Paths(connection)) {
                query.setLong(1, before.takenMillis());
                query.setLong(2, before.id());
                try (ResultSet row = query.executeQuery()) {
                    while (row.next()) {
                        FilePath path = paths.of(row.getLong(9), row.getString(10));
                        if (path != null) {
                            found.add(picture(row, path));
                        }
                    }
                }
            }
            return found;
        });
    }

    Map<FilePath, Picture> pictures(Collection<FilePath> wanted) {
        return ask(Map.of(), connection -> {
            Map<FilePath, Picture> found = new HashMap<>();
            try (Places places = new Places(connection);
                    PreparedStatement query =
                            connection.prepareStatement(PICTURE + " WHERE m.id = ? AND m.kind IN (1, 2)")) {
                for (FilePath path : wanted) {
                    query.setLong(1, places.of(path));
                    try (ResultSet row = query.executeQuery()) {
                        if (row.next()) {
                            found.put(path, picture(row, path));
                        }
                    }
                }
            }
            return found;
        });
    }

    Optional<FilePath> marked(long mark) {
        return ask(Optional.empty(), connection -> {
            try (PreparedStatement query = connection.prepareStatement(
                            "SELECT folder, name FROM entry WHERE mark = ? AND kind IN (1, 2) LIMIT 1");
                    Paths paths = new Paths(connection)) {
                query.setLong(1, mark);
                try (ResultSet row = query.executeQuery()) {
                    return row.next()
                            ? Optional.ofNullable(paths.of(row.getLong(1), row.getString(2)))
                            : Optional.empty();
                }
            }
        });
    }

    private static Picture picture(ResultSet row, FilePath path) throws SQLException {
        boolean sideways = row.getInt(6) >= 5;
        return new Picture(
                new PictureKey(row.getLong(3), row.getLong(1)).toString(),
                path,
                row.getInt(2) == Kinds.VIDEO,
                row.getLong(3),
                row.getInt(sideways ? 5 : 4),
                row.getInt(sideways ? 4 : 5),
                row.getInt(7),
                row.getLong(11),
                row.getInt(8) > 0);
    }

    Map<String, Integer> months() {
        return ask(Map.of(), connection -> {
            Map<String, Integer> months = new LinkedHashMap<>();
            try (PreparedStatement query = connection.prepareStatement(
                            "SELECT taken FROM media WHERE kind IN (1, 2) ORDER BY taken DESC");
                    ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    months.merge(MONTH.format(Instant.ofEpochMilli(row.getLong(1))), 1, Integer::sum);
                }
            }
            return months;
        });
    }

    List<Song> songs(int from, int limit) {
        return ask(List.of(), connection -> {
            List<Song> found = new ArrayList<>();
            try (PreparedStatement query = connection.prepareStatement(
                            "SELECT m.title, m.artist, m.album, m.track, m.seconds, e.folder, e.name, m.album_artist, m.disc,"
                                    + " m.preview_bytes FROM media m"
                                    + " JOIN entry e ON e.id = m.id WHERE m.kind = 3"
                                    + " ORDER BY m.artist = '', m.artist, m.album, m.disc, m.track, e.name, e.id LIMIT "
                                    + limit
                                    + " OFFSET " + from);
                    Paths paths = new Paths(connection);
                    ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    FilePath path = paths.of(row.getLong(6), row.getString(7));
                    if (path != null) {
                        found.add(new Song(
                                path,
                                row.getString(1),
                                row.getString(2),
                                row.getString(3),
                                row.getInt(4),
                                row.getString(8),
                                row.getInt(9),
                                row.getInt(10) > 0,
                                row.getInt(5)));
                    }
                }
            }
            return found;
        });
    }

    Optional<Preview> preview(FilePath path, Entry entry) {
        return ask(Optional.empty(), connection -> {
            try (Places places = new Places(connection);
                    PreparedStatement query = connection.prepareStatement(
                            "SELECT m.preview_at, m.preview_bytes, m.turn FROM media m JOIN entry e ON e.id = m.id"
                                    + " WHERE m.id = ? AND e.mark = ? AND e.known = 1 AND m.preview_bytes > 0")) {
                query.setLong(1, places.of(path));
                query.setLong(2, Seen.mark(entry));
                try (ResultSet row = query.executeQuery()) {
                    return row.next()
                            ? Optional.of(new Preview(row.getLong(1), row.getInt(2), row.getInt(3)))
                            : Optional.empty();
                }
            }
        });
    }

    /** Closes the file when nobody has asked for a minute. */
    synchronized void rest() {
        if (db != null && System.nanoTime() - asked > REST_NANOS) {
            close();
        }
    }

    @Override
    public synchronized void close() {
        if (db == null) {
            return;
        }
        try {
            db.close();
        } catch (SQLException e) {
            LOG.log(Level.FINE, "The index did not close cleanly.", e);
        }
        db = null;
    }
}
