// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.hearthplug.storage.index.Samples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

class MediaReaderTest {
    /** How many times the usual number of tries: the campaign says more. */
    private static final int FUZZ = Integer.getInteger("hearth.fuzz", 1);

    @TempDir
    Path folder;

    @Test
    void aPicturesTimeSizeTurnAndPreviewAreRead() throws Exception {
        byte[] file = Samples.jpeg("2024:05:12 18:03:59", 6, 400, 300);
        Media media = read(file);
        assertThat(Instant.ofEpochMilli(media.takenMillis().orElseThrow())).isEqualTo("2024-05-12T18:03:59Z");
        assertThat(media.width()).isEqualTo(400);
        assertThat(media.height()).isEqualTo(300);
        assertThat(media.turn()).isEqualTo(6);
        assertThat(media.previewBytes()).isEqualTo(8);
        assertThat(Arrays.copyOfRange(file, (int) media.previewAt(), (int) media.previewAt() + 2))
                .containsExactly(0xFF, 0xD8);
    }

    @Test
    void aFilmsTimeSizeAndLengthAreReadWhereverTheHeaderIs() throws Exception {
        Media media = read(film());
        assertThat(Instant.ofEpochMilli(media.takenMillis().orElseThrow())).isEqualTo("2020-01-01T00:00:00Z");
        assertThat(media.width()).isEqualTo(1920);
        assertThat(media.height()).isEqualTo(1080);
        assertThat(media.seconds()).isEqualTo(12);
    }

    @Test
    void tagsOfMusicAreRead() throws Exception {
        Media mp3 = read(id3());
        assertThat(mp3.title()).isEqualTo("Über Nacht");
        assertThat(mp3.artist()).isEqualTo("Ada");
        assertThat(mp3.track()).isEqualTo(3);
        Media flac = read(flac());
        assertThat(flac.title()).isEqualTo("Song");
        assertThat(flac.album()).isEqualTo("Álbum");
        assertThat(flac.seconds()).isEqualTo(10);
    }

    @Test
    void whoseAlbumWhichDiscAndWhereTheCoverIs() throws Exception {
        byte[] cover = new byte[64];
        cover[0] = (byte) 0xFF;
        cover[1] = (byte) 0xD8;
        byte[] file = MusicSamples.id3v24(
                List.of("TPE1", "Ben", "TPE2", "Ada & Ben", "TPOS", "2/3", "TRCK", "7", "TALB", "Both"),
                cover,
                417 * 10);
        Media mp3 = read(file);
        assertThat(List.of(mp3.artist(), mp3.albumArtist(), mp3.album())).containsExactly("Ben", "Ada & Ben", "Both");
        assertThat(List.of(mp3.disc(), mp3.track())).containsExactly(2, 7);
        assertThat(Arrays.copyOfRange(file, (int) mp3.previewAt(), (int) mp3.previewAt() + mp3.previewBytes()))
                .isEqualTo(cover);
    }

    @Test
    void mp3sWithoutTagsSayHowLongTheyPlay() throws Exception {
        assertThat(read(MusicSamples.frames(1000)).seconds())
                .as("128 kbit/s, counted by size")
                .isEqualTo(26);
        assertThat(read(MusicSamples.xing(2000)).seconds())
                .as("counted by the Xing header")
                .isEqualTo(52);
        Media old = read(MusicSamples.id3v1("Old song", "Somebody", "Then", 5));
        assertThat(List.of(old.title(), old.artist(), old.album())).containsExactly("Old song", "Somebody", "Then");
        assertThat(old.track()).isEqualTo(5);
    }

    @Test
    void vorbisAndOpusAreReadAcrossPages() throws Exception {
        for (boolean opus : new boolean[] {false, true}) {
            Media ogg = read(MusicSamples.ogg(
                    opus, 90, "TITLE=Über", "ARTIST=Ada", "COVERART=" + "x".repeat(5000), "DISCNUMBER=2"));
            assertThat(List.of(ogg.title(), ogg.artist())).containsExactly("Über", "Ada");
            assertThat(ogg.disc()).as("behind what is long").isEqualTo(2);
            assertThat(ogg.seconds()).isEqualTo(90);
        }
    }

    /** ID3's version of a bomb: lengths of 256 MiB, headers that extend for ever, a tag longer than its file. */
    @Test
    void tagsThatLieAboutTheirLengthCostNothing() throws Exception {
        byte[] file = MusicSamples.id3v24(List.of("TIT2", "Small"), new byte[0], 417);
        for (int at = 6; at < 10; at++) {
            file[at] = 0x7F;
        }
        assertThat(read(file).title()).isEqualTo("Small");
        for (int at = 14; at < 18; at++) {
            file[at] = 0x7F;
        }
        assertThat(read(file).title()).isEmpty();
        file[5] = 0x40;
        assertThat(read(file).title()).isEmpty();
    }

    @Test
    void anImpossibleTimeIsNoTime() throws Exception {
        assertThat(read(Samples.jpeg("2024:13:41 18:03:59", 1, 4, 3)).takenMillis())
                .isEmpty();
        assertThat(read(Samples.jpeg("0000:00:00 00:00:00", 1, 4, 3)).takenMillis())
                .isEmpty();
    }

    /** A picture that would unfold to 17 GB: the plug notes the size that it claims and decodes nothing. */
    @Test
    void aBombOfAPictureIsOnlyMeasured() throws Exception {
        Media png = read(Samples.png(0x7FFFFFFF, 0x7FFFFFFF));
        assertThat(png.previewBytes()).isZero();
        Media jpeg = read(Samples.jpeg("2024:05:12 18:03:59", 1, 65_535, 65_535));
        assertThat(jpeg.width()).isEqualTo(65_535);
        assertThat(jpeg.previewBytes()).isLessThan(100);
    }

    /** EXIF of 4 GB, in the two ways in which a file can claim it: segments without end, and a box with a length of 64 bits. */
    @Test
    @Timeout(20)
    void fourGigabytesOfExifCostNoMoreThanTheBound() throws Exception {
        Path file = folder.resolve("large");
        try (FileChannel channel = FileChannel.open(
                file,
                StandardOpenOption.CREATE_NEW,
                StandardOpenOption.WRITE,
                StandardOpenOption.READ,
                StandardOpenOption.SPARSE)) {
            channel.write(ByteBuffer.wrap(new byte[] {(byte) 0xFF, (byte) 0xD8}), 0);
            long at = 2;
            for (int i = 0; i < 200; i++, at += 2 + 0xFFFF) {
                channel.write(
                        ByteBuffer.allocate(10)
                                .putInt(0xFFE1FFFF)
                                .putInt(0x45786966)
                                .putShort((short) 0)
                                .flip(),
                        at);
            }
            channel.write(ByteBuffer.allocate(1), 4_300_000_000L);
            Bytes bytes = new Bytes(channel, 512 * 1024);
            assertThat(new Jpeg(bytes).read().takenMillis()).isEmpty();

            channel.write(ByteBuffer.wrap(box("ftyp", "heic0000".getBytes(StandardCharsets.US_ASCII))), 0);
            channel.write(
                    ByteBuffer.allocate(16)
                            .putInt(1)
                            .putInt(0x45786966)
                            .putLong(4_000_000_000L)
                            .flip(),
                    16);
            channel.write(
                    ByteBuffer.allocate(16)
                            .putInt(1)
                            .putInt(0x6D6F6F76)
                            .putLong(Long.MAX_VALUE)
                            .flip(),
                    4_000_000_016L);
            assertThat(MediaReader.read(channel).seconds()).isZero();
        }
    }

    /** Lengths that are no lengths: beyond the file, negative, of nothing; and a film that says it plays for 136 years. */
    @Test
    void aFilmThatLiesAboutItsLength() throws Exception {
        byte[] movie = ByteBuffer.allocate(100)
                .putInt(0)
                .putInt(0)
                .putInt(0)
                .putInt(1)
                .putInt(-1)
                .array();
        byte[] ftyp = box("ftyp", "isom0000".getBytes(StandardCharsets.US_ASCII));
        byte[] moov = box("moov", box("mvhd", movie));
        assertThat(read(ByteBuffer.allocate(300).put(ftyp).put(moov).array()).seconds())
                .isGreaterThanOrEqualTo(0);
        for (int lie : new int[] {0, 1, 7, 0x7FFFFFFF, -1}) {
            byte[] file = ByteBuffer.allocate(300).put(ftyp).put(moov).array();
            ByteBuffer.wrap(file).putInt(ftyp.length, lie);
            assertThat(read(file).seconds()).as("length %d", lie).isGreaterThanOrEqualTo(0);
        }
    }

    /** Bytes flipped, cut and spliced at random, always the same ones: no error, and no more is read than the bound allows. */
    @Test
    void filesThatLieAreHarmless() throws Exception {
        List<byte[]> good = List.of(
                Samples.jpeg("2024:05:12 18:03:59", 6, 400, 300),
                Samples.png(3, 4),
                film(),
                id3(),
                flac(),
                MusicSamples.id3v24(List.of("TIT2", "a", "TPE2", "b"), new byte[] {(byte) 0xFF, (byte) 0xD8, 0}, 417),
                MusicSamples.xing(3),
                MusicSamples.id3v1("a", "b", "c", 1),
                MusicSamples.ogg(true, 3, "TITLE=a", "ARTIST=" + "b".repeat(300)),
                MusicSamples.ogg(false, 3, "ALBUM=c"));
        Random random = new Random(Long.getLong("hearth.seed", 20260512));
        for (int i = 0; i < 10_000 * FUZZ; i++) {
            byte[] bytes = good.get(i % good.size()).clone();
            int flips = 1 + random.nextInt(12);
            for (int j = 0; j < flips; j++) {
                int at = random.nextInt(bytes.length);
                bytes[at] = random.nextInt(3) == 0 ? (byte) 0xFF : (byte) random.nextInt(256);
            }
            byte[] cut = random.nextInt(4) == 0 ? Arrays.copyOf(bytes, random.nextInt(bytes.length)) : bytes;
            Media media = read(cut);
            assertThat(media.previewAt() + media.previewBytes()).isLessThanOrEqualTo(cut.length);
            assertThat(media.width()).isGreaterThanOrEqualTo(0);
            assertThat(media.turn()).isBetween(1, 8);
        }
    }

    private Media read(byte[] bytes) throws IOException {
        Path file = folder.resolve("file");
        Files.write(file, bytes);
        try (FileChannel channel = FileChannel.open(file)) {
            return MediaReader.read(channel);
        }
    }

    private static byte[] box(String type, byte[]... inside) {
        int length = 8 + Arrays.stream(inside).mapToInt(bytes -> bytes.length).sum();
        ByteBuffer box = ByteBuffer.allocate(length).putInt(length).put(type.getBytes(StandardCharsets.ISO_8859_1));
        for (byte[] bytes : inside) {
            box.put(bytes);
        }
        return box.array();
    }

    private static byte[] film() {
        byte[] movie = ByteBuffer.allocate(100)
                .putInt(0)
                .putInt((int) (Instant.parse("2020-01-01T00:00:00Z").getEpochSecond() + 2_082_844_800L))
                .putInt(0)
                .putInt(1000)
                .putInt(12_345)
                .array();
        ByteBuffer track = ByteBuffer.allocate(84);
        track.putInt(40, 0x10000).putInt(56, 0x10000).putInt(72, 0x40000000);
        track.putInt(76, 1920 << 16).putInt(80, 1080 << 16);
        return ByteBuffer.allocate(1000)
                .put(box("ftyp", "isom0000".getBytes(StandardCharsets.US_ASCII)))
                .put(box("mdat", new byte[300]))
                .put(box("moov", box("mvhd", movie), box("trak", box("tkhd", track.array()))))
                .array();
    }

    private static byte[] id3() {
        byte[] title = "\0Über Nacht".getBytes(StandardCharsets.ISO_8859_1);
        byte[] artist = "\3Ada".getBytes(StandardCharsets.UTF_8);
        byte[] track = "\0003/12".getBytes(StandardCharsets.ISO_8859_1);
        return ByteBuffer.allocate(256)
                .put("ID3".getBytes(StandardCharsets.US_ASCII))
                .put(new byte[] {3, 0, 0, 0, 0, 1, 0x6E})
                .put("TIT2".getBytes(StandardCharsets.US_ASCII))
                .putInt(title.length)
                .putShort((short) 0)
                .put(title)
                .put("TPE1".getBytes(StandardCharsets.US_ASCII))
                .putInt(artist.length)
                .putShort((short) 0)
                .put(artist)
                .put("TRCK".getBytes(StandardCharsets.US_ASCII))
                .putInt(track.length)
                .putShort((short) 0)
                .put(track)
                .array();
    }

    private static byte[] flac() {
        ByteBuffer comments = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        byte[] title = "title=Song".getBytes(StandardCharsets.UTF_8);
        byte[] album = "ALBUM=Álbum".getBytes(StandardCharsets.UTF_8);
        comments.putInt(0)
                .putInt(2)
                .putInt(title.length)
                .put(title)
                .putInt(album.length)
                .put(album);
        return ByteBuffer.allocate(200)
                .putInt(0x664C6143)
                .putInt(34)
                .put(new byte[10])
                .putLong(44_100L << 44 | 441_000)
                .put(new byte[16])
                .putInt(0x84000000 | 64)
                .put(comments.array())
                .array();
    }
}
