// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.json;

import org.hearthplug.backup.BackupException;

/**
 * Go's {@code strconv.Quote} without its outer quotes: how a tree spells a name, which on Linux is any bytes. What is
 * printable stays, the rest is escaped, bytes that are not UTF-8 as {@code \xNN}.
 */
public final class GoQuote {
    private static final String CONTROL = "abtnvfr";

    private GoQuote() {}

    /** The spelling of a name. Returns the argument itself where nothing needs an escape. */
    public static byte[] quote(byte[] name) {
        int i = 0;
        while (i < name.length && name[i] >= 0x20 && name[i] < 0x7f && name[i] != '"' && name[i] != '\\') {
            i++;
        }
        if (i == name.length) {
            return name;
        }
        ByteBuilder out = new ByteBuilder(name.length + 16);
        out.append(name, 0, i);
        while (i < name.length) {
            int n = Utf8.length(name, i);
            if (n == 0) {
                hexEscape(out, 'x', name[i] & 0xff, 2);
                i++;
            } else {
                quoteOne(out, name, i, n);
                i += n;
            }
        }
        return out.copy();
    }

    private static void quoteOne(ByteBuilder out, byte[] name, int i, int n) {
        int c = Utf8.codePoint(name, i, n);
        if (c == '"' || c == '\\') {
            out.append('\\');
            out.append(c);
        } else if (printable(c)) {
            out.append(name, i, n);
        } else if (c >= 7 && c <= 13) {
            out.append('\\');
            out.append(CONTROL.charAt(c - 7));
        } else if (c < ' ' || c == 0x7f) {
            hexEscape(out, 'x', c, 2);
        } else if (c < 0x10000) {
            hexEscape(out, 'u', c, 4);
        } else {
            hexEscape(out, 'U', c, 8);
        }
    }

    private static void hexEscape(ByteBuilder out, char letter, int value, int digits) {
        out.append('\\');
        out.append(letter);
        for (int shift = 4 * digits - 4; shift >= 0; shift -= 4) {
            out.append(Character.forDigit(value >>> shift & 15, 16));
        }
    }

    private static boolean printable(int c) {
        if (c < 0x80) {
            return c >= 0x20 && c < 0x7f;
        }
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SPACE_SEPARATOR -> false;
            default -> true;
        };
    }

    /** The name behind a spelling. @throws BackupException DAMAGED for an escape that Go does not write */
    public static byte[] unquote(byte[] text) {
        int i = 0;
        while (i < text.length && text[i] != '\\') {
            i++;
        }
        if (i == text.length) {
            return text;
        }
        ByteBuilder out = new ByteBuilder(text.length);
        out.append(text, 0, i);
        while (i < text.length) {
            if (text[i] != '\\') {
                out.append(text[i++]);
            } else {
                i = unescape(text, i + 1, out);
            }
        }
        return out.copy();
    }

    private static int unescape(byte[] text, int i, ByteBuilder out) {
        int c = i < text.length ? text[i] : -1;
        switch (c) {
            case '"', '\\', '\'' -> out.append(c);
            case 'x' -> {
                out.append(number(text, i + 1, 2, 16));
                return i + 3;
            }
            case 'u' -> {
                Utf8.append(out, scalar(number(text, i + 1, 4, 16)));
                return i + 5;
            }
            case 'U' -> {
                Utf8.append(out, scalar(number(text, i + 1, 8, 16)));
                return i + 9;
            }
            case '0', '1', '2', '3' -> {
                out.append(number(text, i, 3, 8));
                return i + 3;
            }
            default -> {
                int k = CONTROL.indexOf(c);
                if (k < 0) {
                    throw BackupException.damaged("unknown escape in a name");
                }
                out.append(7 + "abtnvfr".indexOf(c));
            }
        }
        return i + 1;
    }

    private static int number(byte[] text, int from, int digits, int radix) {
        long value = 0;
        for (int i = from; i < from + digits; i++) {
            int digit = i < text.length ? Character.digit(text[i], radix) : -1;
            if (digit < 0) {
                throw BackupException.damaged("bad escape in a name");
            }
            value = value * radix + digit;
        }
        return value > Integer.MAX_VALUE ? -1 : (int) value;
    }

    private static int scalar(int c) {
        if (c < 0 || c > 0x10ffff || c >= 0xd800 && c < 0xe000) {
            throw BackupException.damaged("bad code point in a name");
        }
        return c;
    }
}
