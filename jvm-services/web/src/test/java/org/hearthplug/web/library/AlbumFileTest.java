// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.library;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.hearthplug.storage.FilePath;
import org.junit.jupiter.api.Test;

class AlbumFileTest {
    private static final FilePath SEA = new FilePath(List.of("Photos", "2026", "sea #1.jpg"));
    private static final FilePath OMA = new FilePath(List.of("Oma.png"));

    /** What plugs wrote: today's code must read it. */
    private static final String GOLDEN = """
            #EXTM3U
            #HEARTH-FILE 1a2b-10-65.7
            ../Photos/2026/sea #1.jpg
            #HEARTH-COVER
            ../Oma.png
            """;

    @Test
    void anAlbumIsAPlaylistThatIsReadAsItWasWritten() {
        Album album =
                new Album(List.of(new Album.Item(SEA, "1a2b-10-65.7"), new Album.Item(OMA, "")), Optional.of(OMA));
        assertThat(new String(AlbumFile.write(album), StandardCharsets.UTF_8)).isEqualTo(GOLDEN);
        assertThat(read(GOLDEN)).isEqualTo(album);
    }

    @Test
    void aPlaylistOfAnotherProgramIsReadAndNothingInItLeadsOut() {
        Album album =
                read("\uFEFF#EXTM3U\r\n#EXTINF:5,Sea\r\n../Photos/2026/sea #1.jpg\r\nbeside.jpg\r\n./beside.jpg\r\n"
                        + "/etc/passwd\r\n../../../etc/passwd\r\n..\r\n../\r\n../a//b.jpg\r\n\r\n");
        assertThat(album.items())
                .extracting(item -> item.path().toString())
                .containsExactly("/Photos/2026/sea #1.jpg", "/Albums/beside.jpg");
        assertThat(album.cover()).isEmpty();
    }

    @Test
    void noMoreIsReadThanAnAlbumHolds() {
        assertThat(AlbumFile.read("../a.jpg\n../b.jpg\n../c.jpg\n".getBytes(StandardCharsets.UTF_8), 2)
                        .items())
                .hasSize(2);
    }

    @Test
    void spoiltFilesDoNoHarm() {
        Random random = new Random(6);
        byte[] golden = GOLDEN.getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 5000; i++) {
            byte[] spoilt = java.util.Arrays.copyOf(golden, 1 + random.nextInt(golden.length));
            for (int flips = random.nextInt(6); flips > 0; flips--) {
                spoilt[random.nextInt(spoilt.length)] = (byte) random.nextInt(256);
            }
            Album album = AlbumFile.read(spoilt, 10);
            assertThat(AlbumFile.read(AlbumFile.write(album), 10).items())
                    .extracting(Album.Item::path)
                    .isEqualTo(album.items().stream().map(Album.Item::path).toList());
        }
    }

    @Test
    void picturesOfOneNameGetNumbers() {
        Album album = new Album(
                List.of(item("a", "x.jpg"), item("b", "X.jpg"), item("c", "x (2).jpg"), item("d", "x.jpg")),
                Optional.empty());
        assertThat(album.named().keySet()).containsExactly("x.jpg", "X (2).jpg", "x (2) (2).jpg", "x (3).jpg");
    }

    @Test
    void healingMovesTheCoverAlongAndLeavesOneOfTwo() {
        Album album = new Album(
                List.of(item("a", "x.jpg"), item("b", "x.jpg")),
                Optional.of(item("a", "x.jpg").path()));
        Album healed = album.healed(item -> item("c", "y.jpg"));
        assertThat(healed.items()).containsExactly(item("c", "y.jpg"));
        assertThat(healed.cover()).contains(item("c", "y.jpg").path());
    }

    private static Album.Item item(String folder, String name) {
        return new Album.Item(new FilePath(List.of(folder, name)), "");
    }

    private static Album read(String text) {
        return AlbumFile.read(text.getBytes(StandardCharsets.UTF_8), 100);
    }
}
