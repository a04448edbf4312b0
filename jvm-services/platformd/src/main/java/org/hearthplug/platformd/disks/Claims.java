// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.disks;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Who works on what: one at a time on a volume, and on a file system. For any number of threads. */
final class Claims {
    private final Set<String> claimed = new HashSet<>();

    /** A claim, until it is closed. */
    final class Claim implements AutoCloseable {
        private final List<String> names;

        private Claim(List<String> names) {
            this.names = names;
        }

        @Override
        public void close() {
            synchronized (Claims.this) {
                names.forEach(claimed::remove);
            }
        }
    }

    /** Claims a volume and, where it has one, its id; empty when somebody has either. */
    synchronized Optional<Claim> take(Seen seen) {
        List<String> names =
                seen.id().isEmpty() ? List.of(volume(seen.name())) : List.of(volume(seen.name()), id(seen.id()));
        if (names.stream().anyMatch(claimed::contains)) {
            return Optional.empty();
        }
        claimed.addAll(names);
        return Optional.of(new Claim(names));
    }

    /** Claims an id besides; false when somebody has it. */
    synchronized Optional<Claim> takeId(String id) {
        return claimed.add(id(id)) ? Optional.of(new Claim(List.of(id(id)))) : Optional.empty();
    }

    synchronized boolean hasId(String id) {
        return claimed.contains(id(id));
    }

    private static String volume(String name) {
        return "volume " + name;
    }

    private static String id(String id) {
        return "id " + id;
    }
}
