// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage;

import java.io.IOException;
import java.lang.ref.SoftReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.TreeSet;

/**
 * The names of a folder in order, page by page. A disk tells names in its own order, so each page means reading all of them; a client that
 * walks through 100,000 entries would have the folder read a hundred times. What follows a page is therefore remembered, as far as
 * {@value #PAGES_AHEAD} pages, as long as the folder does not change and the memory is not wanted. Safe for many threads.
 */
final class NextNames {
    private static final int PAGES_AHEAD = 10;
    /** A folder that changed so shortly before it was read could change again within the same time stamp. */
    private static final long SETTLED_MILLIS = 2000;

    private SoftReference<Ahead> ahead = new SoftReference<>(null);

    /** Names of a state of a folder: all that are greater than {@code after}, up to the last one here. */
    private record Ahead(NameHints.Stamp stamp, String after, List<String> names, boolean whole) {
        List<String> page(NameHints.Stamp now, String from, int count) {
            if (!stamp.equals(now) || from.compareTo(after) < 0) {
                return null;
            }
            int at = Collections.binarySearch(names, from);
            int first = at < 0 ? -at - 1 : at + 1;
            if (!whole && names.size() - first < count) {
                return null;
            }
            return List.copyOf(names.subList(first, Math.min(names.size(), first + count)));
        }
    }

    /** Returns the first {@code count} names that are greater than {@code after}, in order; fewer only at the folder's end. */
    List<String> after(Folder folder, String after, int count) throws IOException {
        NameHints.Stamp now = NameHints.stamp(folder);
        Ahead known = ahead();
        List<String> page = known == null ? null : known.page(now, after, count);
        if (page != null) {
            return page;
        }
        boolean settled = System.currentTimeMillis() - now.changed().toMillis() > SETTLED_MILLIS;
        int wanted = settled ? count * PAGES_AHEAD : count;
        TreeSet<String> names = new TreeSet<>();
        boolean[] whole = {true};
        Neighbours.each(folder, name -> {
            boolean full = names.size() == wanted;
            if (name.compareTo(after) <= 0) {
                return;
            }
            if (full) {
                whole[0] = false;
                if (name.compareTo(names.last()) > 0) {
                    return;
                }
                names.pollLast();
            }
            names.add(name);
        });
        Ahead fresh = new Ahead(now, after, new ArrayList<>(names), whole[0]);
        if (settled && fresh.names().size() > count) {
            remember(fresh);
        }
        return List.copyOf(
                fresh.names().subList(0, Math.min(count, fresh.names().size())));
    }

    private synchronized Ahead ahead() {
        return ahead.get();
    }

    private synchronized void remember(Ahead fresh) {
        ahead = new SoftReference<>(fresh);
    }
}
