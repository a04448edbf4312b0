// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage.media;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A JPEG's segments up to the picture itself: the frame header for its size, the first APP1 with EXIF. ITU-T T.81, EXIF 2.32. */
final class Jpeg {
    private static final int MAX_SEGMENTS = 64;
    private static final int SOS = 0xDA;
    private static final int APP1 = 0xE1;

    private final Bytes bytes;
    private int width;
    private int height;
    private Exif exif = Exif.NONE;

    Jpeg(Bytes bytes) {
        this.bytes = bytes;
    }

    Media read() throws IOException {
        long at = 2;
        for (int i = 0; i < MAX_SEGMENTS; i++) {
            ByteBuffer head = bytes.read(at, 10);
            if (head.remaining() < 10 || (head.get(0) & 0xFF) != 0xFF) {
                break;
            }
            int marker = head.get(1) & 0xFF;
            if (marker == 0xFF) {
                at++; // Padding.
                continue;
            }
            int length = head.getShort(2) & 0xFFFF;
            if (marker == SOS || length < 2) {
                break;
            }
            segment(marker, at, length, head);
            if (width > 0 && exif != Exif.NONE) {
                break;
            }
            at += 2L + length;
        }
        return Media.picture(exif.taken(), width, height, exif.turn(), exif.previewAt(), exif.previewBytes());
    }

    private void segment(int marker, long at, int length, ByteBuffer head) throws IOException {
        boolean frame = marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
        if (frame) {
            height = head.getShort(5) & 0xFFFF;
            width = head.getShort(7) & 0xFFFF;
        } else if (marker == APP1 && exif == Exif.NONE && head.getInt(4) == 0x45786966) {
            exif = Exif.parse(bytes.read(at + 10, length - 8), at + 10);
        }
    }
}
