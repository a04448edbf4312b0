// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.json;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.hearthplug.backup.BackupException;
import org.hearthplug.backup.ObjectId;

/**
 * A pull parser over a stream with bounds on everything: a string's length, the depth, the bytes read. Accepts JSON and
 * nothing else; whatever is wrong is {@link BackupException} DAMAGED.
 */
public final class JsonReader {
    private static final int MAX_DEPTH = 64;
    private static final int NAMES = 256;

    private final InputStream in;
    private final int maxString;
    private final byte[] buffer;
    private int at;
    private int limit;
    private byte[] scratch = new byte[256];
    private int scratchLength;
    private int depth;
    private final boolean[] started = new boolean[MAX_DEPTH + 1];
    private final String[] names = new String[NAMES];
    private final byte[][] nameBytes = new byte[NAMES][];

    /** Over a stream. @param maxString the longest string accepted, in bytes */
    public JsonReader(InputStream in, int maxString) {
        this.in = in;
        this.maxString = maxString;
        this.buffer = new byte[16384];
    }

    /** Over bytes. @param maxString the longest string accepted, in bytes */
    public JsonReader(byte[] bytes, int offset, int length, int maxString) {
        this.in = InputStream.nullInputStream();
        this.maxString = maxString;
        this.buffer = bytes;
        this.at = offset;
        this.limit = offset + length;
    }

    private static BackupException broken(String what) {
        return BackupException.damaged("malformed JSON: " + what);
    }

    private int read() {
        if (at == limit && !refill()) {
            return -1;
        }
        return buffer[at++] & 0xff;
    }

    private boolean refill() {
        try {
            int n = in.read(buffer);
            if (n <= 0) {
                return false;
            }
            at = 0;
            limit = n;
            return true;
        } catch (IOException e) {
            throw new BackupException(BackupException.Kind.DAMAGED, "unreadable compressed data", e);
        }
    }

    private int peekToken() {
        while (true) {
            if (at == limit && !refill()) {
                return -1;
            }
            int c = buffer[at];
            if (c != ' ' && c != '\n' && c != '\t' && c != '\r') {
                return c;
            }
            at++;
        }
    }

    private void expect(char c) {
        if (peekToken() != c) {
            throw broken("expected " + c);
        }
        at++;
    }

    /** Enters an object, or passes over null. @return whether there is an object */
    public boolean beginObject() {
        return begin('{');
    }

    /** Enters an array, or passes over null. @return whether there is an array */
    public boolean beginArray() {
        return begin('[');
    }

    private boolean begin(char bracket) {
        if (nullValue()) {
            return false;
        }
        expect(bracket);
        if (++depth > MAX_DEPTH) {
            throw broken("too deep");
        }
        started[depth] = false;
        return true;
    }

    private boolean more(char close) {
        int c = peekToken();
        if (c == close) {
            at++;
            depth--;
            return false;
        }
        if (started[depth]) {
            expect(',');
            if (peekToken() == close) {
                throw broken("comma before end");
            }
        }
        started[depth] = true;
        return true;
    }

    /** The next field's name, or null at the object's end (which is then left). */
    public String nextField() {
        if (!more('}')) {
            return null;
        }
        readString();
        String name = name();
        expect(':');
        return name;
    }

    /** Whether another element follows; at the array's end it is left. */
    public boolean nextElement() {
        return more(']');
    }

    private String name() {
        int hash = scratchLength;
        for (int i = 0; i < scratchLength; i++) {
            hash = hash * 31 + scratch[i];
        }
        int slot = (hash ^ hash >>> 8) & NAMES - 1;
        byte[] known = nameBytes[slot];
        if (known != null && Arrays.equals(known, 0, known.length, scratch, 0, scratchLength)) {
            return names[slot];
        }
        nameBytes[slot] = Arrays.copyOf(scratch, scratchLength);
        names[slot] = new String(scratch, 0, scratchLength, StandardCharsets.UTF_8);
        return names[slot];
    }

    /** Passes over null if it is next. */
    public boolean nullValue() {
        if (peekToken() != 'n') {
            return false;
        }
        word("null");
        return true;
    }

    private void word(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (read() != text.charAt(i)) {
                throw broken("unknown word");
            }
        }
    }

    /** true or false. */
    public boolean bool() {
        if (peekToken() == 't') {
            word("true");
            return true;
        }
        word("false");
        return false;
    }

    /** A string; null reads as the empty one. */
    public String string() {
        if (nullValue()) {
            return "";
        }
        readString();
        return new String(scratch, 0, scratchLength, StandardCharsets.UTF_8);
    }

    /** The same for one of a few strings that come again and again: it is made once. */
    public String word() {
        if (nullValue()) {
            return "";
        }
        readString();
        return name();
    }

    /** Where in the bytes given the next one to read lies; of no use over a stream. */
    public int position() {
        return at;
    }

    /** A string's UTF-8 bytes; null reads as none. */
    public byte[] stringBytes() {
        if (nullValue()) {
            return new byte[0];
        }
        readString();
        return Arrays.copyOf(scratch, scratchLength);
    }

    /** A string of 64 lower-case hexadecimal digits. */
    public ObjectId id() {
        readString();
        if (scratchLength != 64) {
            throw broken("an id has 64 digits");
        }
        return new ObjectId(hex(0), hex(16), hex(32), hex(48));
    }

    private long hex(int from) {
        long word = 0;
        for (int i = from; i < from + 16; i++) {
            int c = scratch[i];
            int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
            if (digit < 0) {
                throw broken("not a hexadecimal digit");
            }
            word = word << 4 | digit;
        }
        return word;
    }

    /** A whole number, 0 to 2^64-1, as its 64 bits. */
    public long unsigned() {
        int c = peekToken();
        if (c < '0' || c > '9') {
            throw broken("expected a number");
        }
        long value = 0;
        int digits = 0;
        while (c >= '0' && c <= '9') {
            if (++digits > 20 || Long.compareUnsigned(value, Long.divideUnsigned(-1L - (c - '0'), 10)) > 0) {
                throw broken("number too large");
            }
            value = value * 10 + (c - '0');
            at++;
            c = at == limit && !refill() ? -1 : buffer[at];
        }
        if (c == '.' || c == 'e' || c == 'E') {
            throw broken("expected a whole number");
        }
        return value;
    }

    /** A whole number from 0 to {@code max}. */
    public long number(long max) {
        long value = unsigned();
        if (value < 0 || value > max) {
            throw broken("number beyond " + max);
        }
        return value;
    }

    /** Passes over any value. */
    public void skip() {
        switch (peekToken()) {
            case '{' -> {
                beginObject();
                while (nextField() != null) {
                    skip();
                }
            }
            case '[' -> {
                beginArray();
                while (nextElement()) {
                    skip();
                }
            }
            case '"' -> readString();
            case 't', 'f' -> bool();
            case 'n' -> nullValue();
            default -> skipNumber();
        }
    }

    private void skipNumber() {
        int n = 0;
        while (at < limit || refill()) {
            int c = buffer[at];
            if ((c < '0' || c > '9') && c != '-' && c != '+' && c != '.' && c != 'e' && c != 'E') {
                break;
            }
            at++;
            n++;
        }
        if (n == 0 || n > 64) {
            throw broken("expected a value");
        }
    }

    /** Checks that nothing follows. */
    public void end() {
        if (peekToken() != -1) {
            throw broken("bytes after the end");
        }
    }

    private void readString() {
        expect('"');
        scratchLength = 0;
        while (true) {
            int run = at;
            while (run < limit && buffer[run] != '"' && buffer[run] != '\\' && (buffer[run] & 0xe0) != 0) {
                run++;
            }
            take(run - at);
            int c = read();
            if (c == '"') {
                return;
            }
            if (c == '\\') {
                escape();
            } else if (c < 0x20) {
                throw broken(c < 0 ? "string without end" : "control character in a string");
            } else {
                put(c);
            }
        }
    }

    private void take(int count) {
        reserve(count);
        System.arraycopy(buffer, at, scratch, scratchLength, count);
        scratchLength += count;
        at += count;
    }

    private void put(int b) {
        reserve(1);
        scratch[scratchLength++] = (byte) b;
    }

    private void reserve(int more) {
        if (scratch.length - scratchLength < more) {
            if (scratchLength + more > maxString) {
                throw new BackupException(BackupException.Kind.LIMIT, "a JSON string is longer than " + maxString);
            }
            scratch = Arrays.copyOf(scratch, Math.max(scratchLength + more, scratch.length * 2));
        }
    }

    private void escape() {
        int c = read();
        switch (c) {
            case '"', '\\', '/' -> put(c);
            case 'b' -> put('\b');
            case 'f' -> put('\f');
            case 'n' -> put('\n');
            case 'r' -> put('\r');
            case 't' -> put('\t');
            case 'u' -> unicode();
            default -> throw broken("unknown escape");
        }
    }

    private void unicode() {
        int c = hex4();
        if (Character.isHighSurrogate((char) c)) {
            if (read() != '\\' || read() != 'u') {
                throw broken("lone surrogate");
            }
            int low = hex4();
            if (!Character.isLowSurrogate((char) low)) {
                throw broken("lone surrogate");
            }
            c = Character.toCodePoint((char) c, (char) low);
        } else if (Character.isLowSurrogate((char) c)) {
            throw broken("lone surrogate");
        }
        ByteBuilder utf8 = new ByteBuilder(4);
        Utf8.append(utf8, c);
        for (int i = 0; i < utf8.length(); i++) {
            put(utf8.array()[i]);
        }
    }

    private int hex4() {
        int value = 0;
        for (int i = 0; i < 4; i++) {
            int digit = Character.digit(read(), 16);
            if (digit < 0) {
                throw broken("bad escape");
            }
            value = value << 4 | digit;
        }
        return value;
    }
}
