// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import org.hearthplug.hal.BlockDevices.Content;
import org.hearthplug.hal.BlockDevices.ContentType;

/**
 * Recognises what a volume carries. Reads at most {@value #HEAD_BYTES} bytes at its start and, for a label that lies
 * elsewhere, two more blocks of {@value #BLOCK_BYTES}; nothing that is read is believed further than the volume reaches.
 */
final class Superblock {
    static final int HEAD_BYTES = 68 * 1024;
    static final int BLOCK_BYTES = 4096;

    /** Reads up to {@code length} bytes at an offset; fewer at the end of the volume. */
    @FunctionalInterface
    interface Source {
        byte[] read(long offset, int length) throws IOException;
    }

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private final Source source;
    private final byte[] head;
    private final ByteBuffer little;

    private Superblock(Source source) throws IOException {
        this.source = source;
        this.head = source.read(0, HEAD_BYTES);
        this.little = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * Recognises the volume's content. The strong marks are asked first: FAT's own is weak and left over by others.
     *
     * @throws IOException when reading fails
     */
    static Optional<Content> recognise(Source source) throws IOException {
        return new Superblock(source).content();
    }

    private Optional<Content> content() throws IOException {
        if (has(0, "LUKS\u00ba\u00be")) {
            return luks();
        }
        if (has(0, "hsqs")) {
            return found(ContentType.SQUASHFS, "", "");
        }
        if (has(0x10040, "_BHRfS_M")) {
            // struct btrfs_super_block at 64 KiB: fsid at 0x20, label at 0x12b.
            return found(ContentType.BTRFS, string(0x1012b, 256, StandardCharsets.UTF_8), uuid(0x10020));
        }
        if (u16(0x438) == 0xEF53) {
            return ext();
        }
        if (has(4086, "SWAPSPACE2")) {
            // union swap_header: uuid at 1036, volume name at 1052.
            return found(ContentType.SWAP, string(1052, 16, StandardCharsets.UTF_8), uuid(1036));
        }
        if (u16(510) == 0xAA55) {
            return bootSector();
        }
        return Optional.empty();
    }

    private Optional<Content> luks() {
        // LUKS1: uuid at 168. LUKS2 (version 2, big-endian): label at 24, uuid at 168.
        boolean second = head.length >= 8 && head[6] == 0 && head[7] == 2;
        String label = second ? string(24, 48, StandardCharsets.UTF_8) : "";
        return found(ContentType.LUKS, label, string(168, 40, StandardCharsets.US_ASCII));
    }

    private Optional<Content> ext() {
        // struct ext4_super_block at 1024: feature_compat 0x5c, feature_incompat 0x60, feature_ro_compat 0x64.
        long compat = u32(0x45c);
        long incompat = u32(0x460);
        long roCompat = u32(0x464);
        boolean journal = (compat & 0x4) != 0;
        // Extents, 64 bit, flexible groups and more; huge files, checksums and more: what ext3 does not know.
        boolean fourth = (incompat & ~0x1EL) != 0 || (roCompat & ~0x7L) != 0;
        ContentType type = fourth ? ContentType.EXT4 : journal ? ContentType.EXT3 : ContentType.EXT2;
        return found(type, string(0x478, 16, StandardCharsets.UTF_8), uuid(0x468));
    }

    private Optional<Content> bootSector() throws IOException {
        if (has(3, "EXFAT   ")) {
            return found(ContentType.EXFAT, BootSectors.exfatLabel(little, source), fatSerial(100));
        }
        if (has(3, "NTFS    ")) {
            String serial = head.length >= 80 ? HEX.toHexDigits(little.getLong(72)) : "";
            return found(ContentType.NTFS, BootSectors.ntfsLabel(little, source), serial);
        }
        if (!BootSectors.isFat(little)) {
            return Optional.empty();
        }
        boolean large = u16(22) == 0;
        String label = string(large ? 71 : 43, 11, BootSectors.OEM);
        return found(ContentType.FAT, label.equals("NO NAME") ? "" : label, fatSerial(large ? 67 : 39));
    }

    private String fatSerial(int offset) {
        return offset + 4 <= head.length
                ? HEX.toHexDigits((short) u16(offset + 2)) + "-" + HEX.toHexDigits((short) u16(offset))
                : "";
    }

    private static Optional<Content> found(ContentType type, String label, String uuid) {
        return Optional.of(new Content(type, nonEmpty(label), nonEmpty(uuid)));
    }

    private static Optional<String> nonEmpty(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(text);
    }

    private boolean has(int offset, String mark) {
        byte[] bytes = mark.getBytes(StandardCharsets.ISO_8859_1);
        if (offset + bytes.length > head.length) {
            return false;
        }
        for (int i = 0; i < bytes.length; i++) {
            if (head[offset + i] != bytes[i]) {
                return false;
            }
        }
        return true;
    }

    private int u16(int offset) {
        return offset + 2 <= head.length ? Short.toUnsignedInt(little.getShort(offset)) : 0;
    }

    private long u32(int offset) {
        return offset + 4 <= head.length ? Integer.toUnsignedLong(little.getInt(offset)) : 0;
    }

    private String string(int offset, int length, Charset charset) {
        if (offset + length > head.length) {
            return "";
        }
        int end = offset;
        while (end < offset + length && head[end] != 0) {
            end++;
        }
        return Text.clean(new String(head, offset, end - offset, charset));
    }

    private String uuid(int offset) {
        if (offset + 16 > head.length) {
            return "";
        }
        StringBuilder hex = new StringBuilder(36);
        for (int i = 0; i < 16; i++) {
            hex.append(i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "")
                    .append(HexFormat.of().toHexDigits(head[offset + i]));
        }
        return hex.toString();
    }
}
