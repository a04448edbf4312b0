// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.crypto;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * scrypt (RFC 7914), by libcrypto or else in Java. Its large table lies outside the heap and is wiped and given back when the key is made, so that a heap
 * of 48 MiB opens a repository whose key asks for as much and more.
 */
final class Scrypt {
    private static final int HASH_BYTES = 32;
    private static final int SALSA_INTS = 16;

    private final int blockInts;
    private final int[] x;
    private final int[] y;
    private final int[] state = new int[SALSA_INTS];

    private Scrypt(int r) {
        blockInts = 32 * r;
        x = new int[blockInts];
        y = new int[blockInts];
    }

    /**
     * Derives a key. Blocks for the cost's time; takes 128·n·r bytes outside the heap.
     *
     * @param n the cost, a power of two above 1
     * @param r the block size, from 1 on
     * @param p the number of passes, from 1 on
     * @param length of the key, in bytes
     */
    static byte[] derive(byte[] password, byte[] salt, int n, int r, int p, int length) {
        return org.hearthplug.libcrypto.Scrypt.derive(password, salt, n, r, p, length)
                .orElseGet(() -> byJava(password, salt, n, r, p, length));
    }

    /** Where libcrypto is not. */
    static byte[] byJava(byte[] password, byte[] salt, int n, int r, int p, int length) {
        Mac mac = hmac(password);
        byte[] blocks = pbkdf2(mac, salt, p * 128 * r);
        Scrypt mixer = new Scrypt(r);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment table = arena.allocate(128L * n * r, Long.BYTES);
            for (int i = 0; i < p; i++) {
                mixer.mix(blocks, i * 128 * r, n, table);
            }
            table.fill((byte) 0);
            return pbkdf2(mac, blocks, length);
        } finally {
            Arrays.fill(blocks, (byte) 0);
            Arrays.fill(mixer.x, 0);
            Arrays.fill(mixer.y, 0);
        }
    }

    private static Mac hmac(byte[] password) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            // HMAC pads its key with zeros: an empty one is one zero byte, which Java's class of keys accepts.
            mac.init(new SecretKeySpec(password.length == 0 ? new byte[1] : password, "HmacSHA256"));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HMAC-SHA-256", e);
        }
    }

    /** PBKDF2 (RFC 8018) with one iteration. */
    private static byte[] pbkdf2(Mac mac, byte[] salt, int length) {
        byte[] out = new byte[length];
        for (int at = 0, block = 1; at < length; at += HASH_BYTES, block++) {
            mac.update(salt);
            byte[] hash = mac.doFinal(
                    new byte[] {(byte) (block >>> 24), (byte) (block >>> 16), (byte) (block >>> 8), (byte) block});
            System.arraycopy(hash, 0, out, at, Math.min(HASH_BYTES, length - at));
        }
        return out;
    }

    /** ROMix on one block in place. */
    private void mix(byte[] block, int offset, int n, MemorySegment table) {
        for (int i = 0; i < blockInts; i++) {
            x[i] = Poly1305.littleEndian(block, offset + 4 * i);
        }
        long blockBytes = 4L * blockInts;
        for (int i = 0; i < n; i++) {
            MemorySegment.copy(x, 0, table, JAVA_INT, i * blockBytes, blockInts);
            mixBlock();
        }
        for (int i = 0; i < n; i++) {
            long at = (x[blockInts - SALSA_INTS] & n - 1) * blockBytes;
            MemorySegment.copy(table, JAVA_INT, at, y, 0, blockInts);
            for (int k = 0; k < blockInts; k++) {
                x[k] ^= y[k];
            }
            mixBlock();
        }
        for (int i = 0; i < blockInts; i++) {
            Poly1305.littleEndian(block, offset + 4 * i, x[i]);
        }
    }

    /** BlockMix: the even pieces come first, then the odd ones. */
    private void mixBlock() {
        System.arraycopy(x, blockInts - SALSA_INTS, state, 0, SALSA_INTS);
        int half = blockInts / 2;
        for (int at = 0, even = 0; at < blockInts; at += 2 * SALSA_INTS, even += SALSA_INTS) {
            Salsa.mix(state, x, at, y, even);
            Salsa.mix(state, x, at + SALSA_INTS, y, half + even);
        }
        System.arraycopy(y, 0, x, 0, blockInts);
    }
}
