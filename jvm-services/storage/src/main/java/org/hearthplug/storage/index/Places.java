// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage.index;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.hearthplug.storage.FilePath;

/** Entries' ids, from their paths; remembers some folders, because neighbours come together. */
final class Places implements AutoCloseable {
    private static final int REMEMBERED = 64;
    private static final long NOWHERE = -1;

    private final PreparedStatement step;
    private final Map<FilePath, Long> folders = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<FilePath, Long> eldest) {
            return size() > REMEMBERED;
        }
    };

    Places(Connection db) throws SQLException {
        step = db.prepareStatement("SELECT id FROM entry WHERE folder = ? AND name = ?");
    }

    /** Returns the id of an entry; −1 when the index does not know it. */
    long of(FilePath path) throws SQLException {
        if (path.isRoot()) {
            return Catalog.ROOT;
        }
        FilePath above = path.parent();
        Long folder = folders.get(above);
        if (folder == null) {
            folder = of(above);
            folders.put(above, folder);
        }
        if (folder == NOWHERE) {
            return NOWHERE;
        }
        step.setLong(1, folder);
        step.setString(2, path.name());
        try (ResultSet row = step.executeQuery()) {
            return row.next() ? row.getLong(1) : NOWHERE;
        }
    }

    @Override
    public void close() throws SQLException {
        step.close();
    }
}
