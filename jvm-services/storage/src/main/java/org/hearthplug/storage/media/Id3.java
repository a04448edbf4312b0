// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage.media;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** ID3v2.2 to 2.4 and, for what these do not say, ID3v1: text frames, and where a cover is, which is not read. */
final class Id3 {
    private static final int MAX_FRAMES = 128;
    private static final int PICTURE_HEAD = 512;
    private static final int V1_BYTES = 128;

    private final Bytes bytes;
    private final Tags tags = new Tags();
    private int millis;

    private Id3(Bytes bytes) {
        this.bytes = bytes;
    }

    static Media read(Bytes bytes) throws IOException {
        ByteBuffer head = bytes.read(0, 10);
        Id3 tag = new Id3(bytes);
        long end = 0;
        if ((head.getInt(0) >>> 8) == 0x494433) {
            int version = head.get(3);
            int flags = head.get(5) & 0xFF;
            end = Math.min(10L + syncSafe(head.getInt(6)), bytes.size());
            if (version >= 2 && version <= 4) {
                tag.frames(version, tag.begin(version, flags), end, (flags & 0x80) != 0);
            }
        }
        tag.version1();
        int seconds = tag.millis > 0 ? tag.millis / 1000 : Mp3.seconds(bytes, end);
        return tag.tags.media(seconds);
    }

    /** Passes an extended header over. */
    private long begin(int version, int flags) throws IOException {
        if (version == 2 || (flags & 0x40) == 0) {
            return 10;
        }
        int length = bytes.read(10, 4).getInt(0);
        return version == 3 ? 14L + (length & 0xFFFFFFFFL) : 10L + syncSafe(length);
    }

    private void frames(int version, long from, long end, boolean unsynchronised) throws IOException {
        int header = version == 2 ? 6 : 10;
        long at = from;
        for (int i = 0; i < MAX_FRAMES && at + header < end; i++) {
            ByteBuffer head = bytes.read(at, header);
            if (head.remaining() < header || head.get(0) == 0) {
                return;
            }
            String name = Bytes.ascii(head, 0, version == 2 ? 3 : 4);
            long length = switch (version) {
                case 2 -> head.getInt(2) & 0xFFFFFF;
                case 3 -> head.getInt(4) & 0xFFFFFFFFL;
                default -> syncSafe(head.getInt(4));
            };
            if (length <= 0 || length > end - at - header) {
                return;
            }
            if (name.startsWith("T")) {
                text(name, bytes.read(at + header, (int) Math.min(length, 1024)));
            } else if (!unsynchronised && (name.equals("APIC") || name.equals("PIC"))) {
                picture(version, at + header, length);
            }
            at += header + length;
        }
    }

    private void text(String name, ByteBuffer frame) {
        String value = Bytes.text(frame, 1, frame.remaining() - 1, charset(frame.get(0)));
        switch (name) {
            case "TIT2", "TT2" -> tags.put("TITLE", value);
            case "TPE1", "TP1" -> tags.put("ARTIST", value);
            case "TPE2", "TP2" -> tags.put("ALBUMARTIST", value);
            case "TALB", "TAL" -> tags.put("ALBUM", value);
            case "TRCK", "TRK" -> tags.put("TRACKNUMBER", value);
            case "TPOS", "TPA" -> tags.put("DISCNUMBER", value);
            case "TLEN", "TLE" -> millis = Tags.number(value);
            default -> {
                // Not asked for.
            }
        }
    }

    /** Encoding, media type, kind, description, then the picture. */
    private void picture(int version, long from, long length) throws IOException {
        ByteBuffer head = bytes.read(from, (int) Math.min(length, PICTURE_HEAD));
        int at = 1;
        if (version == 2) {
            at += 3;
        } else {
            while (at < head.limit() && head.get(at) != 0) {
                at++;
            }
            at++;
        }
        at++; // The kind.
        int wide = head.get(0) == 1 || head.get(0) == 2 ? 2 : 1;
        while (at + wide <= head.limit() && (head.get(at) != 0 || wide == 2 && head.get(at + 1) != 0)) {
            at += wide;
        }
        at += wide;
        if (at + 2 <= head.limit() && (head.getShort(at) & 0xFFFF) == 0xFFD8) {
            tags.cover(from + at, length - at);
        }
    }

    /** The 128 bytes at the end of older files: title, artist, album, 30 signs each; a track's number behind a short comment. */
    private void version1() throws IOException {
        ByteBuffer end = bytes.read(bytes.size() - V1_BYTES, V1_BYTES);
        if (end.remaining() < V1_BYTES || (end.getInt(0) >>> 8) != 0x544147) {
            return;
        }
        tags.put("TITLE", Bytes.text(end, 3, 30, StandardCharsets.ISO_8859_1));
        tags.put("ARTIST", Bytes.text(end, 33, 30, StandardCharsets.ISO_8859_1));
        tags.put("ALBUM", Bytes.text(end, 63, 30, StandardCharsets.ISO_8859_1));
        if (end.get(125) == 0) {
            tags.put("TRACKNUMBER", Integer.toString(end.get(126) & 0xFF));
        }
    }

    private static Charset charset(byte encoding) {
        return switch (encoding) {
            case 0 -> StandardCharsets.ISO_8859_1;
            case 1 -> StandardCharsets.UTF_16;
            case 2 -> StandardCharsets.UTF_16BE;
            default -> StandardCharsets.UTF_8;
        };
    }

    private static long syncSafe(int raw) {
        return (raw & 0x7F) | (raw >> 1 & 0x3F80) | (raw >> 2 & 0x1FC000) | (raw >> 3 & 0xFE00000);
    }
}
