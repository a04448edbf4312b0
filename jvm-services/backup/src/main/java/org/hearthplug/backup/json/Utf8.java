// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.json;

/** What UTF-8 is, byte by byte, as Go's {@code unicode/utf8} sees it. */
public final class Utf8 {
    private Utf8() {}

    /** The length of the well-formed sequence at {@code i}, 1 to 4; 0 if there is none. */
    public static int length(byte[] b, int i) {
        int c = b[i] & 0xff;
        if (c < 0x80) {
            return 1;
        }
        if (c < 0xc2 || c > 0xf4) {
            return 0;
        }
        int n = c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
        if (i + n > b.length) {
            return 0;
        }
        int second = b[i + 1] & 0xff;
        int low = c == 0xe0 ? 0xa0 : c == 0xf0 ? 0x90 : 0x80;
        int high = c == 0xed ? 0x9f : c == 0xf4 ? 0x8f : 0xbf;
        if (second < low || second > high) {
            return 0;
        }
        for (int k = 2; k < n; k++) {
            if ((b[i + k] & 0xc0) != 0x80) {
                return 0;
            }
        }
        return n;
    }

    /** The code point of the well-formed sequence of {@code n} bytes at {@code i}. */
    public static int codePoint(byte[] b, int i, int n) {
        int c = b[i] & 0xff;
        return switch (n) {
            case 1 -> c;
            case 2 -> (c & 0x1f) << 6 | b[i + 1] & 0x3f;
            case 3 -> (c & 0x0f) << 12 | (b[i + 1] & 0x3f) << 6 | b[i + 2] & 0x3f;
            default -> (c & 0x07) << 18 | (b[i + 1] & 0x3f) << 12 | (b[i + 2] & 0x3f) << 6 | b[i + 3] & 0x3f;
        };
    }

    /** Whether all of it is UTF-8. */
    public static boolean valid(byte[] b) {
        for (int i = 0; i < b.length; ) {
            int n = length(b, i);
            if (n == 0) {
                return false;
            }
            i += n;
        }
        return true;
    }

    /** Appends a code point. */
    public static void append(ByteBuilder out, int c) {
        if (c < 0x80) {
            out.append(c);
        } else if (c < 0x800) {
            out.append(0xc0 | c >> 6);
            out.append(0x80 | c & 0x3f);
        } else if (c < 0x10000) {
            out.append(0xe0 | c >> 12);
            out.append(0x80 | c >> 6 & 0x3f);
            out.append(0x80 | c & 0x3f);
        } else {
            out.append(0xf0 | c >> 18);
            out.append(0x80 | c >> 12 & 0x3f);
            out.append(0x80 | c >> 6 & 0x3f);
            out.append(0x80 | c & 0x3f);
        }
    }
}
