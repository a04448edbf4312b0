// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.crypto;

import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
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

    private final byte[] encryptionKey;
    private final byte[] macKey;
    private final byte[] multiplier;
    private final Suite suite;
    private final SecureRandom random = new SecureRandom();
    private final byte[] tag = new byte[TAG_BYTES];

    /** A sealer for one key. */
    public Sealer(MasterKey key) {
        this(key.encryptionKey(), key.macK(), key.macR());
    }

    private Sealer(byte[] encryptionKey, byte[] macKey, byte[] multiplier) {
        this.encryptionKey = encryptionKey;
        this.macKey = macKey;
        this.multiplier = multiplier;
        this.suite = Suite.of(encryptionKey, macKey, multiplier);
    }

    /** Another sealer with the same key, for another thread. */
    public Sealer twin() {
        return new Sealer(encryptionKey, macKey, multiplier);
    }

    /**
     * Seals in place. The plain bytes lie at {@code offset + 16}; afterwards {@code length + 32} bytes from
     * {@code offset} are the sealed form.
     *
     * @param length of the plain bytes
     * @return the sealed length
     */
    public int seal(byte[] buffer, int offset, int length) {
        freshIv(buffer, offset);
        int body = offset + IV_BYTES;
        Slices whole = slices(buffer, offset);
        whole.seal(buffer, body, length);
        whole.tag(buffer, body + length);
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
        int body = offset + IV_BYTES;
        int plain = length - OVERHEAD;
        Slices whole = slices(buffer, offset);
        suite.authenticate(buffer, body, plain);
        whole.check(buffer, body + plain);
        suite.crypt(buffer, body, plain);
        return plain;
    }

    /**
     * Begins to seal or to open bytes that come in slices, so that a large blob is never in memory whole. One at a time for
     * each sealer.
     *
     * @param iv at {@code offset}; {@link #freshIv} makes one
     */
    public Slices slices(byte[] iv, int offset) {
        suite.start(Arrays.copyOfRange(iv, offset, offset + IV_BYTES));
        return new Slices();
    }

    /** Writes a new IV, which begins sealed bytes. */
    public void freshIv(byte[] into, int offset) {
        byte[] iv = new byte[IV_BYTES];
        random.nextBytes(iv);
        System.arraycopy(iv, 0, into, offset, IV_BYTES);
    }

    /** Sealing or opening under way. What is opened counts only when {@link #check} has passed. */
    public final class Slices {
        private Slices() {}

        /** Encrypts the next bytes in place. */
        public void seal(byte[] buffer, int offset, int length) {
            suite.crypt(buffer, offset, length);
            suite.authenticate(buffer, offset, length);
        }

        /** Decrypts the next bytes in place. */
        public void open(byte[] buffer, int offset, int length) {
            suite.authenticate(buffer, offset, length);
            suite.crypt(buffer, offset, length);
        }

        /** Writes the tag that ends sealed bytes. */
        public void tag(byte[] into, int offset) {
            suite.tag(into, offset);
        }

        /** Compares the tag. @throws BackupException DAMAGED when it is wrong: forget what was opened */
        public void check(byte[] stored, int offset) {
            suite.tag(tag, 0);
            if (!MessageDigest.isEqual(tag, Arrays.copyOfRange(stored, offset, offset + TAG_BYTES))) {
                throw BackupException.damaged("authentication failed: the bytes were changed or the key is another");
            }
        }
    }
}
