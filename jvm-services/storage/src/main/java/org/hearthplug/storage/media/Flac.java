// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage.media;

import java.io.IOException;
import java.nio.ByteBuffer;

/** FLAC's stream information, comments and cover, RFC 9639. */
final class Flac {
    private static final int MAX_BLOCKS = 32;
    private static final int MAX_COMMENT_BLOCK = 64 * 1024;
    private static final int PICTURE_HEAD = 1024;

    private Flac() {}

    static Media read(Bytes bytes, long start) throws IOException {
        long at = start + 4;
        int seconds = 0;
        Tags tags = new Tags();
        for (int i = 0; i < MAX_BLOCKS; i++) {
            ByteBuffer head = bytes.read(at, 4);
            if (head.remaining() < 4) {
                break;
            }
            int type = head.get(0) & 0x7F;
            int length = head.getInt(0) & 0xFFFFFF;
            switch (type) {
                case 0 -> seconds = seconds(bytes.read(at + 4, 18));
                case 4 -> VorbisComments.read(bytes.read(at + 4, Math.min(length, MAX_COMMENT_BLOCK)), 0, tags);
                case 6 -> picture(bytes, at + 4, length, tags);
                default -> {
                    // Not asked for.
                }
            }
            if ((head.get(0) & 0x80) != 0) {
                break;
            }
            at += 4L + length;
        }
        return tags.media(seconds);
    }

    private static int seconds(ByteBuffer info) {
        if (info.remaining() < 18) {
            return 0;
        }
        long packed = info.getLong(10);
        long rate = packed >>> 44;
        long samples = packed & 0xFFFFFFFFFL;
        return rate == 0 ? 0 : (int) Math.min(samples / rate, Integer.MAX_VALUE);
    }

    /** Type, media type, description, four numbers, then the picture, its length before it. */
    private static void picture(Bytes bytes, long from, int length, Tags tags) throws IOException {
        ByteBuffer head = bytes.read(from, Math.min(length, PICTURE_HEAD));
        long mime = head.remaining() < 8 ? -1 : head.getInt(4) & 0xFFFFFFFFL;
        long described = 8 + mime;
        if (mime < 0 || described + 4 > head.limit()) {
            return;
        }
        long data = described + 4 + (head.getInt((int) described) & 0xFFFFFFFFL) + 20;
        if (data + 2 > head.limit()) {
            return;
        }
        long size = head.getInt((int) data - 4) & 0xFFFFFFFFL;
        if (size <= length - data && (head.getShort((int) data) & 0xFFFF) == 0xFFD8) {
            tags.cover(from + data, size);
        }
    }
}
