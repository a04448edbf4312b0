// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage.index;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hearthplug.storage.FilePath;

/** Paths of entries, from the folders' ids; remembers some of them, because neighbours come together. */
final class Paths implements AutoCloseable {
    private static final int REMEMBERED = 256;

    private final PreparedStatement above;
    private final Map<Long, List<String>> folders = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, List<String>> eldest) {
            return size() > REMEMBERED;
        }
    };

    Paths(Connection db) throws SQLException {
        above = db.prepareStatement("SELECT folder, name FROM entry WHERE id = ?");
    }

    /** Returns the path of an entry in a folder; null when the folder has just been forgotten. */
    FilePath of(long folder, String name) throws SQLException {
        List<String> names = folder(folder);
        if (names == null) {
            return null;
        }
        List<String> all = new ArrayList<>(names);
        all.add(name);
        return new FilePath(all);
    }

    private List<String> folder(long id) throws SQLException {
        List<String> known = folders.get(id);
        if (known != null) {
            return known;
        }
        List<String> names = new ArrayList<>();
        long at = id;
        while (at != Catalog.ROOT && names.size() <= FilePath.MAX_DEPTH) {
            above.setLong(1, at);
            try (ResultSet row = above.executeQuery()) {
                if (!row.next()) {
                    return null;
                }
                names.addFirst(row.getString(2));
                at = row.getLong(1);
            }
        }
        folders.put(id, names);
        return names;
    }

    @Override
    public void close() throws SQLException {
        above.close();
    }
}
