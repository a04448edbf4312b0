// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.json;

import java.nio.charset.StandardCharsets;
import org.hearthplug.backup.ObjectId;

/**
 * Writes JSON exactly as Go's {@code encoding/json} does, so that a tree that both write has the same hash. The caller
 * puts structure characters in place through the methods here; commas come by themselves.
 */
public final class JsonWriter extends ByteBuilder {
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private boolean comma;

    /** @param capacity to begin with, in bytes */
    public JsonWriter(int capacity) {
        super(capacity);
    }

    /** Forgets everything, and keeps the memory. */
    public JsonWriter reset() {
        truncate(0);
        comma = false;
        return this;
    }

    /** Begins an object or array. */
    public JsonWriter begin(char bracket) {
        separate();
        append(bracket);
        comma = false;
        return this;
    }

    /** Ends an object or array. */
    public JsonWriter end(char bracket) {
        append(bracket);
        comma = true;
        return this;
    }

    /** A field's name (ASCII, nothing to escape); its value must follow. */
    public JsonWriter name(String name) {
        separate();
        append('"');
        ascii(name);
        append('"');
        append(':');
        comma = false;
        return this;
    }

    private void separate() {
        if (comma) {
            append(',');
        }
        comma = true;
    }

    /** A number, unsigned. */
    public JsonWriter number(long value) {
        separate();
        if (value >= 0 && value < 10) {
            append('0' + (int) value);
        } else {
            ascii(Long.toUnsignedString(value));
        }
        return this;
    }

    /** A literal: true, false, null. */
    public JsonWriter literal(String text) {
        separate();
        ascii(text);
        return this;
    }

    /** A string of characters below 128 that need no escape. */
    public JsonWriter plain(String text) {
        separate();
        append('"');
        ascii(text);
        append('"');
        return this;
    }

    /** A string. */
    public JsonWriter string(String text) {
        return string(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A string given as UTF-8; what is not UTF-8 becomes U+FFFD. */
    public JsonWriter string(byte[] utf8) {
        separate();
        append('"');
        for (int i = 0; i < utf8.length; ) {
            int b = utf8[i] & 0xff;
            if (b < 0x80) {
                escaped(b);
                i++;
                continue;
            }
            int n = Utf8.length(utf8, i);
            if (n == 0) {
                ascii("\\ufffd");
                i++;
            } else if (n == 3 && b == 0xe2 && utf8[i + 1] == (byte) 0x80 && (utf8[i + 2] & 0xfe) == 0xa8) {
                ascii(utf8[i + 2] == (byte) 0xa8 ? "\\u2028" : "\\u2029");
                i += n;
            } else {
                append(utf8, i, n);
                i += n;
            }
        }
        append('"');
        return this;
    }

    private void escaped(int c) {
        switch (c) {
            case '"' -> ascii("\\\"");
            case '\\' -> ascii("\\\\");
            case '\n' -> ascii("\\n");
            case '\r' -> ascii("\\r");
            case '\t' -> ascii("\\t");
            case '\b' -> ascii("\\b");
            case '\f' -> ascii("\\f");
            default -> {
                if (c < 0x20 || c == '<' || c == '>' || c == '&') {
                    ascii("\\u00");
                    append(HEX[c >> 4]);
                    append(HEX[c & 15]);
                } else {
                    append(c);
                }
            }
        }
    }

    /** Values that are spelt already. */
    public JsonWriter spelt(byte[] json, int offset, int count) {
        separate();
        append(json, offset, count);
        return this;
    }

    /** An id as 64 hexadecimal digits. */
    public JsonWriter id(ObjectId id) {
        separate();
        append('"');
        hex(id.w0());
        hex(id.w1());
        hex(id.w2());
        hex(id.w3());
        append('"');
        return this;
    }

    private void hex(long word) {
        for (int shift = 60; shift >= 0; shift -= 4) {
            append(HEX[(int) (word >>> shift) & 15]);
        }
    }
}
