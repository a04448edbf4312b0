// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.power;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** A small file of the kernel's that stays open: read and written without allocating. For one thread. */
final class KernelValue implements AutoCloseable {
    /** What a number that is not there reads as. */
    static final long NONE = Long.MIN_VALUE;

    private static final int MAX_BYTES = 512;

    private final RandomAccessFile file;
    private final byte[] buffer = new byte[MAX_BYTES];
    private int length;

    private KernelValue(RandomAccessFile file) {
        this.file = file;
    }

    /** Opens for reading; a value that never is there when the file is not. */
    static KernelValue reading(Path path) {
        return open(path, "r");
    }

    /** Opens for reading and writing; a value that never is there when the file is not. */
    static KernelValue writing(Path path) {
        return open(path, "rw");
    }

    private static KernelValue open(Path path, String mode) {
        try {
            return new KernelValue(Files.exists(path) ? new RandomAccessFile(path.toFile(), mode) : null);
        } catch (IOException refused) {
            return new KernelValue(null);
        }
    }

    /** Whether the file was there. */
    boolean there() {
        return file != null;
    }

    /** Reads anew; false when nothing could be read. */
    boolean read() {
        length = 0;
        if (file == null) {
            return false;
        }
        try {
            file.seek(0);
            length = Math.max(0, file.read(buffer, 0, MAX_BYTES));
        } catch (IOException noValueNow) {
            return false;
        }
        return length > 0;
    }

    /** Reads anew and gives the number that the file begins with. */
    long number() {
        return read() ? numberFrom(0) : NONE;
    }

    /** The number of what was read last that follows a word at the start of a line. */
    long after(byte[] word) {
        for (int at = 0; at + word.length < length; at++) {
            if ((at == 0 || buffer[at - 1] == '\n') && startsWith(word, at)) {
                return numberFrom(at + word.length);
            }
        }
        return NONE;
    }

    /** The number of what was read last in a field of the first line, fields counted from 0. */
    long field(int wanted) {
        int field = -1;
        for (int at = 0; at < length && buffer[at] != '\n'; at++) {
            boolean begins = buffer[at] != ' ' && (at == 0 || buffer[at - 1] == ' ');
            if (begins && ++field == wanted) {
                return numberFrom(at);
            }
        }
        return NONE;
    }

    /** The last core of what was read last, a list like {@code 0-3}; {@link #NONE} when it names one. */
    long rangeEnd() {
        for (int at = length - 1; at > 0; at--) {
            if (buffer[at] == '-' || buffer[at] == ',') {
                return numberFrom(at + 1);
            }
        }
        return NONE;
    }

    /** Whether what was read last begins so. */
    boolean begins(byte[] word) {
        return length >= word.length && startsWith(word, 0);
    }

    private boolean startsWith(byte[] word, int at) {
        for (int i = 0; i < word.length; i++) {
            if (buffer[at + i] != word[i]) {
                return false;
            }
        }
        return true;
    }

    private long numberFrom(int start) {
        int at = start;
        while (at < length && buffer[at] == ' ') {
            at++;
        }
        boolean negative = at < length && buffer[at] == '-';
        if (negative) {
            at++;
        }
        int first = at;
        long value = 0;
        while (at < length && buffer[at] >= '0' && buffer[at] <= '9' && at - first < 18) {
            value = value * 10 + buffer[at] - '0';
            at++;
        }
        return at == first ? NONE : negative ? -value : value;
    }

    /** Writes two numbers with a space between; false when the kernel does not take them. */
    boolean write(long first, long second) {
        int end = MAX_BYTES;
        buffer[--end] = '\n';
        end = put(second, end);
        buffer[--end] = ' ';
        return write(put(first, end), MAX_BYTES);
    }

    /** Writes a word. */
    boolean write(byte[] word) {
        System.arraycopy(word, 0, buffer, 0, word.length);
        return write(0, word.length);
    }

    private boolean write(int from, int to) {
        if (file == null) {
            return false;
        }
        try {
            file.seek(0);
            file.write(buffer, from, to - from);
            return true;
        } catch (IOException refused) {
            return false;
        } finally {
            length = 0;
        }
    }

    private int put(long value, int end) {
        int at = end;
        long left = value;
        do {
            buffer[--at] = (byte) ('0' + left % 10);
            left /= 10;
        } while (left > 0);
        return at;
    }

    static byte[] word(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() {
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException gone) {
            // Nothing was buffered.
        }
    }
}
