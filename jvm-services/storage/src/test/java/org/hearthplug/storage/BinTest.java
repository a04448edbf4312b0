// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hearthplug.storage.Fixture.kindOf;
import static org.hearthplug.storage.Fixture.path;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.hearthplug.storage.StorageException.Kind;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BinTest {
    @TempDir
    Path root;

    private Fixture plug;

    @BeforeEach
    void open() throws IOException {
        plug = new Fixture(root);
    }

    @Test
    void aFolderComesBackWithAllThatIsInItEvenWhenItsParentHasGone() throws IOException {
        plug.space.makeFolder(path("Photos"));
        plug.space.makeFolder(path("Photos/2026"));
        plug.put("Photos/2026/a.jpg", "picture");
        BinItem inner = plug.space.delete(path("Photos/2026"));
        plug.space.purge(plug.space.delete(path("Photos")).id());
        assertThat(plug.space.restore(inner.id())).hasToString("/Photos/2026");
        assertThat(plug.get("Photos/2026/a.jpg")).isEqualTo("picture");
        assertThat(plug.space.bin()).isEmpty();
    }

    @Test
    void aTakenPlaceIsNotOverwritten() throws IOException {
        plug.put("a", "old");
        String id = plug.space.delete(path("a")).id();
        plug.put("a", "new");
        assertThat(kindOf(() -> plug.space.restore(id))).isEqualTo(Kind.EXISTS);
        assertThat(plug.get("a")).isEqualTo("new");
        plug.space.move(path("a"), path("b"), false);
        plug.space.restore(id);
        assertThat(plug.get("a")).isEqualTo("old");
    }

    @Test
    void theLatestIsFirstAndTheOldestGivesWay() throws IOException {
        for (String name : List.of("1", "2", "3", "4")) {
            plug.put(name, name);
            plug.now = plug.now.plusSeconds(1);
            plug.space.delete(path(name));
        }
        assertThat(plug.space.bin().stream().map(item -> item.path().name())).containsExactly("4", "3", "2");
    }

    @Test
    void whatIsTooOldGoesForGood() throws IOException {
        plug.put("a", "x");
        BinItem item = plug.space.delete(path("a"));
        assertThat(item.expires()).isEqualTo(plug.now.plus(Duration.ofDays(30)));
        plug.now = item.expires();
        assertThat(plug.space.bin()).hasSize(1);
        plug.now = item.expires().plusMillis(1);
        assertThat(plug.space.bin()).isEmpty();
        assertThat(root.resolve(".hearth/bin/anna")).isEmptyDirectory();
    }

    @Test
    void whatWasDeletedBeforeTheClockWasSetDoesNotExpireAtOnce() throws IOException {
        plug.put("a", "x");
        plug.now = Instant.EPOCH;
        plug.space.delete(path("a"));
        plug.now = Fixture.NOW;
        assertThat(plug.space.bin()).hasSize(1);
    }

    /** The format of package-info, as a plug of the first release wrote it. */
    @Test
    void readsABinOfTheFirstRelease() throws IOException {
        Path place = root.resolve(".hearth/bin/anna/mwt1r7m5-r5k32kcn67q1");
        Files.createDirectories(place.resolve("item"));
        Files.writeString(place.resolve("item/bild ä.jpg"), "picture");
        Files.writeString(
                place.resolve("info"), "hearth-bin 1\ndeleted=2026-11-23T09:11:53.165Z\npath=/Photos/bild ä.jpg\n");
        BinItem item = plug.space.bin().getFirst();
        assertThat(item.id()).isEqualTo("mwt1r7m5-r5k32kcn67q1");
        assertThat(item.path()).hasToString("/Photos/bild ä.jpg");
        assertThat(item.deleted()).isEqualTo("2026-11-23T09:11:53.165Z");
        plug.space.restore(item.id());
        assertThat(plug.get("Photos/bild ä.jpg")).isEqualTo("picture");
    }

    @Test
    void aDamagedDescriptionIsLeftAloneAndHarmsNobody() throws IOException {
        Path place = root.resolve(".hearth/bin/anna/abc-def");
        Files.createDirectories(place.resolve("item"));
        Files.writeString(place.resolve("item/precious"), "x");
        for (String damage : List.of(
                "",
                "hearth-bin 2\n",
                "hearth-bin 1\ndeleted=never\npath=/a\n",
                "hearth-bin 1\ndeleted=2026-11-23T09:11:53Z\npath=/../a\n")) {
            Files.writeString(place.resolve("info"), damage);
            plug.reopen(0, FaultPoint.NONE);
            assertThat(plug.space.bin()).isEmpty();
            assertThat(place.resolve("item/precious")).exists();
        }
    }

    @Test
    void purgingALinkLeavesWhatItPointsTo() throws IOException {
        Path outside = Files.createDirectory(root.resolve("outside"));
        Files.writeString(outside.resolve("keep"), "x");
        Files.createSymbolicLink(root.resolve("anna/link"), outside);
        plug.space.purge(plug.space.delete(path("link")).id());
        assertThat(outside.resolve("keep")).exists();
    }
}
