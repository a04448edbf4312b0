// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.scenarios;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Music without a note: an MP3 of silence with its tags, which browsers play like any other. */
final class Tune {
    private static final int FRAME_BYTES = 417; // 128 kbit/s at 44.1 kHz: 38 frames a second.
    private static final byte[] HEADER = {(byte) 0xFF, (byte) 0xFB, (byte) 0x90, 0};

    private Tune() {}

    static Content of(String artist, String album, int track, String title, int seconds) {
        ByteArrayOutputStream tags = new ByteArrayOutputStream();
        tag(tags, "TPE1", artist);
        tag(tags, "TALB", album);
        tag(tags, "TRCK", Integer.toString(track));
        tag(tags, "TIT2", title);
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(new byte[] {'I', 'D', '3', 4, 0, 0});
        file.writeBytes(length(tags.size()));
        file.writeBytes(tags.toByteArray());
        for (int i = 0; i < seconds * 38; i++) {
            file.writeBytes(HEADER);
            file.writeBytes(new byte[FRAME_BYTES - HEADER.length]);
        }
        return new Content(file.toByteArray());
    }

    private static void tag(ByteArrayOutputStream tags, String name, String value) {
        byte[] text = ("\3" + value).getBytes(StandardCharsets.UTF_8);
        tags.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
        tags.writeBytes(length(text.length));
        tags.writeBytes(new byte[2]);
        tags.writeBytes(text);
    }

    /** Four times seven bits, as ID3v2.4 has it. */
    private static byte[] length(int bytes) {
        return new byte[] {
            (byte) (bytes >> 21 & 0x7F), (byte) (bytes >> 14 & 0x7F), (byte) (bytes >> 7 & 0x7F), (byte) (bytes & 0x7F)
        };
    }
}
