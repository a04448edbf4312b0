// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.crypto;

import java.security.SecureRandom;
import java.util.Arrays;

/** 64 secret bytes: AES-256 key, then the AES-128 key and the multiplier of Poly1305-AES. Never printed. */
public final class MasterKey implements AutoCloseable {
    /** Length in bytes. */
    public static final int BYTES = 64;

    private final byte[] bytes;

    private MasterKey(byte[] bytes) {
        this.bytes = bytes;
    }

    /** A new random key. */
    public static MasterKey random() {
        byte[] bytes = new byte[BYTES];
        new SecureRandom().nextBytes(bytes);
        return new MasterKey(clamped(bytes));
    }

    /** From three parts of 32, 16 and 16 bytes. */
    static MasterKey of(byte[] encrypt, byte[] macK, byte[] macR) {
        byte[] bytes = Arrays.copyOf(encrypt, BYTES);
        System.arraycopy(macK, 0, bytes, 32, 16);
        System.arraycopy(macR, 0, bytes, 48, 16);
        return new MasterKey(bytes);
    }

    /** From 64 bytes, which the key then owns. */
    static MasterKey of(byte[] bytes) {
        return new MasterKey(bytes);
    }

    private static byte[] clamped(byte[] b) {
        for (int i : new int[] {3, 7, 11, 15}) {
            b[48 + i] &= 15;
        }
        for (int i : new int[] {4, 8, 12}) {
            b[48 + i] &= (byte) 252;
        }
        return b;
    }

    byte[] encryptionKey() {
        return Arrays.copyOf(bytes, 32);
    }

    byte[] macK() {
        return Arrays.copyOfRange(bytes, 32, 48);
    }

    byte[] macR() {
        return Arrays.copyOfRange(bytes, 48, 64);
    }

    /** Wipes the bytes; ciphers made before stay usable. */
    @Override
    public void close() {
        Arrays.fill(bytes, (byte) 0);
    }

    @Override
    public String toString() {
        return "MasterKey[secret]";
    }
}
