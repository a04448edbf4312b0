// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage.index;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hearthplug.storage.Entry;
import org.hearthplug.storage.FilePath;
import org.hearthplug.storage.Space;
import org.hearthplug.storage.StorageException;
import org.hearthplug.storage.media.Media;

/** The writing side of one account's index; for the indexer's thread alone. */
final class Catalog implements AutoCloseable {
    /** The top folder of a space. Entries count from 1. */
    static final long ROOT = 0;

    private static final int BATCH = 1000;

    /** A folder that cannot be looked at for one of these reasons costs the others nothing. */
    private static final Set<StorageException.Kind> PASSED_OVER = EnumSet.of(
            StorageException.Kind.NOT_FOUND, StorageException.Kind.NOT_A_FOLDER, StorageException.Kind.REFUSED);

    private final Connection db;
    private final PreparedStatement find;
    private final PreparedStatement children;
    private final PreparedStatement insert;
    private final PreparedStatement update;
    private final PreparedStatement remove;
    private final PreparedStatement removeMedia;
    private final PreparedStatement addWords;
    private final PreparedStatement removeWords;
    private final PreparedStatement unlooked;
    private final PreparedStatement keep;
    private final PreparedStatement done;
    private int pending;

    Catalog(Path file) throws IOException, SQLException {
        db = Database.openWriter(file);
        db.setAutoCommit(false);
        find = db.prepareStatement("SELECT id, mark FROM entry WHERE folder = ? AND name = ?");
        children = db.prepareStatement("SELECT id, name, mark, type FROM entry WHERE folder = ?");
        insert = db.prepareStatement("INSERT INTO entry(folder, name, type, bytes, modified, mark, kind, known)"
                + " VALUES(?, ?, ?, ?, ?, ?, ?, ?) RETURNING id");
        update = db.prepareStatement(
                "UPDATE entry SET type = ?, bytes = ?, modified = ?, mark = ?, kind = ?, known = ? WHERE id = ?");
        remove = db.prepareStatement("DELETE FROM entry WHERE id = ?");
        removeMedia = db.prepareStatement("DELETE FROM media WHERE id = ?");
        addWords = db.prepareStatement("INSERT OR REPLACE INTO words(rowid, folded) VALUES(?, ?)");
        removeWords = db.prepareStatement("DELETE FROM words WHERE rowid = ?");
        unlooked = db.prepareStatement(
                "SELECT id, folder, name, kind, modified FROM entry WHERE known = 0 ORDER BY id DESC LIMIT ?");
        keep = db.prepareStatement(
                "INSERT OR REPLACE INTO media(id, kind, taken, width, height, turn, seconds, preview_at, preview_bytes,"
                        + " title, artist, album, track, album_artist, disc)"
                        + " VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        done = db.prepareStatement("UPDATE entry SET known = 1 WHERE id = ?");
    }

    /** Brings one folder in line with the disk; returns the names of folders that are new to the index. */
    List<String> compare(Space space, FilePath folder) throws IOException, SQLException {
        long id = folderId(folder);
        if (id < 0) {
            return List.of();
        }
        Seen seen = new Seen();
        children.setLong(1, id);
        try (ResultSet rows = children.executeQuery()) {
            while (rows.next()) {
                seen.know(Seen.hash(rows.getString(2)), rows.getLong(3));
            }
        }
        List<String> fresh = new ArrayList<>();
        try {
            space.visit(folder, entry -> note(id, entry, seen, fresh));
        } catch (StorageException e) {
            if (!PASSED_OVER.contains(e.kind())) {
                throw e;
            }
            // Gone meanwhile: its parent is told of it too, and takes the folder away. Or somebody's own on a disk:
            // lost+found is root's.
            return List.of();
        } catch (Failed e) {
            throw e.cause;
        }
        forgetUnmet(id, seen);
        commit();
        return fresh;
    }

    /** Brings some names of a folder in line with the disk; returns the names of folders that are new to the index. */
    List<String> compare(Space space, FilePath folder, Set<String> names) throws IOException, SQLException {
        long id = folderId(folder);
        if (id < 0) {
            return List.of();
        }
        Map<String, Entry> there = new HashMap<>();
        try {
            space.visit(folder, names, entry -> there.put(entry.name(), entry));
        } catch (StorageException e) {
            if (!PASSED_OVER.contains(e.kind())) {
                throw e;
            }
            return List.of();
        }
        List<String> fresh = new ArrayList<>();
        for (String name : names) {
            Entry entry = there.get(name);
            Known known = known(id, name);
            if (entry == null) {
                if (known.id() > 0) {
                    forgetBelow(known.id());
                    forget(known.id());
                }
                continue;
            }
            long mark = Seen.mark(entry);
            if (known.id() < 0 || known.mark() != mark) {
                renew(id, known.id(), entry, mark, fresh);
            }
        }
        commit();
        return fresh;
    }

    /** Returns the names of the folders that the index knows in a folder. */
    List<String> folders(FilePath folder) throws SQLException {
        List<String> found = new ArrayList<>();
        try (PreparedStatement query = db.prepareStatement(
                "SELECT name FROM entry WHERE folder = ? AND type = " + Entry.Type.FOLDER.ordinal())) {
            query.setLong(1, folderId(folder));
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    found.add(rows.getString(1));
                }
            }
        }
        return found;
    }

    /** A failure of the database inside a visit. */
    private static final class Failed extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient SQLException cause;

        Failed(SQLException cause) {
            super(null, cause, false, false);
            this.cause = cause;
        }
    }

    private void note(long folder, Entry entry, Seen seen, List<String> fresh) {
        long mark = Seen.mark(entry);
        if (seen.meet(Seen.hash(entry.name()), mark)) {
            return;
        }
        try {
            renew(folder, child(folder, entry.name()), entry, mark, fresh);
        } catch (SQLException e) {
            throw new Failed(e);
        }
    }

    private void renew(long folder, long before, Entry entry, long mark, List<String> fresh) throws SQLException {
        if (before > 0) {
            // Another file, or another folder under the same name.
            forgetBelow(before);
        }
        store(folder, before, entry, mark);
        if (entry.type() == Entry.Type.FOLDER) {
            fresh.add(entry.name());
        }
    }

    private void store(long folder, long before, Entry entry, long mark) throws SQLException {
        int kind = Kinds.of(entry);
        int known = kind == Kinds.OTHER ? 1 : 0;
        if (before > 0) {
            update.setInt(1, entry.type().ordinal());
            update.setLong(2, entry.bytes());
            update.setLong(3, entry.modified().toEpochMilli());
            update.setLong(4, mark);
            update.setInt(5, kind);
            update.setInt(6, known);
            update.setLong(7, before);
            update.executeUpdate();
            if (kind == Kinds.OTHER) {
                removeMedia.setLong(1, before);
                removeMedia.executeUpdate();
            }
        } else {
            insert.setLong(1, folder);
            insert.setString(2, entry.name());
            insert.setInt(3, entry.type().ordinal());
            insert.setLong(4, entry.bytes());
            insert.setLong(5, entry.modified().toEpochMilli());
            insert.setLong(6, mark);
            insert.setInt(7, kind);
            insert.setInt(8, known);
            long id;
            try (ResultSet made = insert.executeQuery()) {
                made.next();
                id = made.getLong(1);
            }
            words(id, entry.name());
        }
        step();
    }

    private void words(long id, String text) throws SQLException {
        addWords.setLong(1, id);
        addWords.setString(2, Words.fold(text));
        addWords.executeUpdate();
    }

    private void forgetUnmet(long folder, Seen seen) throws SQLException {
        List<Long> gone = new ArrayList<>();
        children.setLong(1, folder);
        try (ResultSet rows = children.executeQuery()) {
            while (rows.next()) {
                if (!seen.wasMet(Seen.hash(rows.getString(2)))) {
                    gone.add(rows.getLong(1));
                }
            }
        }
        for (long id : gone) {
            forgetBelow(id);
            forget(id);
        }
    }

    /** Forgets all that lies below an entry, deepest last, without recursion. */
    private void forgetBelow(long top) throws SQLException {
        Deque<Long> open = new ArrayDeque<>(List.of(top));
        while (!open.isEmpty()) {
            List<Long> inside = new ArrayList<>();
            children.setLong(1, open.pop());
            try (ResultSet rows = children.executeQuery()) {
                while (rows.next()) {
                    inside.add(rows.getLong(1));
                    if (rows.getInt(4) == Entry.Type.FOLDER.ordinal()) {
                        open.push(rows.getLong(1));
                    }
                }
            }
            for (long id : inside) {
                forget(id);
            }
        }
    }

    private void forget(long id) throws SQLException {
        for (PreparedStatement statement : List.of(remove, removeMedia, removeWords)) {
            statement.setLong(1, id);
            statement.executeUpdate();
        }
        step();
    }

    /** A file that wants to be looked into. */
    record Unknown(long id, FilePath path, int kind, long modified) {}

    /** Returns some files whose content nobody has looked into yet. */
    List<Unknown> unknown(int limit) throws SQLException {
        List<Unknown> found = new ArrayList<>();
        unlooked.setInt(1, limit);
        try (ResultSet rows = unlooked.executeQuery();
                Paths paths = new Paths(db)) {
            while (rows.next()) {
                FilePath path = paths.of(rows.getLong(2), rows.getString(3));
                found.add(new Unknown(rows.getLong(1), path, rows.getInt(4), rows.getLong(5)));
            }
        }
        return found;
    }

    /** Keeps what a file says of itself. */
    void learn(Unknown file, Media media) throws SQLException {
        keep.setLong(1, file.id());
        keep.setInt(2, file.kind());
        keep.setLong(3, media.takenMillis().orElse(file.modified()));
        keep.setInt(4, media.width());
        keep.setInt(5, media.height());
        keep.setInt(6, media.turn());
        keep.setInt(7, media.seconds());
        keep.setLong(8, media.previewAt());
        keep.setInt(9, media.previewBytes());
        keep.setString(10, media.title());
        keep.setString(11, media.artist());
        keep.setString(12, media.album());
        keep.setInt(13, media.track());
        keep.setString(14, media.albumArtist());
        keep.setInt(15, media.disc());
        keep.executeUpdate();
        if (file.path() != null && !media.words().isEmpty()) {
            words(file.id(), file.path().name() + " " + media.words());
        }
        done.setLong(1, file.id());
        done.executeUpdate();
        step();
    }

    /** Returns the id of a folder, −1 when the index does not know it yet. */
    private long folderId(FilePath folder) throws SQLException {
        long id = ROOT;
        for (String name : folder.names()) {
            id = child(id, name);
            if (id < 0) {
                return -1;
            }
        }
        return id;
    }

    private long child(long folder, String name) throws SQLException {
        return known(folder, name).id();
    }

    /** What the index has of an entry; the id is −1 when it has none. */
    private record Known(long id, long mark) {}

    private Known known(long folder, String name) throws SQLException {
        find.setLong(1, folder);
        find.setString(2, name);
        try (ResultSet rows = find.executeQuery()) {
            return rows.next() ? new Known(rows.getLong(1), rows.getLong(2)) : new Known(-1, 0);
        }
    }

    private void step() throws SQLException {
        if (++pending >= BATCH) {
            commit();
        }
    }

    void commit() throws SQLException {
        db.commit();
        pending = 0;
    }

    @Override
    public void close() throws SQLException {
        db.close();
    }
}
