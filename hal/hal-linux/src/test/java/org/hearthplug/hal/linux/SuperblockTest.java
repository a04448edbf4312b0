// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;
import org.hearthplug.hal.BlockDevices.Content;
import org.hearthplug.hal.BlockDevices.ContentType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Over images that the formats' own tools made; what is expected is what blkid says of the same images. */
class SuperblockTest {
    private static final String UUID = "6f1c0d2e-9b0a-4a53-8f6e-2f6f0f1d2c3b";

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "ext2, EXT2, two, " + UUID,
                "ext3, EXT3, three, " + UUID,
                "ext4, EXT4, Fotos, " + UUID,
                "btrfs, BTRFS, Große Platte, " + UUID,
                "fat12, FAT, STICK, 1234-5678",
                "fat16, FAT, STICK, 1234-5678",
                "fat32, FAT, STICK, 1234-5678",
                "fat32-unnamed, FAT, -, 1234-5678",
                "exfat, EXFAT, Ferien ü, 7BF5-24FA",
                "ntfs, NTFS, Büro, 3A4C0A867163E9F4",
                "squashfs, SQUASHFS, -, -",
                "luks1, LUKS, -, " + UUID,
                "luks2, LUKS, Tresor, " + UUID,
                "swap, SWAP, hearth-swap, " + UUID
            })
    void recognisesWhatTheToolsMade(String image, ContentType type, String label, String uuid) throws IOException {
        assertThat(recognise(image(image)))
                .contains(new Content(type, Optional.ofNullable(label), Optional.ofNullable(uuid)));
    }

    @Test
    void aPartitionTableIsNoFileSystem() throws IOException {
        assertThat(recognise(image("mbr-table"))).isEmpty();
    }

    @Test
    void nothingIsNothing() throws IOException {
        assertThat(recognise(new byte[0])).isEmpty();
        assertThat(recognise(new byte[1 << 20])).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"ext4", "btrfs", "fat12", "fat32", "exfat", "ntfs", "squashfs", "luks2", "swap", "mbr-table"})
    void brokenImagesNeitherCrashNorReadFar(String name) throws IOException {
        byte[] whole = image(name);
        Random random = new Random(name.hashCode());
        for (int round = 0; round < 2_000; round++) {
            byte[] broken = damage(whole, random);
            AtomicInteger bytes = new AtomicInteger();
            Superblock.recognise((offset, length) -> {
                assertThat(offset).isNotNegative();
                assertThat(bytes.addAndGet(length)).isLessThanOrEqualTo(Superblock.HEAD_BYTES + Superblock.BLOCK_BYTES);
                return read(broken, offset, length);
            });
        }
    }

    /** Changes some bytes where the formats keep their structures, and at times cuts the end off. */
    private static byte[] damage(byte[] whole, Random random) {
        int length = random.nextInt(4) == 0 ? random.nextInt(2048) : Math.min(whole.length, 128 * 1024);
        byte[] broken = Arrays.copyOf(whole, length);
        int changes = length == 0 ? 0 : 1 + random.nextInt(20);
        for (int i = 0; i < changes; i++) {
            int where = random.nextBoolean() ? random.nextInt(Math.min(length, 512)) : random.nextInt(length);
            broken[where] = (byte) (random.nextBoolean() ? random.nextInt() : -random.nextInt(2));
        }
        return broken;
    }

    private static Optional<Content> recognise(byte[] image) throws IOException {
        return Superblock.recognise((offset, length) -> read(image, offset, length));
    }

    private static byte[] read(byte[] image, long offset, int length) {
        if (offset >= image.length) {
            return new byte[0];
        }
        return Arrays.copyOfRange(image, (int) offset, (int) Math.min(image.length, offset + length));
    }

    static byte[] image(String name) throws IOException {
        try (InputStream in = SuperblockTest.class.getResourceAsStream("superblocks/" + name + ".img.gz")) {
            return new GZIPInputStream(in).readAllBytes();
        }
    }
}
