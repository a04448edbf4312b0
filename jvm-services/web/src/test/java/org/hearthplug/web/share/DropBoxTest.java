// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.share;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.hearthplug.storage.Entry;
import org.hearthplug.storage.StorageException;
import org.junit.jupiter.api.Test;

class DropBoxTest {
    private int readings;

    private String free(List<String> there, String name) throws StorageException {
        return DropBox.free(
                seen -> {
                    readings++;
                    there.forEach(one -> seen.accept(new Entry(one, Entry.Type.FILE, 1, Instant.EPOCH, "e")));
                },
                name);
    }

    @Test
    void theFirstNumberIsTakenThatIsFree() throws StorageException {
        assertThat(free(List.of(), "a.txt")).isEqualTo("a.txt");
        assertThat(free(List.of("b.txt", "A.txt", "a (2).TXT", "a (4).txt"), "a.txt"))
                .isEqualTo("a (3).txt");
    }

    @Test
    void aFolderFullOfOneNameIsNotReadOnceForEach() throws StorageException {
        List<String> there = new ArrayList<>(List.of("a.txt"));
        for (int i = 2; i <= 1000; i++) {
            there.add("a (" + i + ").txt");
        }
        assertThat(free(there, "a.txt")).isEqualTo("a (1001).txt");
        assertThat(readings).isLessThan(20);
    }
}
