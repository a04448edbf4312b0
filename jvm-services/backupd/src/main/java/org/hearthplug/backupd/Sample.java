// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backupd;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.hearthplug.backup.Entry;

/**
 * Files of a snapshot, chosen by walking down from its root at random. A folder is asked for once, for each question costs a far target a dozen of
 * messages, and little of it is kept, for it may have a hundred thousand entries.
 */
final class Sample {
    private static final int FILES = 20;
    private static final long BYTES = 64L << 20;
    private static final int WALKS = 200;
    private static final int DEPTH = 64;
    private static final int FOLDERS_KEPT = 256;
    private static final int ENTRIES_KEPT = 64;

    private final Folders folders;
    private final RandomGenerator random;
    private final SequencedMap<String, List<Entry>> kept = new LinkedHashMap<>();

    /** Where the entries of a folder come from. */
    interface Folders {
        void list(String path, Consumer<Entry> each);
    }

    Sample(Folders folders, RandomGenerator random) {
        this.folders = folders;
        this.random = random;
    }

    /** Returns the paths of at most {@value #FILES} files, 64 MiB in all or one that is larger; fewer when so many walks find no more. */
    Set<String> files() {
        Set<String> chosen = new TreeSet<>();
        long bytes = 0;
        for (int i = 0; i < WALKS && chosen.size() < FILES && bytes < BYTES; i++) {
            Entry file = walk();
            boolean fits = file != null && (chosen.isEmpty() || bytes + file.bytes() <= BYTES);
            if (fits && chosen.add(file.path())) {
                bytes += file.bytes();
            }
        }
        return chosen;
    }

    private Entry walk() {
        String path = "/";
        for (int depth = 0; depth < DEPTH; depth++) {
            List<Entry> entries = kept.get(path);
            if (entries == null) {
                entries = some(path);
                if (kept.size() == FOLDERS_KEPT) {
                    kept.pollFirstEntry();
                }
                kept.put(path, entries);
            }
            if (entries.isEmpty()) {
                return null;
            }
            Entry next = entries.get(random.nextInt(entries.size()));
            if (next.type().equals("file")) {
                return next;
            }
            if (!next.type().equals("dir")) {
                return null;
            }
            path = next.path();
        }
        return null;
    }

    /** A folder's entries, or as many of them as are kept, each as likely as the other. */
    private List<Entry> some(String path) {
        List<Entry> some = new ArrayList<>();
        long[] seen = {0};
        folders.list(path, entry -> {
            if (some.size() < ENTRIES_KEPT) {
                some.add(entry);
            } else {
                long place = random.nextLong(seen[0] + 1);
                if (place < ENTRIES_KEPT) {
                    some.set((int) place, entry);
                }
            }
            seen[0]++;
        });
        return some;
    }
}
