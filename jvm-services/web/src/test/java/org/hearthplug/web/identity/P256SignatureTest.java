// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.identity;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.ECPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECPrivateKeySpec;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class P256SignatureTest {
    private static final String ALGORITHM = "SHA256withECDSA";

    @BeforeAll
    static void install() {
        SigningProvider.install();
        SigningProvider.install();
    }

    /** RFC 6979, appendix A.2.5: P-256 with SHA-256. */
    @ParameterizedTest
    @CsvSource({
        "sample, EFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716,"
                + " F7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8",
        "test, F1ABB023518351CD71D881567B1EA663ED3EFCF6C5132B354F28D3B0B7D38367,"
                + " 019F4113742A2B14BD25926B49C649155F267E60D3814B4C0CC84250E46F0083"
    })
    void signsTheStandardsMessagesWithTheStandardsNonces(String message, String r, String s) throws Exception {
        BigInteger secret = new BigInteger("C9AFA9D845BA75166B5C215767B1D6934E50C3DB36E89B127B8A622B120F6721", 16);
        PrivateKey key = KeyFactory.getInstance("EC")
                .generatePrivate(new ECPrivateKeySpec(
                        secret, ((ECPublicKey) pair("secp256r1").getPublic()).getParams()));
        assertThat(HexFormat.of().formatHex(signature(key, message.getBytes(US_ASCII))))
                .isEqualTo(HexFormat.of().formatHex(der(new BigInteger(r, 16), new BigInteger(s, 16))));
    }

    @Test
    void theRuntimesOwnVerifierTakesWhatIsSigned() throws Exception {
        Random random = new Random(20261129);
        for (int i = 0; i < 40; i++) {
            KeyPair pair = pair("secp256r1");
            byte[] message = new byte[random.nextInt(300)];
            random.nextBytes(message);
            byte[] signed = signature(pair.getPrivate(), message);
            Signature verifier = Signature.getInstance(ALGORITHM);
            verifier.initVerify(pair.getPublic());
            verifier.update(message);
            assertThat(verifier.verify(signed)).isTrue();
            assertThat(verifier.getProvider().getName()).isNotEqualTo(SigningProvider.NAME);
            if (message.length > 0) {
                message[random.nextInt(message.length)] ^= 1;
                verifier.update(message);
                assertThat(verifier.verify(signed)).isFalse();
            }
        }
    }

    @Test
    void anotherCurvesKeyGoesToTheNextProvider() throws Exception {
        KeyPair pair = pair("secp384r1");
        Signature signer = Signature.getInstance(ALGORITHM);
        signer.initSign(pair.getPrivate());
        assertThat(signer.getProvider().getName()).isNotEqualTo(SigningProvider.NAME);
    }

    private static byte[] signature(PrivateKey key, byte[] message) throws Exception {
        Signature signer = Signature.getInstance(ALGORITHM);
        signer.initSign(key);
        assertThat(signer.getProvider().getName()).isEqualTo(SigningProvider.NAME);
        for (byte one : message) {
            signer.update(one);
        }
        return signer.sign();
    }

    private static KeyPair pair(String curve) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        KeyPair pair = generator.generateKeyPair();
        assertThat(pair.getPrivate()).isInstanceOf(ECPrivateKey.class);
        return pair;
    }

    private static byte[] der(BigInteger r, BigInteger s) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] one = r.toByteArray();
        byte[] two = s.toByteArray();
        out.writeBytes(new byte[] {0x30, (byte) (4 + one.length + two.length), 2, (byte) one.length});
        out.writeBytes(one);
        out.writeBytes(new byte[] {2, (byte) two.length});
        out.writeBytes(two);
        return out.toByteArray();
    }
}
