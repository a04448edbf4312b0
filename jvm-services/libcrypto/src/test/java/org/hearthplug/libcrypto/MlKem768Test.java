// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.libcrypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.security.InvalidKeyException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.NamedParameterSpec;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.KEM;
import org.junit.jupiter.api.Test;

/** ML-KEM-768 by libcrypto, whose capsules the JDK opens. Wants OpenSSL 3.5. */
class MlKem768Test {
    private static final int PREFIX = 22;

    @Test
    void theOtherSideTakesOutTheSecret() throws Exception {
        for (int i = 0; i < 20; i++) {
            KeyPair jdk = pair();
            MlKem768 made = made(raw(jdk));
            assertThat(KEM.getInstance("ML-KEM")
                            .newDecapsulator(jdk.getPrivate())
                            .decapsulate(made.capsule())
                            .getEncoded())
                    .isEqualTo(made.secret());
            assertThat(made(raw(jdk)).secret()).isNotEqualTo(made.secret());
        }
    }

    /** FIPS 203, section 7.2: numbers from 3329 on are refused. */
    @Test
    void numbersOutOfRangeAreRefused() throws Exception {
        byte[] key = raw(pair());
        made(key);
        key[0] = (byte) 0x01;
        key[1] = (byte) (key[1] & 0xf0 | 0x0d);
        assertThatThrownBy(() -> MlKem768.encapsulate(key)).isInstanceOf(InvalidKeyException.class);
    }

    @Test
    void anotherLengthIsRefused() {
        for (int length : new int[] {0, MlKem768.PUBLIC_KEY_BYTES - 1, MlKem768.PUBLIC_KEY_BYTES + 1}) {
            assertThatThrownBy(() -> MlKem768.encapsulate(new byte[length])).isInstanceOf(InvalidKeyException.class);
        }
    }

    private static KeyPair pair() throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("ML-KEM");
        generator.initialize(NamedParameterSpec.ML_KEM_768);
        return generator.generateKeyPair();
    }

    private static byte[] raw(KeyPair pair) {
        byte[] spki = pair.getPublic().getEncoded();
        assertThat(spki).hasSize(PREFIX + MlKem768.PUBLIC_KEY_BYTES);
        return Arrays.copyOfRange(spki, PREFIX, spki.length);
    }

    private static MlKem768 made(byte[] key) throws InvalidKeyException {
        Optional<MlKem768> found = MlKem768.encapsulate(key);
        assumeTrue(found.isPresent(), "this machine has no libcrypto of OpenSSL 3.5");
        return found.get();
    }
}
