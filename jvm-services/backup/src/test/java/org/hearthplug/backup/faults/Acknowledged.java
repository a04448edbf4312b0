// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.hearthplug.backup.Scratch;

/** What a life said, and whether that is true of what it left behind. */
final class Acknowledged {
    private final Set<String> alive = new LinkedHashSet<>();

    /** Takes one of {@link Life}'s lines. */
    void hear(String line) {
        if (line.startsWith("kept ")) {
            alive.add(line.substring(5));
        } else if (line.startsWith("forgets ")) {
            alive.remove(line.substring(8));
        }
    }

    /**
     * Stock restic finds nothing wrong in all the data, and every acknowledged snapshot is there and restores whole.
     *
     * @return how many snapshots those are
     */
    int assertWhole(Path repository, Path dir, String when) {
        assertThat(Scratch.restic(repository, dir, "unlock", "--remove-all").code())
                .as(when)
                .isZero();
        Scratch.Ran check = Scratch.restic(repository, dir, "check", "--read-data");
        assertThat(check.code()).as(when + ": " + check.out()).isZero();
        String there = Scratch.restic(repository, dir, "snapshots", "--json").out();
        for (String id : alive) {
            assertThat(there).as(when).contains("\"id\":\"" + id + "\"");
        }
        for (String id : List.copyOf(alive)) {
            Path out = dir.resolve("out-" + id);
            Scratch.Ran restored =
                    Scratch.restic(repository, dir, "restore", "--verify", id, "--target", out.toString());
            assertThat(restored.code()).as(when + ": " + restored.out()).isZero();
            Scratch.delete(out);
        }
        return alive.size();
    }
}
