// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage.media;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/** Music as far as its headers go. */
final class MusicSamples {
    private static final int FRAME = 417; // 128 kbit/s at 44.1 kHz
    private static final int FRAME_HEADER = 0xFFFB9000;

    private MusicSamples() {}

    /** ID3v2.4 with text frames (name, value, …), a cover unless it is empty, and so many bytes of MP3 behind. */
    static byte[] id3v24(List<String> texts, byte[] cover, int audio) {
        ByteArrayOutputStream frames = new ByteArrayOutputStream();
        for (int i = 0; i < texts.size(); i += 2) {
            byte[] value = ("\3" + texts.get(i + 1)).getBytes(StandardCharsets.UTF_8);
            frames.writeBytes(frame(texts.get(i), value));
        }
        if (cover.length > 0) {
            ByteArrayOutputStream picture = new ByteArrayOutputStream();
            picture.writeBytes("\0image/jpeg\0\3Front\0".getBytes(StandardCharsets.ISO_8859_1));
            picture.writeBytes(cover);
            frames.writeBytes(frame("APIC", picture.toByteArray()));
        }
        return ByteBuffer.allocate(10 + frames.size() + audio)
                .put(new byte[] {'I', 'D', '3', 4, 0, 0})
                .putInt(syncSafe(frames.size()))
                .put(frames.toByteArray())
                .putInt(FRAME_HEADER)
                .array();
    }

    private static byte[] frame(String name, byte[] content) {
        return ByteBuffer.allocate(10 + content.length)
                .put(name.getBytes(StandardCharsets.US_ASCII))
                .putInt(syncSafe(content.length))
                .putShort((short) 0)
                .put(content)
                .array();
    }

    private static int syncSafe(int number) {
        return (number & 0x7F) | (number << 1 & 0x7F00) | (number << 2 & 0x7F0000) | (number << 3 & 0x7F000000);
    }

    static byte[] frames(int count) {
        ByteBuffer all = ByteBuffer.allocate(count * FRAME);
        for (int i = 0; i < count; i++) {
            all.putInt(i * FRAME, FRAME_HEADER);
        }
        return all.array();
    }

    static byte[] xing(int count) {
        byte[] all = frames(3);
        ByteBuffer.wrap(all).putInt(36, 0x58696E67).putInt(40, 1).putInt(44, count);
        return all;
    }

    static byte[] id3v1(String title, String artist, String album, int track) {
        byte[] all = frames(3);
        byte[] tag = new byte[128];
        ByteBuffer.wrap(tag).put("TAG".getBytes(StandardCharsets.US_ASCII));
        put(tag, 3, title);
        put(tag, 33, artist);
        put(tag, 63, album);
        tag[126] = (byte) track;
        byte[] both = Arrays.copyOf(all, all.length + 128);
        System.arraycopy(tag, 0, both, all.length, 128);
        return both;
    }

    private static void put(byte[] tag, int at, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
        System.arraycopy(bytes, 0, tag, at, bytes.length);
    }

    /** Vorbis or Opus: its head, its comments over as many pages as they take, and a last page that says when it ends. */
    static byte[] ogg(boolean opus, int seconds, String... comments) {
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        packet.writeBytes((opus ? "OpusTags" : "\3vorbis").getBytes(StandardCharsets.US_ASCII));
        packet.writeBytes(number(0));
        packet.writeBytes(number(comments.length));
        for (String comment : comments) {
            byte[] bytes = comment.getBytes(StandardCharsets.UTF_8);
            packet.writeBytes(number(bytes.length));
            packet.writeBytes(bytes);
        }
        ByteBuffer head = ByteBuffer.allocate(opus ? 19 : 30).order(ByteOrder.LITTLE_ENDIAN);
        head.put((opus ? "OpusHead" : "\1vorbis").getBytes(StandardCharsets.US_ASCII));
        if (opus) {
            head.putShort(10, (short) 312);
        } else {
            head.putInt(12, 44_100);
        }
        long end = opus ? seconds * 48_000L + 312 : seconds * 44_100L;
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        page(file, 0, head.array(), true);
        byte[] whole = packet.toByteArray();
        int part = 255 * 8;
        for (int at = 0; at < whole.length; at += part) {
            boolean last = at + part >= whole.length;
            page(file, 0, Arrays.copyOfRange(whole, at, Math.min(whole.length, at + part)), last);
        }
        page(file, end, new byte[40], true);
        return file.toByteArray();
    }

    private static byte[] number(int number) {
        return ByteBuffer.allocate(4)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(number)
                .array();
    }

    private static void page(ByteArrayOutputStream file, long granule, byte[] content, boolean ends) {
        int full = content.length / 255;
        int segments = ends ? full + 1 : full;
        ByteBuffer page = ByteBuffer.allocate(27 + segments).order(ByteOrder.LITTLE_ENDIAN);
        page.put("OggS".getBytes(StandardCharsets.US_ASCII)).putLong(6, granule).put(26, (byte) segments);
        for (int i = 0; i < full; i++) {
            page.put(27 + i, (byte) 255);
        }
        if (ends) {
            page.put(27 + full, (byte) (content.length % 255));
        }
        file.writeBytes(page.array());
        file.writeBytes(content);
    }
}
