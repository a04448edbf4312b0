// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.crypto;

import java.security.GeneralSecurityException;
import javax.crypto.Cipher;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** By the JDK's AES and our own Poly1305. */
final class JavaSuite implements Suite {
    /** One huge call stays interpreted for long in a cold JVM. */
    private static final int SLICE = 16384;

    private final SecretKeySpec encryptionKey;
    private final Poly1305 poly;
    private final Cipher ctr;
    private final Cipher nonceCipher;
    private Poly1305.Running mac;
    private byte[] addend = {};

    JavaSuite(byte[] encryptionKey, byte[] macKey, byte[] multiplier) {
        this.encryptionKey = new SecretKeySpec(encryptionKey, "AES");
        this.poly = new Poly1305(multiplier);
        this.mac = poly.running();
        try {
            ctr = Cipher.getInstance("AES/CTR/NoPadding");
            nonceCipher = Cipher.getInstance("AES/ECB/NoPadding");
            nonceCipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(macKey, "AES"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has AES", e);
        }
    }

    @Override
    public void start(byte[] iv) {
        try {
            ctr.init(Cipher.ENCRYPT_MODE, encryptionKey, new IvParameterSpec(iv));
            addend = nonceCipher.doFinal(iv);
        } catch (GeneralSecurityException e) {
            throw refused(e);
        }
        mac = poly.running();
    }

    @Override
    public void crypt(byte[] bytes, int offset, int length) {
        try {
            int end = offset + length;
            for (int at = offset; at < end; at += SLICE) {
                ctr.update(bytes, at, Math.min(SLICE, end - at), bytes, at);
            }
        } catch (GeneralSecurityException e) {
            throw refused(e);
        }
    }

    @Override
    public void authenticate(byte[] bytes, int offset, int length) {
        mac.update(bytes, offset, length);
    }

    @Override
    public void tag(byte[] into, int offset) {
        mac.tag(addend, into, offset);
    }

    private static IllegalStateException refused(GeneralSecurityException e) {
        return new IllegalStateException("AES refused", e);
    }
}
