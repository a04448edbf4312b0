// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage.media;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** FLAC's stream information and Vorbis comments, RFC 9639. */
final class Flac {
    private static final int MAX_BLOCKS = 32;
    private static final int MAX_COMMENTS = 100;
    private static final int MAX_COMMENT_BLOCK = 64 * 1024;

    private Flac() {}

    static Media read(Bytes bytes, long start) throws IOException {
        long at = start + 4;
        int seconds = 0;
        Media tags = Media.SILENT;
        for (int i = 0; i < MAX_BLOCKS; i++) {
            ByteBuffer head = bytes.read(at, 4);
            if (head.remaining() < 4) {
                break;
            }
            int type = head.get(0) & 0x7F;
            int length = head.getInt(0) & 0xFFFFFF;
            if (type == 0) {
                seconds = seconds(bytes.read(at + 4, 18));
            } else if (type == 4) {
                tags = comments(bytes.read(at + 4, Math.min(length, MAX_COMMENT_BLOCK)));
            }
            if ((head.get(0) & 0x80) != 0) {
                break;
            }
            at += 4L + length;
        }
        return Media.music(seconds, tags.title(), tags.artist(), tags.album(), tags.track());
    }

    private static int seconds(ByteBuffer info) {
        if (info.remaining() < 18) {
            return 0;
        }
        long packed = info.getLong(10);
        long rate = packed >>> 44;
        long samples = packed & 0xFFFFFFFFFL;
        return rate == 0 ? 0 : (int) (samples / rate);
    }

    private static Media comments(ByteBuffer block) {
        block.order(ByteOrder.LITTLE_ENDIAN);
        String title = "";
        String artist = "";
        String album = "";
        int track = 0;
        long at = 4 + (block.getInt(0) & 0xFFFFFFFFL);
        int count = at + 4 <= block.limit() ? block.getInt((int) at) : 0;
        at += 4;
        for (int i = 0; i < Math.min(count, MAX_COMMENTS) && at + 4 <= block.limit(); i++) {
            long length = block.getInt((int) at) & 0xFFFFFFFFL;
            if (at + 4 + length > block.limit()) {
                break;
            }
            String comment = Bytes.text(block, (int) at + 4, (int) length, StandardCharsets.UTF_8);
            int equals = comment.indexOf('=');
            String value = comment.substring(equals + 1);
            switch (comment.substring(0, Math.max(0, equals)).toUpperCase(Locale.ROOT)) {
                case "TITLE" -> title = value;
                case "ARTIST" -> artist = value;
                case "ALBUM" -> album = value;
                case "TRACKNUMBER" -> track = Id3.number(value);
                default -> {
                    // Not asked for.
                }
            }
            at += 4 + length;
        }
        return Media.music(0, title, artist, album, track);
    }
}
