// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.storage.media;

import java.io.IOException;
import java.nio.ByteBuffer;

/** How long an MP3 plays: from the Xing or Info header of its first frame, else from the frame's rate and the file's size. */
final class Mp3 {
    private static final int SEARCH = 4096;
    private static final int[] RATES = {44_100, 48_000, 32_000};
    private static final int[] KBITS_1 = {0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320};
    private static final int[] KBITS_2 = {0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160};

    private Mp3() {}

    /** Returns whether these 32 bits begin a frame of layer III with known rates. */
    static boolean isFrame(int header) {
        return (header & 0xFFE00000) == 0xFFE00000
                && (header >>> 17 & 3) == 1
                && (header >>> 19 & 3) != 1
                && (header >>> 12 & 15) % 15 != 0
                && (header >>> 10 & 3) != 3;
    }

    /** Returns how many seconds the file plays from a position on; 0 when there is no frame near it. */
    static int seconds(Bytes bytes, long from) throws IOException {
        ByteBuffer near = bytes.read(from, SEARCH);
        for (int at = 0; at + 4 <= near.limit(); at++) {
            int header = near.getInt(at);
            if (isFrame(header)) {
                return seconds(near, at, header, bytes.size() - from - at);
            }
        }
        return 0;
    }

    private static int seconds(ByteBuffer near, int at, int header, long rest) {
        int version = header >>> 19 & 3;
        boolean one = version == 3;
        boolean mono = (header >>> 6 & 3) == 3;
        long rate = RATES[header >>> 10 & 3] >> (one ? 0 : version == 2 ? 1 : 2);
        long samples = one ? 1152 : 576;
        int side = one ? (mono ? 17 : 32) : (mono ? 9 : 17);
        int info = at + 4 + side;
        if (info + 12 <= near.limit()) {
            int name = near.getInt(info);
            boolean counted = name == 0x58696E67 || name == 0x496E666F; // Xing, Info
            long frames = near.getInt(info + 8) & 0xFFFFFFFFL;
            if (counted && (near.getInt(info + 4) & 1) != 0 && frames > 0) {
                return (int) Math.min(frames * samples / rate, Integer.MAX_VALUE);
            }
        }
        int kbits = (one ? KBITS_1 : KBITS_2)[header >>> 12 & 15];
        return (int) Math.min(Math.max(0, rest) * 8 / (kbits * 1000L), Integer.MAX_VALUE);
    }
}
