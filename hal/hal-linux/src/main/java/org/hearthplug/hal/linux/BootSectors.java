// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** What the three formats with a PC boot sector keep beyond it. The buffers are little-endian. */
final class BootSectors {
    /** FAT labels are in the code page of who formatted; what is beyond ASCII cannot be told. */
    static final Charset OEM = StandardCharsets.US_ASCII;

    private static final int ENTRY_BYTES = 32;
    private static final int EXFAT_LABEL_ENTRY = 0x83;
    private static final int NTFS_VOLUME_RECORD = 3;
    private static final int NTFS_VOLUME_NAME = 0x60;

    private BootSectors() {}

    /** A sane BIOS parameter block: otherwise the sector is a boot loader's or a partition table. */
    static boolean isFat(ByteBuffer sector) {
        if (sector.limit() < 512) {
            return false;
        }
        int bytesPerSector = Short.toUnsignedInt(sector.getShort(11));
        int sectorsPerCluster = Byte.toUnsignedInt(sector.get(13));
        int reserved = Short.toUnsignedInt(sector.getShort(14));
        int fats = sector.get(16);
        int media = Byte.toUnsignedInt(sector.get(21));
        boolean jump = sector.get(0) == (byte) 0xEB || sector.get(0) == (byte) 0xE9;
        return jump
                && isPowerOfTwo(bytesPerSector)
                && bytesPerSector >= 512
                && bytesPerSector <= 4096
                && isPowerOfTwo(sectorsPerCluster)
                && reserved > 0
                && (fats == 1 || fats == 2)
                && (media == 0xF0 || media >= 0xF8);
    }

    private static boolean isPowerOfTwo(int n) {
        return n > 0 && (n & (n - 1)) == 0;
    }

    /** exFAT specification 3.1 and 7.3: the label is an entry of the root directory, mostly its first. */
    static String exfatLabel(ByteBuffer sector, Superblock.Source source) throws IOException {
        if (sector.limit() < 512) {
            return "";
        }
        int sectorShift = sector.get(108);
        int clusterShift = sector.get(109);
        long heapSectors = Integer.toUnsignedLong(sector.getInt(88));
        long rootCluster = Integer.toUnsignedLong(sector.getInt(96));
        if (sectorShift < 9
                || sectorShift > 12
                || clusterShift < 0
                || clusterShift > 25 - sectorShift
                || rootCluster < 2) {
            return "";
        }
        long offset = (heapSectors + ((rootCluster - 2) << clusterShift)) << sectorShift;
        ByteBuffer root = block(source, offset);
        for (int at = 0; at + ENTRY_BYTES <= root.limit(); at += ENTRY_BYTES) {
            if (Byte.toUnsignedInt(root.get(at)) == EXFAT_LABEL_ENTRY) {
                int chars = Math.clamp(root.get(at + 1), 0, 11);
                return utf16(root, at + 2, chars * 2);
            }
        }
        return "";
    }

    /** NTFS: record 3 of the master file table is the volume; its attribute 0x60 is the name, always resident. */
    static String ntfsLabel(ByteBuffer sector, Superblock.Source source) throws IOException {
        if (sector.limit() < 512) {
            return "";
        }
        int sectorBytes = Short.toUnsignedInt(sector.getShort(11));
        int clusterSectors = Byte.toUnsignedInt(sector.get(13));
        long tableCluster = sector.getLong(48);
        int recordCode = sector.get(64);
        if (!isPowerOfTwo(sectorBytes) || clusterSectors == 0 || tableCluster <= 0 || tableCluster > 1L << 40) {
            return "";
        }
        long clusterBytes = (long) sectorBytes * clusterSectors;
        long recordBytes = recordCode > 0 ? recordCode * clusterBytes : 1L << Math.min(-recordCode, 16);
        if (recordBytes < 512 || recordBytes > Superblock.BLOCK_BYTES) {
            return "";
        }
        ByteBuffer record = block(source, tableCluster * clusterBytes + NTFS_VOLUME_RECORD * recordBytes);
        return record.limit() < recordBytes || record.getInt(0) != 0x454C4946
                ? ""
                : volumeName(record, (int) recordBytes);
    }

    private static String volumeName(ByteBuffer record, int recordBytes) {
        int at = Short.toUnsignedInt(record.getShort(20));
        while (at >= 0 && at + 24 <= recordBytes) {
            int type = record.getInt(at);
            int length = record.getInt(at + 4);
            if (type == NTFS_VOLUME_NAME) {
                int valueBytes = record.getInt(at + 16);
                int value = at + Short.toUnsignedInt(record.getShort(at + 20));
                boolean inside = valueBytes >= 0 && valueBytes <= 256 && value + valueBytes <= recordBytes;
                return inside ? utf16(record, value, valueBytes) : "";
            }
            if (type == -1 || length < 24 || length > recordBytes) {
                return "";
            }
            at += length;
        }
        return "";
    }

    private static String utf16(ByteBuffer buffer, int at, int bytes) {
        byte[] text = new byte[bytes];
        buffer.get(at, text);
        return Text.clean(new String(text, StandardCharsets.UTF_16LE));
    }

    private static ByteBuffer block(Superblock.Source source, long offset) throws IOException {
        byte[] read = offset < 0 ? new byte[0] : source.read(offset, Superblock.BLOCK_BYTES);
        return ByteBuffer.wrap(read).order(ByteOrder.LITTLE_ENDIAN);
    }
}
