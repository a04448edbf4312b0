// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.libcrypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.KeyAgreement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** X25519 by libcrypto, with the JDK on the other side. */
class X25519Test {
    private static final byte[] SPKI = HexFormat.of().parseHex("302a300506032b656e032100");

    @Test
    void bothSidesKnowTheSame() throws Exception {
        for (int i = 0; i < 50; i++) {
            X25519 own = own();
            KeyPair jdk = KeyPairGenerator.getInstance("X25519").generateKeyPair();
            KeyAgreement agreement = KeyAgreement.getInstance("X25519");
            agreement.init(jdk.getPrivate());
            agreement.doPhase(asJdk(own.publicKey()), true);
            assertThat(own.agree(raw(jdk.getPublic()))).isEqualTo(agreement.generateSecret());
        }
    }

    @Test
    void eachHasASecretOfItsOwn() {
        assertThat(own().publicKey()).isNotEqualTo(own().publicKey());
    }

    /** The points with which each secret gives 0, as RFC 7748, section 6.1, has them refused; and what is none. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0000000000000000000000000000000000000000000000000000000000000000",
                "0100000000000000000000000000000000000000000000000000000000000000",
                "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
                "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "",
                "09",
                "09000000000000000000000000000000000000000000000000000000000000000000"
            })
    void whatSharesNoSecretIsRefused(String other) {
        X25519 own = own();
        assertThatThrownBy(() -> own.agree(HexFormat.of().parseHex(other))).isInstanceOf(InvalidKeyException.class);
    }

    @Test
    void aSecretIsUsedOnce() throws Exception {
        X25519 own = own();
        byte[] other = own().publicKey();
        own.agree(other);
        assertThatThrownBy(() -> own.agree(other)).isInstanceOf(IllegalStateException.class);
    }

    private static X25519 own() {
        Optional<X25519> found = X25519.create();
        assumeTrue(found.isPresent(), "this machine has no libcrypto.so.3");
        return found.get();
    }

    private static PublicKey asJdk(byte[] key) throws Exception {
        byte[] spki = Arrays.copyOf(SPKI, SPKI.length + key.length);
        System.arraycopy(key, 0, spki, SPKI.length, key.length);
        return KeyFactory.getInstance("X25519").generatePublic(new X509EncodedKeySpec(spki));
    }

    private static byte[] raw(PublicKey key) {
        return Arrays.copyOfRange(key.getEncoded(), SPKI.length, SPKI.length + X25519.BYTES);
    }
}
