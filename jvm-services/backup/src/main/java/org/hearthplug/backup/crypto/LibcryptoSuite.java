// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.crypto;

import java.util.Arrays;
import java.util.Optional;
import org.hearthplug.libcrypto.AesCtr;

/** By libcrypto, which needs no warming up. */
final class LibcryptoSuite implements Suite {
    private static final int BLOCK = 16;

    private final AesCtr aes;
    private final AesCtr nonceAes;
    private final org.hearthplug.libcrypto.Poly1305 poly;
    private final byte[] multiplier;
    private final byte[] oneTimeKey = new byte[2 * BLOCK];

    private LibcryptoSuite(AesCtr aes, AesCtr nonceAes, org.hearthplug.libcrypto.Poly1305 poly, byte[] multiplier) {
        this.aes = aes;
        this.nonceAes = nonceAes;
        this.poly = poly;
        this.multiplier = multiplier;
    }

    /** Empty where the library is not. */
    static Optional<Suite> of(byte[] encryptionKey, byte[] macKey, byte[] multiplier) {
        return AesCtr.of(encryptionKey)
                .flatMap(aes -> AesCtr.of(macKey)
                        .flatMap(nonceAes -> org.hearthplug.libcrypto.Poly1305.create()
                                .map(poly -> new LibcryptoSuite(aes, nonceAes, poly, multiplier))));
    }

    @Override
    public void start(byte[] iv) {
        aes.start(iv, 0);
        // The addend is the nonce encrypted: what counter mode adds to zeros.
        System.arraycopy(multiplier, 0, oneTimeKey, 0, BLOCK);
        Arrays.fill(oneTimeKey, BLOCK, 2 * BLOCK, (byte) 0);
        nonceAes.start(iv, 0);
        nonceAes.update(oneTimeKey, BLOCK, BLOCK);
        poly.start(oneTimeKey);
    }

    @Override
    public void crypt(byte[] bytes, int offset, int length) {
        aes.update(bytes, offset, length);
    }

    @Override
    public void authenticate(byte[] bytes, int offset, int length) {
        poly.update(bytes, offset, length);
    }

    @Override
    public void tag(byte[] into, int offset) {
        poly.tag(into, offset);
    }
}
