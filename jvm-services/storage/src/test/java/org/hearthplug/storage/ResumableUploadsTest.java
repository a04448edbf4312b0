// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hearthplug.storage.Fixture.kindOf;
import static org.hearthplug.storage.Fixture.path;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.hearthplug.storage.StorageException.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResumableUploadsTest {
    @TempDir
    Path root;

    /** Whom a page left with as many halves as there may be: the one left longest makes room, those of this hour and those in use do not. */
    @Test
    void whatWasLeftMakesRoomForWhatIsWanted() throws IOException {
        Fixture plug = new Fixture(root);
        ResumableUploads uploads = new ResumableUploads(plug.storage);
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < ResumableUploads.MAX_EACH; i++) {
            ids.add(begin(plug, uploads, "file" + i));
            plug.now = plug.now.plusSeconds(1);
        }
        assertThat(kindOf(() -> begin(plug, uploads, "one-more"))).isEqualTo(Kind.REFUSED);
        plug.now = Fixture.NOW.plus(Duration.ofHours(1)).plusSeconds(1);
        plug.put("taken", "x");
        assertThat(kindOf(() -> begin(plug, uploads, "taken"))).isEqualTo(Kind.PRECONDITION);
        try (ResumableUploads.Piece inUse = uploads.resume(plug.space, ids.get(0))) {
            assertThat(inUse.offset()).isZero();
            String fresh = begin(plug, uploads, "one-more");
            assertThat(uploads.find("anna", fresh).length()).isEqualTo(3);
            assertThat(kindOf(() -> uploads.find("anna", ids.get(1)))).isEqualTo(Kind.NOT_FOUND);
            assertThat(kindOf(() -> begin(plug, uploads, "yet-another"))).isEqualTo(Kind.REFUSED);
        }
        for (String kept : ids.subList(2, ids.size())) {
            assertThat(uploads.find("anna", kept).length()).isEqualTo(3);
        }
        begin(plug, uploads, "yet-another");
        assertThat(kindOf(() -> uploads.find("anna", ids.get(0)))).isEqualTo(Kind.NOT_FOUND);
    }

    private static String begin(Fixture plug, ResumableUploads uploads, String name) throws IOException {
        return uploads.begin(plug.space, path(name), false, 3, Instant.EPOCH).id();
    }
}
