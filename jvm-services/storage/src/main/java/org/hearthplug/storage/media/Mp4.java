// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage.media;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;

/** MP4, QuickTime and M4A: boxes by their headers, wherever {@code moov} is. ISO/IEC 14496-12; iTunes' tags in {@code ilst}. */
final class Mp4 {
    static final int FTYP = 0x66747970;
    private static final int MAX_BOXES = 512;
    private static final int MAX_DEPTH = 6;
    private static final long SECONDS_1904_TO_1970 = 2_082_844_800L;

    private final Bytes bytes;
    private int boxes;
    private OptionalLong taken = OptionalLong.empty();
    private int seconds;
    private int width;
    private int height;
    private int turn = 1;
    private final Tags tags = new Tags();

    Mp4(Bytes bytes) {
        this.bytes = bytes;
    }

    Media read() throws IOException {
        walk(0, bytes.size(), 0);
        if (width > 0) {
            return Media.film(taken, width, height, turn, seconds);
        }
        return tags.media(seconds);
    }

    private void walk(long from, long end, int depth) throws IOException {
        long at = from;
        while (at + 8 <= end && boxes++ < MAX_BOXES) {
            ByteBuffer head = bytes.read(at, 16);
            if (head.remaining() < 8) {
                return;
            }
            long length = head.getInt(0) & 0xFFFFFFFFL;
            int header = 8;
            if (length == 1 && head.remaining() == 16) {
                length = head.getLong(8);
                header = 16;
            } else if (length == 0) {
                length = end - at;
            }
            if (length < header || length > end - at) {
                return;
            }
            box(head.getInt(4), at + header, at + length, depth);
            at += length;
        }
    }

    private void box(int type, long from, long end, int depth) throws IOException {
        switch (type) {
            // moov, trak, udta, ilst
            case 0x6D6F6F76, 0x7472616B, 0x75647461, 0x696C7374 -> inside(from, end, depth);
            // meta: a version before the boxes, except in QuickTime
            case 0x6D657461 -> {
                ByteBuffer head = bytes.read(from, 8);
                boolean plain = head.remaining() == 8 && head.getInt(4) == 0x68646C72;
                inside(plain ? from : from + 4, end, depth);
            }
            case 0x6D766864 -> movieHeader(bytes.read(from, 32));
            case 0x746B6864 -> trackHeader(bytes.read(from, 96));
            case 0xA96E616D -> tags.put("TITLE", tag(from, end));
            case 0xA9415254 -> tags.put("ARTIST", tag(from, end));
            case 0xA9616C62 -> tags.put("ALBUM", tag(from, end));
            case 0x61415254 -> tags.put("ALBUMARTIST", tag(from, end));
            case 0x74726B6E -> tags.put("TRACKNUMBER", number(from, end));
            case 0x6469736B -> tags.put("DISCNUMBER", number(from, end));
            case 0x636F7672 -> cover(from, end);
            default -> {
                // Samples, covers, what nobody asks for: passed over.
            }
        }
    }

    private void inside(long from, long end, int depth) throws IOException {
        if (depth < MAX_DEPTH) {
            walk(from, end, depth + 1);
        }
    }

    private void movieHeader(ByteBuffer box) {
        boolean wide = box.get(0) == 1;
        long created = wide ? box.getLong(4) : box.getInt(4) & 0xFFFFFFFFL;
        long scale = box.getInt(wide ? 20 : 12) & 0xFFFFFFFFL;
        long length = wide ? box.getLong(24) : box.getInt(16) & 0xFFFFFFFFL;
        if (scale > 0 && length >= 0) {
            seconds = (int) Math.min(length / scale, Integer.MAX_VALUE);
        }
        long since1970 = created - SECONDS_1904_TO_1970;
        if (since1970 > 0 && since1970 < 1L << 33) {
            taken = OptionalLong.of(since1970 * 1000);
        }
    }

    private void trackHeader(ByteBuffer box) {
        int shift = box.get(0) == 1 ? 12 : 0;
        int matrix = 40 + shift;
        int wide = box.getInt(matrix + 36) >>> 16;
        int high = box.getInt(matrix + 40) >>> 16;
        if (wide > 0 && high > 0 && width == 0) {
            width = wide;
            height = high;
            boolean sideways = box.getInt(matrix) == 0 && box.getInt(matrix + 4) != 0;
            turn = sideways ? (box.getInt(matrix + 4) > 0 ? 6 : 8) : 1;
        }
    }

    /** The text in a tag's {@code data} box. */
    private String tag(long from, long end) throws IOException {
        int length = (int) Math.min(end - from, 1024);
        ByteBuffer data = bytes.read(from, length);
        return data.remaining() > 16 && data.getInt(4) == 0x64617461
                ? Bytes.text(data, 16, data.remaining() - 16, StandardCharsets.UTF_8)
                : "";
    }

    private String number(long from, long end) throws IOException {
        ByteBuffer data = bytes.read(from, (int) Math.min(end - from, 32));
        return data.remaining() >= 20 && data.getInt(4) == 0x64617461
                ? Integer.toString(data.getShort(18) & 0xFFFF)
                : "";
    }

    private void cover(long from, long end) throws IOException {
        ByteBuffer data = bytes.read(from, 18);
        if (data.remaining() == 18 && data.getInt(4) == 0x64617461 && (data.getShort(16) & 0xFFFF) == 0xFFD8) {
            long length = data.getInt(0) & 0xFFFFFFFFL;
            tags.cover(from + 16, Math.min(length, end - from) - 16);
        }
    }
}
