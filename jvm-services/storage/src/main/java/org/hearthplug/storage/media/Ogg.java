// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage.media;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Vorbis and Opus in Ogg, RFC 3533 and RFC 7845: the second packet's comments, and the last page's time. */
final class Ogg {
    static final int OGGS = 0x4F676753;
    private static final int HEADER = 27;
    private static final int MAX_PAGES = 24;
    private static final int MAX_COMMENTS = 64 * 1024;
    private static final int TAIL = 66 * 1024; // A page has at most 65,307 bytes.

    private Ogg() {}

    static Media read(Bytes bytes) throws IOException {
        ByteBuffer first = bytes.read(0, 128);
        int start = HEADER + (first.get(26) & 0xFF);
        boolean opus = Bytes.ascii(first, start, 8).equals("OpusHead");
        if (!opus && !Bytes.ascii(first, start + 1, 6).equals("vorbis")) {
            return Media.SILENT;
        }
        first.order(ByteOrder.LITTLE_ENDIAN);
        long rate = opus ? 48_000 : first.getInt(start + 12) & 0xFFFFFFFFL;
        long skipped = opus ? first.getShort(start + 10) & 0xFFFF : 0;
        Tags tags = new Tags();
        byte[] comments = secondPacket(bytes);
        VorbisComments.read(ByteBuffer.wrap(comments), opus ? 8 : 7, tags);
        return tags.media(seconds(bytes, rate, skipped));
    }

    /** Puts the packet together from the pages behind the first one, as far as is asked for. */
    private static byte[] secondPacket(Bytes bytes) throws IOException {
        ByteBuffer packet = ByteBuffer.allocate(MAX_COMMENTS);
        long at = 0;
        for (int page = 0; page < MAX_PAGES; page++) {
            ByteBuffer head = bytes.read(at, HEADER + 255);
            if (head.remaining() < HEADER || head.getInt(0) != OGGS) {
                break;
            }
            int segments = Math.min(head.get(26) & 0xFF, head.limit() - HEADER);
            int length = 0;
            int wanted = -1;
            for (int i = 0; i < segments; i++) {
                int lacing = head.get(HEADER + i) & 0xFF;
                length += lacing;
                if (lacing < 255 && wanted < 0) {
                    wanted = length; // The packet ends here.
                }
            }
            if (page > 0) {
                int part = Math.min(wanted < 0 ? length : wanted, packet.remaining());
                packet.put(bytes.read(at + HEADER + segments, part));
                if (wanted >= 0 || !packet.hasRemaining()) {
                    break;
                }
            }
            at += HEADER + segments + length;
        }
        byte[] read = new byte[packet.position()];
        packet.flip().get(read);
        return read;
    }

    private static int seconds(Bytes bytes, long rate, long skipped) throws IOException {
        long from = Math.max(0, bytes.size() - TAIL);
        ByteBuffer tail = bytes.read(from, TAIL);
        String text = new String(tail.array(), 0, tail.limit(), StandardCharsets.ISO_8859_1);
        int last = text.lastIndexOf("OggS");
        if (last < 0 || last + 14 > tail.limit() || rate <= 0) {
            return 0;
        }
        long samples = tail.order(ByteOrder.LITTLE_ENDIAN).getLong(last + 6) - skipped;
        return samples <= 0 ? 0 : (int) Math.min(samples / rate, Integer.MAX_VALUE);
    }
}
