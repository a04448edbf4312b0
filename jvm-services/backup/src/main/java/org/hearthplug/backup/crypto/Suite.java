// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.crypto;

/** AES-256-CTR and Poly1305-AES with one key, one message after the other. For one thread. */
interface Suite {
    /** The fastest there is: libcrypto's, or Java's where that is not. */
    static Suite of(byte[] encryptionKey, byte[] macKey, byte[] multiplier) {
        return LibcryptoSuite.of(encryptionKey, macKey, multiplier)
                .orElseGet(() -> new JavaSuite(encryptionKey, macKey, multiplier));
    }

    /** Begins a message. @param iv 16 bytes, the tag's nonce too */
    void start(byte[] iv);

    /** Encrypts the next bytes in place, or decrypts them: it is the same. */
    void crypt(byte[] bytes, int offset, int length);

    /** Takes the next bytes that the tag covers. */
    void authenticate(byte[] bytes, int offset, int length);

    /** Writes the tag's 16 bytes, which ends the message. */
    void tag(byte[] into, int offset);
}
