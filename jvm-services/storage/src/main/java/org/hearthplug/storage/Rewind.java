// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * Where that is now which was somewhere at a moment: the present, with all later changes taken back, the latest first. Places are texts:
 * {@code /Photos/a.jpg}, the empty text for the topmost folder, or one of {@link History}'s names.
 */
final class Rewind {
    /** By place then: the place now; empty for nothing. What has no entry, nor a folder above with one, is where it was. */
    private final TreeMap<String, Optional<String>> moved = new TreeMap<>();

    private final Set<String> approximate = new HashSet<>();

    /**
     * Takes changes back.
     *
     * @param changes all that are known, in order
     * @param kept whether a former content is still there; the one that followed stands in for one that is not
     */
    Rewind(List<History.Change> changes, Instant at, Predicate<String> kept) {
        for (int i = changes.size() - 1; i >= 0 && changes.get(i).at().isAfter(at); i--) {
            History.Change change = changes.get(i);
            String id = change.to().startsWith(History.FORMER) ? change.to().substring(History.FORMER.length()) : null;
            // one that was given back is where the changes since have taken it
            if (id != null && !moved.containsKey(change.to()) && !kept.test(id)) {
                approximate.add(change.from());
            } else {
                takeBack(change.from(), change.to());
            }
        }
    }

    private void takeBack(String from, String to) {
        Optional<String> now = now(to);
        Map<String, Optional<String>> inside = new HashMap<>();
        var below = moved.subMap(to + "/", to + "0"); // '0' follows '/'
        below.forEach((place, where) -> inside.put(place.substring(to.length()), where));
        below.clear();
        moved.subMap(from + "/", from + "0").clear();
        if (to.startsWith("/")) {
            moved.put(to, Optional.empty());
        } else {
            moved.remove(to);
        }
        moved.put(from, now);
        inside.forEach((rest, where) -> moved.put(from + rest, where));
    }

    /** Returns where that is now which was at a place then; empty when nothing was. */
    Optional<String> now(String place) {
        for (String above = place; ; above = above.substring(0, above.lastIndexOf('/'))) {
            Optional<String> known = moved.get(above);
            if (known != null) {
                String rest = place.substring(above.length());
                return known.map(where -> where + rest);
            }
            if (above.lastIndexOf('/') < 0) {
                return Optional.of(place);
            }
        }
    }

    /** Returns what was directly in a folder then and is elsewhere now (or, when empty, was not there then), by name. */
    Map<String, Optional<String>> children(String folder) {
        Map<String, Optional<String>> found = new HashMap<>();
        moved.subMap(folder + "/", folder + "0").forEach((place, where) -> {
            String name = place.substring(folder.length() + 1);
            if (name.indexOf('/') < 0) {
                found.put(name, where);
            }
        });
        return found;
    }

    /** Returns whether a later content stands in for one that is no longer kept. */
    boolean isApproximate(String place) {
        return approximate.contains(place);
    }
}
