// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Set;
import org.hearthplug.storage.FilePath;
import org.hearthplug.storage.StorageException;
import org.hearthplug.storage.index.Indexer.Place;
import org.junit.jupiter.api.Test;

class ChangesTest {
    private static final long SECOND = 1_000_000_000L;
    private final Place photos = new Place("ada", FilePath.ROOT.child("Photos"));
    private final Place letters = new Place("ada", FilePath.ROOT.child("Letters"));

    private long now = -5 * SECOND;
    private final Changes changes = new Changes(() -> now);

    ChangesTest() throws StorageException {}

    @Test
    void aFolderThatWasQuietIsDueAtOnce() {
        changes.note(photos);
        assertThat(changes.nanosUntilDue()).isZero();
        assertThat(changes.takeDue().place()).isEqualTo(photos);
        assertThat(changes.takeDue()).isNull();
        assertThat(changes.has("ada")).isFalse();
    }

    @Test
    void aBurstInOneFolderIsLookedAtOnceInASecondAndOthersMeanwhile() {
        changes.note(photos);
        changes.takeDue();
        changes.looked(photos, SECOND / 1000);
        for (int i = 0; i < 1000; i++) {
            changes.note(photos);
        }
        assertThat(changes.takeDue()).isNull();
        assertThat(changes.nanosUntilDue()).isEqualTo(SECOND);
        changes.note(letters);
        assertThat(changes.takeDue().place()).isEqualTo(letters);
        now += SECOND;
        assertThat(changes.takeDue().place()).isEqualTo(photos);
        assertThat(changes.size()).isZero();
    }

    @Test
    void whatTakesLongTakesATenthOfTheTime() {
        changes.looked(photos, 2 * SECOND);
        changes.note(photos);
        assertThat(changes.nanosUntilDue()).isEqualTo(18 * SECOND);
    }

    @Test
    void whoAsksDoesNotWait() {
        changes.looked(photos, SECOND);
        changes.note(photos);
        changes.hurry("ben");
        assertThat(changes.takeDue()).isNull();
        changes.hurry("ada");
        assertThat(changes.takeDue().place()).isEqualTo(photos);
        changes.note(photos);
        assertThat(changes.takeDue()).as("the next burst rests again").isNull();
        changes.forget("ada");
        assertThat(changes.nanosUntilDue()).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void whatIsKnownByNameIsLookedAtByName() {
        changes.note(photos, "a.jpg");
        changes.note(photos, "b.jpg");
        changes.note(photos, "a.jpg");
        changes.note(letters, "c.txt");
        changes.note(letters);
        changes.note(letters, "d.txt");
        assertThat(changes.takeDue()).isEqualTo(new Changes.Due(photos, Optional.of(Set.of("a.jpg", "b.jpg"))));
        assertThat(changes.takeDue())
                .as("somebody said: whatever")
                .isEqualTo(new Changes.Due(letters, Optional.empty()));
    }

    @Test
    void tooManyNamesAreAWholeFolderAndTheNextFolderHasRoomAgain() {
        for (int i = 0; i < 5000; i++) {
            changes.note(photos, "photo " + i);
        }
        changes.note(letters, "c.txt");
        assertThat(changes.takeDue()).isEqualTo(new Changes.Due(photos, Optional.empty()));
        assertThat(changes.takeDue()).isEqualTo(new Changes.Due(letters, Optional.of(Set.of("c.txt"))));
    }
}
