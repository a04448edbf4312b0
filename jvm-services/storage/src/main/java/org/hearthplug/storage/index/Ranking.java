// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage.index;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.hearthplug.storage.Entry;

/** The best first: names that begin with what was asked for, folders before files, the latest before older ones. */
final class Ranking {
    private Ranking() {}

    static List<Match> sorted(List<Match> matches, List<String> words) {
        String whole = String.join(" ", words);
        List<Match> sorted = new ArrayList<>(matches);
        sorted.sort(Comparator.comparingInt((Match match) -> rank(match, whole, words))
                .thenComparing(match -> match.entry().type() != Entry.Type.FOLDER)
                .thenComparing(match -> match.entry().modified(), Comparator.reverseOrder()));
        return sorted;
    }

    private static int rank(Match match, String whole, List<String> words) {
        String name = Words.fold(match.path().name());
        int dot = name.lastIndexOf('.');
        if (name.equals(whole) || dot > 0 && name.substring(0, dot).equals(whole)) {
            return 0;
        }
        if (name.startsWith(words.getFirst())) {
            return 1;
        }
        return Words.inAll(name, words) ? 2 : 3;
    }
}
