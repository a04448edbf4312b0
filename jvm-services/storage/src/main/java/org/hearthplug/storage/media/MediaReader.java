// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage.media;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** Looks into a file, whatever its name says it is. */
public final class MediaReader {
    /** What one file may cost: EXIF is at most 64 KiB, boxes and tags are read by their headers. */
    private static final long BUDGET = 512 * 1024;

    private MediaReader() {}

    /**
     * Returns what a file says of itself; {@link Media#SILENT} when it says nothing that makes sense.
     *
     * @throws IOException when the disk fails; never for what the file holds
     */
    public static Media read(FileChannel channel) throws IOException {
        Bytes bytes = new Bytes(channel, BUDGET);
        ByteBuffer head = bytes.read(0, 16);
        if (head.remaining() < 12) {
            return Media.SILENT;
        }
        try {
            if ((head.getShort(0) & 0xFFFF) == 0xFFD8) {
                return new Jpeg(bytes).read();
            }
            return switch (head.getInt(0)) {
                case 0x89504E47 -> Png.read(bytes);
                case 0x664C6143 -> Flac.read(bytes, 0);
                case Ogg.OGGS -> Ogg.read(bytes);
                default -> other(bytes, head);
            };
        } catch (IndexOutOfBoundsException | IllegalArgumentException | java.nio.BufferUnderflowException e) {
            return Media.SILENT;
        }
    }

    private static Media other(Bytes bytes, ByteBuffer head) throws IOException {
        if (head.getInt(4) == Mp4.FTYP) {
            return new Mp4(bytes).read();
        }
        if ((head.getInt(0) >>> 8) == 0x494433 || Mp3.isFrame(head.getInt(0))) {
            return Id3.read(bytes);
        }
        return Media.SILENT;
    }
}
