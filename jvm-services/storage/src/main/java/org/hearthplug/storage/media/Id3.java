// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage.media;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** ID3v2.2 to 2.4, text frames only; a cover of any size is passed over. */
final class Id3 {
    private static final int MAX_FRAMES = 128;

    private final Bytes bytes;
    private String title = "";
    private String artist = "";
    private String album = "";
    private int track;
    private int millis;

    private Id3(Bytes bytes) {
        this.bytes = bytes;
    }

    static Media read(Bytes bytes) throws IOException {
        ByteBuffer head = bytes.read(0, 10);
        int version = head.get(3);
        long end = 10L + syncSafe(head.getInt(6));
        Id3 tag = new Id3(bytes);
        if (version >= 2 && version <= 4) {
            tag.frames(version, 10, Math.min(end, bytes.size()));
        }
        return Media.music(tag.millis / 1000, tag.title, tag.artist, tag.album, tag.track);
    }

    private void frames(int version, long from, long end) throws IOException {
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
            }
            at += header + length;
        }
    }

    private void text(String name, ByteBuffer frame) {
        Charset charset = switch (frame.get(0)) {
            case 0 -> StandardCharsets.ISO_8859_1;
            case 1 -> StandardCharsets.UTF_16;
            case 2 -> StandardCharsets.UTF_16BE;
            default -> StandardCharsets.UTF_8;
        };
        String value = Bytes.text(frame, 1, frame.remaining() - 1, charset);
        switch (name) {
            case "TIT2", "TT2" -> title = value;
            case "TPE1", "TP1" -> artist = value;
            case "TALB", "TAL" -> album = value;
            case "TRCK", "TRK" -> track = number(value);
            case "TLEN", "TLE" -> millis = number(value);
            default -> {
                // Not asked for.
            }
        }
    }

    /** The number that a text begins with, as in {@code 3/12}. */
    static int number(String text) {
        int end = 0;
        while (end < text.length() && end < 9 && text.charAt(end) >= '0' && text.charAt(end) <= '9') {
            end++;
        }
        return end == 0 ? 0 : Integer.parseInt(text.substring(0, end));
    }

    private static long syncSafe(int raw) {
        return (raw & 0x7F) | (raw >> 1 & 0x3F80) | (raw >> 2 & 0x1FC000) | (raw >> 3 & 0xFE00000);
    }
}
