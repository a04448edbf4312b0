// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.library;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.hearthplug.storage.FilePath;
import org.hearthplug.web.files.NumberedNames;

/**
 * Pictures and films that somebody put together.
 *
 * @param items in the order in which they were added; no path twice
 * @param cover the one that stands for all, if one was chosen
 */
record Album(List<Item> items, Optional<FilePath> cover) {
    static final Album EMPTY = new Album(List.of(), Optional.empty());

    /**
     * One of them.
     *
     * @param path where it was when it was added, or when the album was last changed
     * @param tag its entity tag then, by which it is found again when it is moved; empty when it is not known
     */
    record Item(FilePath path, String tag) {}

    Album {
        items = List.copyOf(items);
    }

    boolean holds(FilePath path) {
        return items.stream().anyMatch(item -> item.path().equals(path));
    }

    Album with(List<Item> more) {
        List<Item> all = new ArrayList<>(items);
        all.addAll(more);
        return new Album(all, cover);
    }

    Album without(Predicate<FilePath> gone) {
        return new Album(
                items.stream().filter(item -> !gone.test(item.path())).toList(),
                cover.filter(path -> !gone.test(path)));
    }

    Album withCover(FilePath path) {
        return new Album(items, Optional.of(path));
    }

    /** Returns the album with each item as it is now; of two that are the same file by now, the first stays. */
    Album healed(UnaryOperator<Item> now) {
        List<Item> all = new ArrayList<>(items.size());
        Set<FilePath> met = new HashSet<>();
        Optional<FilePath> front = cover;
        for (Item item : items) {
            Item healed = now.apply(item);
            if (cover.isPresent() && cover.get().equals(item.path())) {
                front = Optional.of(healed.path());
            }
            if (met.add(healed.path())) {
                all.add(healed);
            }
        }
        return new Album(all, front);
    }

    /** Returns the items by names of their own: pictures of one name out of several folders get numbers. */
    Map<String, Item> named() {
        Map<String, Item> named = new LinkedHashMap<>();
        Map<String, Integer> next = new LinkedHashMap<>();
        Set<String> taken = new HashSet<>();
        for (Item item : items) {
            String wanted = item.path().name();
            String name = wanted;
            int number = next.getOrDefault(key(wanted), 1);
            while (!taken.add(key(name))) {
                name = NumberedNames.numbered(wanted, ++number);
            }
            next.put(key(wanted), number);
            named.put(name, item);
        }
        return named;
    }

    private static String key(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
