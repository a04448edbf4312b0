// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Follows a place back through renames, and finds the former contents of what was there. */
final class Trail {
    private Trail() {}

    /**
     * Returns the notes of former contents of a place and of what is below it, the latest first; without {@code own} also of what was
     * deleted there, because many a program replaces a file by deleting it first.
     *
     * @param own whether only those of what is there now are meant, not those of what was there before it and went elsewhere
     */
    static List<History.Change> of(List<History.Change> changes, String place, boolean own) {
        Set<String> places = new HashSet<>(Set.of(place));
        Set<String> others = new HashSet<>();
        List<History.Change> found = new ArrayList<>();
        for (int i = changes.size() - 1; i >= 0; i--) {
            History.Change change = changes.get(i);
            boolean former = change.to().startsWith(History.FORMER);
            if (former) {
                if (covers(places, change.from()) && !covers(others, change.from())) {
                    found.add(change);
                }
                continue;
            }
            if (!own && places.contains(change.from()) && change.to().startsWith(History.BIN)) {
                found.add(change);
            }
            if (own && covers(places, change.from()) && !covers(places, change.to())) {
                others.add(change.from());
            }
            follow(places, change);
        }
        return found;
    }

    private static boolean covers(Set<String> places, String place) {
        return places.stream().anyMatch(one -> place.equals(one) || place.startsWith(one + "/"));
    }

    private static void follow(Set<String> places, History.Change change) {
        if (covers(places, change.to())) {
            places.add(change.from());
            return;
        }
        for (String one : List.copyOf(places)) {
            if (one.startsWith(change.to() + "/")) {
                places.add(change.from() + one.substring(change.to().length()));
            }
        }
    }
}
