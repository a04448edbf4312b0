// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.access;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.HexFormat;
import java.util.Random;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;
import org.hearthplug.libcrypto.Argon2id;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PassphrasesTest {
    private final Passphrases cheap = new Passphrases(64, 1);

    /** RFC 9106, section 5.3: the library computes Argon2id. */
    @Test
    void theLibraryPassesTheRfcsVector() {
        byte[] password = new byte[32];
        byte[] salt = new byte[16];
        byte[] secret = new byte[8];
        byte[] data = new byte[12];
        java.util.Arrays.fill(password, (byte) 1);
        java.util.Arrays.fill(salt, (byte) 2);
        java.util.Arrays.fill(secret, (byte) 3);
        java.util.Arrays.fill(data, (byte) 4);
        Argon2BytesGenerator generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(32)
                .withIterations(3)
                .withParallelism(4)
                .withSalt(salt)
                .withSecret(secret)
                .withAdditional(data)
                .build());
        byte[] tag = new byte[32];
        generator.generateBytes(password, tag);
        assertThat(HexFormat.of().formatHex(tag))
                .isEqualTo("0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659");
    }

    /** What libcrypto is asked before it is believed. */
    @Test
    void javaComputesTheKnownHash() {
        byte[] salt = HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f");
        assertThat(HexFormat.of().formatHex(Passphrases.computeInJava("hearth".getBytes(US_ASCII), salt, 64, 2)))
                .isEqualTo("49e216314876233df02a4ce64ce5f1b7df5d6f259e6da6d105e7f5548b98e22e");
    }

    @Test
    void libcryptoComputesWhatJavaDoes() {
        Random random = new Random(20261129);
        assumeTrue(
                Argon2id.derive(new byte[1], new byte[16], 8, 1, 32).isPresent(),
                "this machine's OpenSSL is older than 3.2 and has no Argon2; the plug's has");
        for (int i = 0; i < 60; i++) {
            byte[] secret = new byte[random.nextInt(200)];
            byte[] salt = new byte[16];
            random.nextBytes(secret);
            random.nextBytes(salt);
            int memory = 8 + random.nextInt(500);
            int passes = 1 + random.nextInt(3);
            assertThat(Argon2id.derive(secret, salt, memory, passes, 32))
                    .contains(Passphrases.computeInJava(secret, salt, memory, passes));
        }
    }

    @Test
    void onlyThePassphraseItselfIsRight() {
        String stored = cheap.hash("four quite ordinary words");
        assertThat(cheap.verify("four quite ordinary words", stored)).isTrue();
        assertThat(cheap.verify("four quite ordinary word", stored)).isFalse();
        assertThat(cheap.verify("", stored)).isFalse();
        assertThat(cheap.hash("four quite ordinary words")).isNotEqualTo(stored);
    }

    @Test
    void howAccentsAreTypedDoesNotMatter() {
        assertThat(cheap.verify("cafe\u0301 au lait", cheap.hash("caf\u00e9 au lait")))
                .isTrue();
    }

    @Test
    void theProductsCostsAreOwaspsForLittleMemory() {
        String stored = new Passphrases().hash("x");
        assertThat(stored).startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "plain",
                "$argon2i$v=19$m=64,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "$argon2id$v=19$m=999999999,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "$argon2id$v=19$m=64,t=999,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
            })
    void whatIsNoneOfOursIsRefusedBeforeItCosts(String stored) {
        assertThatIllegalArgumentException().isThrownBy(() -> cheap.verify("x", stored));
    }
}
