// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.rig.qemu;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;
import org.hearthplug.rig.RigException;

/**
 * The log that QEMU's {@code blklogwrites} block driver writes, in the format of Linux' dm-log-writes target.
 *
 * <p>All numbers are 64-bit little-endian (the sector size: 32-bit). Sector 0 is the super block: magic, version, number of
 * entries, sector size. Each entry then takes one sector for its header (first sector, number of sectors, flags, length of a
 * mark) and as many sectors of data as it names. QEMU 7.2 writes an entry after the request has been done and before the
 * guest learns of it, and brings the super block up to date at flushes only; so the end of the log is taken from its length.
 */
final class WriteLog {
    static final int SECTOR = 512;
    static final long FLUSH = 1;
    static final long FUA = 2;
    static final long DISCARD = 4;
    static final long MARK = 8;
    private static final long MAGIC = 0x6a736677736872L;
    private static final int VERSION = 1;

    /**
     * One request that the disk completed.
     *
     * @param sector first sector on the disk, in units of 512 bytes
     * @param sectors length, in units of 512 bytes
     * @param dataOffset where its data begin in the log, in bytes
     */
    record Entry(long sector, long sectors, long flags, long dataOffset) {
        boolean is(long flag) {
            return (flags & flag) != 0;
        }

        boolean writes() {
            return sectors > 0 && !is(DISCARD) && !is(MARK);
        }

        /** The length of the log at which this entry is whole; not for marks, of which only the log knows how long they are. */
        long end() {
            return dataOffset + (writes() ? sectors * SECTOR : 0);
        }
    }

    private WriteLog() {}

    /**
     * Reads the entries that lie whole within the first {@code length} bytes of the log.
     *
     * @throws RigException {@code PROTOCOL} when this is not such a log or it has a hole
     */
    static List<Entry> read(FileChannel log, long length) throws IOException {
        List<Entry> entries = new ArrayList<>();
        if (length < SECTOR) {
            return entries;
        }
        checkSuperBlock(sector(log, 0));
        long offset = SECTOR;
        while (offset + SECTOR <= length) {
            ByteBuffer header = sector(log, offset);
            Entry entry = new Entry(header.getLong(0), header.getLong(8), header.getLong(16), offset + SECTOR);
            checkEntry(entry, offset);
            offset += SECTOR + dataLength(entry, header.getLong(24));
            if (offset <= length) {
                entries.add(entry);
            }
        }
        return entries;
    }

    private static long dataLength(Entry entry, long markLength) {
        if (entry.is(DISCARD)) {
            return 0;
        }
        long bytes = entry.is(MARK) ? markLength : entry.sectors() * SECTOR;
        return (bytes + SECTOR - 1) / SECTOR * SECTOR;
    }

    private static void checkSuperBlock(ByteBuffer block) {
        // Until the first flush QEMU leaves the super block empty.
        if (block.getLong(0) == 0) {
            return;
        }
        if (block.getLong(0) != MAGIC || block.getLong(8) != VERSION || block.getInt(24) != SECTOR) {
            throw new RigException(
                    RigException.Kind.PROTOCOL,
                    "not a write log of version 1 with sectors of 512 bytes: magic %x, version %d, sector size %d"
                            .formatted(block.getLong(0), block.getLong(8), block.getInt(24)));
        }
    }

    private static void checkEntry(Entry entry, long offset) {
        boolean empty = entry.sectors() == 0 && entry.flags() == 0;
        if (empty || entry.sector() < 0 || entry.sectors() < 0 || entry.flags() < 0 || entry.flags() > 31) {
            throw new RigException(
                    RigException.Kind.PROTOCOL, "no entry of a write log at byte " + offset + ": " + entry);
        }
    }

    private static ByteBuffer sector(FileChannel log, long offset) throws IOException {
        return readFully(log, offset, SECTOR);
    }

    /** Exactly {@code length} bytes at {@code offset}, ready to be read. */
    static ByteBuffer readFully(FileChannel file, long offset, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
        while (buffer.hasRemaining()) {
            if (file.read(buffer, offset + buffer.position()) < 0) {
                throw new RigException(RigException.Kind.PROTOCOL, "the write log ends inside an entry");
            }
        }
        return buffer.flip();
    }
}
