// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.hearthplug.libcrypto.Sha256;

/**
 * A SHA-256: the name of a file in the repository, or of a blob's plain bytes. Ordered as unsigned bytes.
 *
 * @param w0 bytes 0 to 7, big endian; the others follow
 */
public record ObjectId(long w0, long w1, long w2, long w3) implements Comparable<ObjectId> {
    /** Length in bytes. */
    public static final int BYTES = 32;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    /** Reads 32 bytes at an offset. */
    public static ObjectId from(byte[] bytes, int offset) {
        return new ObjectId(
                (long) LONG.get(bytes, offset),
                (long) LONG.get(bytes, offset + 8),
                (long) LONG.get(bytes, offset + 16),
                (long) LONG.get(bytes, offset + 24));
    }

    /** Reads 64 hexadecimal digits. @throws BackupException INVALID for anything else */
    public static ObjectId parse(CharSequence hex) {
        if (!isHex(hex)) {
            throw new BackupException(BackupException.Kind.INVALID, "not a 64-digit hexadecimal id");
        }
        return new ObjectId(
                HexFormat.fromHexDigitsToLong(hex, 0, 16),
                HexFormat.fromHexDigitsToLong(hex, 16, 32),
                HexFormat.fromHexDigitsToLong(hex, 32, 48),
                HexFormat.fromHexDigitsToLong(hex, 48, 64));
    }

    /** Whether the text is 64 lower-case hexadecimal digits, the only spelling a repository uses. */
    public static boolean isHex(CharSequence text) {
        if (text.length() != 64) {
            return false;
        }
        for (int i = 0; i < 64; i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }

    /** The SHA-256 of the bytes. */
    public static ObjectId hashOf(byte[] bytes, int offset, int length) {
        MessageDigest digest = sha256();
        update(digest, bytes, offset, length);
        return from(digest.digest(), 0);
    }

    /** The SHA-256 of all the bytes. */
    public static ObjectId hashOf(byte[] bytes) {
        return hashOf(bytes, 0, bytes.length);
    }

    /** A fresh SHA-256: libcrypto's, or the JDK's where that is not. */
    public static MessageDigest sha256() {
        return Sha256.create();
    }

    /** Feeds the digest 32 KiB at a time: one huge call of the JDK's stays interpreted for long in a cold JVM. */
    public static void update(MessageDigest digest, byte[] bytes, int offset, int length) {
        int end = offset + length;
        for (int at = offset; at < end; at += 32768) {
            digest.update(bytes, at, Math.min(32768, end - at));
        }
    }

    /** Writes the 32 bytes. */
    public void writeTo(byte[] bytes, int offset) {
        LONG.set(bytes, offset, w0);
        LONG.set(bytes, offset + 8, w1);
        LONG.set(bytes, offset + 16, w2);
        LONG.set(bytes, offset + 24, w3);
    }

    /** The 32 bytes. */
    public byte[] bytes() {
        byte[] out = new byte[BYTES];
        writeTo(out, 0);
        return out;
    }

    /** 64 hexadecimal digits. */
    public String hex() {
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(w0) + hex.toHexDigits(w1) + hex.toHexDigits(w2) + hex.toHexDigits(w3);
    }

    /** The first eight digits, as restic shows them. */
    public String shortHex() {
        return HexFormat.of().toHexDigits(w0).substring(0, 8);
    }

    @Override
    public int compareTo(ObjectId o) {
        int c = Long.compareUnsigned(w0, o.w0);
        if (c == 0) {
            c = Long.compareUnsigned(w1, o.w1);
        }
        if (c == 0) {
            c = Long.compareUnsigned(w2, o.w2);
        }
        return c == 0 ? Long.compareUnsigned(w3, o.w3) : c;
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof ObjectId other && w0 == other.w0 && w1 == other.w1 && w2 == other.w2 && w3 == other.w3;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(w0);
    }

    @Override
    public String toString() {
        return hex();
    }
}
