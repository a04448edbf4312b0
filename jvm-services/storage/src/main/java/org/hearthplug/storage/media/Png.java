// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage.media;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A PNG's size, and its EXIF when it comes before the picture. ISO/IEC 15948. */
final class Png {
    private static final int MAX_CHUNKS = 32;
    private static final int IHDR = 0x49484452;
    private static final int IDAT = 0x49444154;
    private static final int EXIF = 0x65584966;

    private Png() {}

    static Media read(Bytes bytes) throws IOException {
        int width = 0;
        int height = 0;
        Exif exif = Exif.NONE;
        long at = 8;
        for (int i = 0; i < MAX_CHUNKS; i++) {
            ByteBuffer head = bytes.read(at, 16);
            if (head.remaining() < 16 || head.getInt(4) == IDAT || head.getInt(0) < 0) {
                break;
            }
            int length = head.getInt(0);
            if (head.getInt(4) == IHDR) {
                width = head.getInt(8);
                height = head.getInt(12);
            } else if (head.getInt(4) == EXIF) {
                exif = Exif.parse(bytes.read(at + 8, Math.min(length, 65536)), at + 8);
            }
            at += 12L + length;
        }
        return Media.picture(
                exif.taken(),
                Math.max(0, width),
                Math.max(0, height),
                exif.turn(),
                exif.previewAt(),
                exif.previewBytes());
    }
}
