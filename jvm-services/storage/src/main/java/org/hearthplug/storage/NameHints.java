// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage;

import java.io.IOException;
import java.nio.file.attribute.FileTime;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Remembers which names two folders hold, as hashes of their folding keys, so that storing ten thousand photos in one folder does not
 * read the folder ten thousand times. A folder is known by inode and time of change; whatever happens to it from elsewhere makes the
 * memory void. A hash that is there says only: look closely; one that is not there says: free. Safe for many threads.
 */
final class NameHints {
    private static final int MAX_FOLDERS = 2;
    private static final int MAX_NAMES = 200_000;

    private final Map<Long, Known> folders = new LinkedHashMap<>(4, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Known> eldest) {
            return size() > MAX_FOLDERS;
        }
    };

    /** Which folder, and which state of it. */
    record Stamp(long inode, FileTime changed) {}

    private static final class Known {
        private final LongSet hashes = new LongSet();
        private FileTime changed;
    }

    /** Returns the state of a folder now. */
    static Stamp stamp(Folder folder) throws IOException {
        return folder.stamp();
    }

    /** As {@link Neighbours#requireFree}, but reads the folder only when it has to; the caller holds the folder's lock. */
    void requireFree(Folder folder, FilePath path, String but) throws IOException {
        requireFree(folder, stamp(folder), path, but);
    }

    /** The same, when the folder's state has just been looked at. */
    void requireFree(Folder folder, Stamp now, FilePath path, String but) throws IOException {
        long hash = hash(path.name());
        if (isKnownFree(now, hash)) {
            return;
        }
        Known fresh = new Known();
        fresh.changed = now.changed();
        Neighbours.requireFree(folder, path, but, name -> {
            if (fresh.hashes.size() <= MAX_NAMES) {
                fresh.hashes.add(hash(name));
            }
        });
        if (fresh.hashes.size() <= MAX_NAMES) {
            synchronized (this) {
                folders.put(now.inode(), fresh);
            }
        }
    }

    synchronized boolean isKnownFree(Stamp now, long hash) {
        Known known = folders.get(now.inode());
        return known != null && known.changed.equals(now.changed()) && !known.hashes.contains(hash);
    }

    /** Notes a change of our own: what was known before it is still known after it. */
    void settle(Folder folder, Stamp before, String added) throws IOException {
        Stamp after = stamp(folder);
        synchronized (this) {
            Known known = folders.get(before.inode());
            if (known != null && known.changed.equals(before.changed())) {
                known.changed = after.changed();
                if (added != null) {
                    known.hashes.add(hash(added));
                }
            }
        }
    }

    /** 64 bits of the folding key: FNV-1a, which spreads short texts well enough for a hint. */
    static long hash(String name) {
        String key = Names.foldingKey(name);
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < key.length(); i++) {
            hash = (hash ^ key.charAt(i)) * 0x100000001b3L;
        }
        return hash == 0 ? 1 : hash;
    }
}
