// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.crypto;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.hearthplug.backup.BackupException;

/**
 * Seals and opens bytes in place: {@code IV (16) || AES-256-CTR ciphertext || Poly1305-AES tag (16)}. The tag covers the
 * ciphertext, its nonce is the IV. Not for several threads: each takes its own from {@link #twin()}.
 */
public final class Sealer {
    /** Bytes that sealing adds. */
    public static final int OVERHEAD = 32;

    /** Bytes before the ciphertext. */
    public static final int IV_BYTES = 16;

    private static final int TAG_BYTES = 16;
    private static final int SLICE = 16384;

    private final SecretKeySpec encryptionKey;
    private final SecretKeySpec macKey;
    private final Poly1305 poly;
    private final Cipher ctr;
    private final Cipher nonceCipher;
    private final SecureRandom random = new SecureRandom();
    private final byte[] tag = new byte[TAG_BYTES];

    /** A sealer for one key. */
    public Sealer(MasterKey key) {
        this(
                new SecretKeySpec(key.encryptionKey(), "AES"),
                new SecretKeySpec(key.macK(), "AES"),
                new Poly1305(key.macR()));
    }

    private Sealer(SecretKeySpec encryptionKey, SecretKeySpec macKey, Poly1305 poly) {
        this.encryptionKey = encryptionKey;
        this.macKey = macKey;
        this.poly = poly;
        try {
            ctr = Cipher.getInstance("AES/CTR/NoPadding");
            nonceCipher = Cipher.getInstance("AES/ECB/NoPadding");
            nonceCipher.init(Cipher.ENCRYPT_MODE, macKey);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES", e);
        }
    }

    /** Another sealer with the same key, for another thread. */
    public Sealer twin() {
        return new Sealer(encryptionKey, macKey, poly);
    }

    /**
     * Seals in place. The plain bytes lie at {@code offset + 16}; afterwards {@code length + 32} bytes from
     * {@code offset} are the sealed form.
     *
     * @param length of the plain bytes
     * @return the sealed length
     */
    public int seal(byte[] buffer, int offset, int length) {
        byte[] iv = new byte[IV_BYTES];
        random.nextBytes(iv);
        System.arraycopy(iv, 0, buffer, offset, IV_BYTES);
        int body = offset + IV_BYTES;
        crypt(iv, buffer, body, length);
        poly.tag(oneTimePad(iv), buffer, body, length, buffer, body + length);
        return length + OVERHEAD;
    }

    /**
     * Verifies and opens in place; the plain bytes then lie at {@code offset + 16}.
     *
     * @param length of the sealed bytes
     * @return the plain length
     * @throws BackupException DAMAGED when the tag is wrong; nothing is decrypted then
     */
    public int open(byte[] buffer, int offset, int length) {
        if (length < OVERHEAD) {
            throw BackupException.damaged("sealed bytes are too short");
        }
        byte[] iv = new byte[IV_BYTES];
        System.arraycopy(buffer, offset, iv, 0, IV_BYTES);
        int body = offset + IV_BYTES;
        int plain = length - OVERHEAD;
        poly.tag(oneTimePad(iv), buffer, body, plain, tag, 0);
        byte[] stored = new byte[TAG_BYTES];
        System.arraycopy(buffer, body + plain, stored, 0, TAG_BYTES);
        if (!MessageDigest.isEqual(tag, stored)) {
            throw BackupException.damaged("authentication failed: the bytes were changed or the key is another");
        }
        crypt(iv, buffer, body, plain);
        return plain;
    }

    private void crypt(byte[] iv, byte[] buffer, int offset, int length) {
        try {
            ctr.init(Cipher.ENCRYPT_MODE, encryptionKey, new IvParameterSpec(iv));
            int at = 0;
            while (at < length) {
                int n = Math.min(SLICE, length - at);
                ctr.update(buffer, offset + at, n, buffer, offset + at);
                at += n;
            }
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-CTR refused", e);
        }
    }

    private byte[] oneTimePad(byte[] iv) {
        try {
            return nonceCipher.doFinal(iv);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES refused", e);
        }
    }
}
