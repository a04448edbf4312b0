// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.libcrypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Security;
import java.security.Signature;
import java.security.SignatureException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Signatures by libcrypto, with the JDK on the other side. */
class SignatureProviderTest {
    private static final String OURS = "HearthSignatures";

    private final Random random = new Random(20261130);

    @BeforeAll
    static void install() {
        SignatureProvider.install();
        SignatureProvider.install();
        assumeTrue(X25519.create().isPresent(), "this machine has no libcrypto.so.3");
    }

    @AfterAll
    static void remove() {
        Security.removeProvider(OURS);
    }

    @ParameterizedTest
    @CsvSource({"EC, 256, SHA256withECDSA, SunEC", "Ed25519, 255, Ed25519, SunEC"})
    void itChecksAsTheJdkDoes(String kind, int bits, String algorithm, String jdk) throws Exception {
        for (int i = 0; i < 20; i++) {
            KeyPair pair = pair(kind, bits);
            byte[] message = message();
            byte[] signature = sign(Signature.getInstance(algorithm, jdk), pair.getPrivate(), message);
            Signature check = Signature.getInstance(algorithm);
            check.initVerify(pair.getPublic());
            assertThat(verifies(check, message, signature)).isTrue();
            assertThat(check.getProvider().getName()).isEqualTo(OURS);

            assertThat(verifies(check, spoilt(message), signature)).isFalse();
            assertThat(verifies(check, message, spoilt(signature))).isFalse();
            assertThat(verifies(check, message, Arrays.copyOf(signature, signature.length - 1)))
                    .isFalse();
            assertThat(verifies(check, message, Arrays.copyOf(signature, signature.length + 1)))
                    .isFalse();
            assertThat(verifies(check, message, new byte[0])).isFalse();
            assertThat(verifies(check, message, new byte[500])).isFalse();
            check.initVerify(pair(kind, bits).getPublic());
            assertThat(verifies(check, message, signature)).isFalse();
        }
    }

    @Test
    void theJdkTakesWhatIsSigned() throws Exception {
        for (int i = 0; i < 20; i++) {
            KeyPair pair = pair("EC", 256);
            byte[] message = message();
            Signature signer = Signature.getInstance("SHA256withECDSA");
            byte[] signature = sign(signer, pair.getPrivate(), message);
            assertThat(signer.getProvider().getName()).isEqualTo(OURS);
            assertThat(sign(signer, pair.getPrivate(), message))
                    .as("another nonce")
                    .isNotEqualTo(signature);
            Signature check = Signature.getInstance("SHA256withECDSA", "SunEC");
            check.initVerify(pair.getPublic());
            assertThat(verifies(check, message, signature)).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"EC, 384, SHA256withECDSA", "EC, 521, SHA256withECDSA", "Ed25519, 255, Ed25519", "Ed448, 448, EdDSA"})
    void whatIsNotTakenGoesToTheJdk(String kind, int bits, String algorithm) throws Exception {
        KeyPair pair = pair(kind, bits);
        byte[] message = message();
        Signature signer = Signature.getInstance(algorithm);
        byte[] signature = sign(signer, pair.getPrivate(), message);
        assertThat(signer.getProvider().getName()).isEqualTo("SunEC");
        Signature check = Signature.getInstance(algorithm);
        check.initVerify(pair.getPublic());
        assertThat(verifies(check, message, signature)).isTrue();
    }

    private static KeyPair pair(String kind, int bits) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
        generator.initialize(bits);
        return generator.generateKeyPair();
    }

    private byte[] message() {
        byte[] message = new byte[1 + random.nextInt(3000)];
        random.nextBytes(message);
        return message;
    }

    private byte[] spoilt(byte[] bytes) {
        byte[] spoilt = bytes.clone();
        spoilt[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        return spoilt;
    }

    private static byte[] sign(Signature signer, PrivateKey key, byte[] message) throws Exception {
        signer.initSign(key);
        for (byte one : message) {
            signer.update(one);
        }
        return signer.sign();
    }

    private static boolean verifies(Signature check, byte[] message, byte[] signature) throws Exception {
        check.update(message);
        try {
            return check.verify(signature);
        } catch (SignatureException e) {
            return false;
        }
    }
}
