// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.share;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.hearthplug.storage.FilePath;
import org.hearthplug.web.http.Problem;
import org.hearthplug.web.state.StateFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is kept of links, and that it stays readable. */
class SharesTest {
    @TempDir
    Path folder;

    private Instant now = Instant.parse("2026-12-01T10:00:00.123456789Z");

    @Test
    void aLinkThatCouldNotBeTakenBackOnTheDiskIsTakenBackAtTheNextTry() throws IOException {
        Shares shares = open();
        Shares.Fresh fresh = shares.add(draft("", "Album", Optional.empty()));
        Path obstacle = folder.resolve(".shares.json.new/full");
        Files.createDirectories(obstacle);
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> shares.revoke("", fresh.share().id()));
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> shares.add(draft("", "Other", Optional.empty())));
        assertThat(shares.of("")).containsExactly(fresh.share());
        Files.delete(obstacle);
        Files.delete(obstacle.getParent());
        shares.revoke("", fresh.share().id());
        assertThat(open().of("")).isEmpty();
    }

    @Test
    void noMoreLinksAreMadeThanCanBeReadAgainWithAllThatIsNotedOfThem() throws IOException {
        Shares shares = open();
        FilePath deep = new FilePath(Collections.nCopies(8, "\"".repeat(240)));
        List<Shares.Fresh> made = new ArrayList<>();
        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> {
                    for (int i = 0; i < 32 * Shares.MAX_OF_ONE_AMONG_MANY; i++) {
                        String person = "person-" + i / Shares.MAX_OF_ONE_AMONG_MANY;
                        made.add(shares.add(draft(person, deep, Optional.empty())));
                    }
                })
                .matches(e -> e.status() == 409)
                .withMessageContaining("Take back");
        assertThat(made).hasSizeGreaterThan(50);
        for (Shares.Fresh one : made) {
            shares.visited(one.share());
            shares.reserve(one.share(), one.share().maxBytes());
            shares.settle(one.share(), one.share().maxBytes(), true);
        }
        assertThat(open().require(made.getLast().token()).path()).isEqualTo(deep);
        shares.revoke("person-0", made.getFirst().share().id());
        shares.add(draft("person-0", deep, Optional.empty()));
    }

    @Test
    void whatExpiredLongAgoGoesWhenAnotherIsMade() throws IOException {
        Shares shares = open();
        shares.add(draft("ben", "Brief", Optional.of(now.plusSeconds(60))));
        now = now.plus(Duration.ofDays(31));
        shares.add(draft("carl", "Album", Optional.empty()));
        assertThat(Files.readString(folder.resolve("people-shares.json"))).doesNotContain("Brief");
    }

    private static Share draft(String person, String name, Optional<Instant> expires) {
        return draft(person, new FilePath(List.of(name)), expires);
    }

    private static Share draft(String person, FilePath path, Optional<Instant> expires) {
        return new Share("", "", path, true, false, false, "", "", Instant.EPOCH, expires, 1L << 40, person);
    }

    private Shares open() throws IOException {
        return new Shares(
                new StateFile(folder.resolve("shares.json")),
                new StateFile(folder.resolve("people-shares.json")),
                () -> now);
    }
}
