// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.crypto;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
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
            throw forged();
        }
        crypt(iv, buffer, body, plain);
        return plain;
    }

    /**
     * Begins to seal or to open bytes that come in slices, so that a large blob is never in memory whole. One at a time for
     * each sealer.
     *
     * @param iv at {@code offset}; {@link #freshIv} makes one
     */
    public Slices slices(byte[] iv, int offset) {
        return new Slices(Arrays.copyOfRange(iv, offset, offset + IV_BYTES));
    }

    /** Writes a new IV, which begins sealed bytes. */
    public void freshIv(byte[] into, int offset) {
        byte[] iv = new byte[IV_BYTES];
        random.nextBytes(iv);
        System.arraycopy(iv, 0, into, offset, IV_BYTES);
    }

    /** Sealing or opening under way. What is opened counts only when {@link #check} has passed. */
    public final class Slices {
        private final byte[] iv;
        private final Poly1305.Running mac = poly.running();

        private Slices(byte[] iv) {
            this.iv = iv;
            start(iv);
        }

        /** Encrypts the next bytes in place. */
        public void seal(byte[] buffer, int offset, int length) {
            update(buffer, offset, length);
            mac.update(buffer, offset, length);
        }

        /** Decrypts the next bytes in place. */
        public void open(byte[] buffer, int offset, int length) {
            mac.update(buffer, offset, length);
            update(buffer, offset, length);
        }

        /** Writes the tag that ends sealed bytes. */
        public void tag(byte[] into, int offset) {
            mac.tag(oneTimePad(iv), into, offset);
        }

        /** Compares the tag. @throws BackupException DAMAGED when it is wrong: forget what was opened */
        public void check(byte[] stored, int offset) {
            tag(tag, 0);
            if (!MessageDigest.isEqual(tag, Arrays.copyOfRange(stored, offset, offset + TAG_BYTES))) {
                throw forged();
            }
        }
    }

    private static BackupException forged() {
        return BackupException.damaged("authentication failed: the bytes were changed or the key is another");
    }

    private void crypt(byte[] iv, byte[] buffer, int offset, int length) {
        start(iv);
        update(buffer, offset, length);
    }

    private void start(byte[] iv) {
        try {
            ctr.init(Cipher.ENCRYPT_MODE, encryptionKey, new IvParameterSpec(iv));
        } catch (GeneralSecurityException e) {
            throw refused(e);
        }
    }

    private void update(byte[] buffer, int offset, int length) {
        try {
            int end = offset + length;
            for (int at = offset; at < end; at += SLICE) {
                ctr.update(buffer, at, Math.min(SLICE, end - at), buffer, at);
            }
        } catch (GeneralSecurityException e) {
            throw refused(e);
        }
    }

    private static IllegalStateException refused(GeneralSecurityException e) {
        return new IllegalStateException("AES-CTR refused", e);
    }

    private byte[] oneTimePad(byte[] iv) {
        try {
            return nonceCipher.doFinal(iv);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES refused", e);
        }
    }
}
