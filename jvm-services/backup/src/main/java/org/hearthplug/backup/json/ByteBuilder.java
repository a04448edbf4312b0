// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.json;

import java.util.Arrays;

/** A growing byte array. */
public class ByteBuilder {
    private byte[] bytes;
    private int length;

    /** @param capacity to begin with, in bytes */
    public ByteBuilder(int capacity) {
        bytes = new byte[capacity];
    }

    /** Appends one byte. */
    public final void append(int b) {
        if (length == bytes.length) {
            grow(1);
        }
        bytes[length++] = (byte) b;
    }

    /** Appends bytes. */
    public final void append(byte[] more, int offset, int count) {
        grow(count);
        System.arraycopy(more, offset, bytes, length, count);
        length += count;
    }

    /** Appends characters below 128. */
    public final void ascii(String text) {
        int n = text.length();
        grow(n);
        for (int i = 0; i < n; i++) {
            bytes[length++] = (byte) text.charAt(i);
        }
    }

    private void grow(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(length, more), Math.min(bytes.length * 2, 1 << 30)));
        }
    }

    /** The array behind; valid up to {@link #length()} and until the next append. */
    public final byte[] array() {
        return bytes;
    }

    /** Bytes appended. */
    public final int length() {
        return length;
    }

    /** Forgets what comes after. */
    public final void truncate(int newLength) {
        length = newLength;
    }

    /** A copy of what was appended. */
    public final byte[] copy() {
        return Arrays.copyOf(bytes, length);
    }
}
