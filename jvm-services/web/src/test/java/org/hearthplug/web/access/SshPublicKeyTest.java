// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import org.hearthplug.web.http.Problem;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Keys, fingerprints and signatures of OpenSSH's own making. */
class SshPublicKeyTest {
    private static final Map<String, String> ALGORITHMS = Map.of(
            "ed25519", "ssh-ed25519",
            "nistp384", "ecdsa-sha2-nistp384",
            "nistp521", "ecdsa-sha2-nistp521",
            "rsa3072", "rsa-sha2-512");

    private static final Properties VECTORS = new Properties();

    @BeforeAll
    static void read() throws Exception {
        try (var in = SshPublicKeyTest.class.getResourceAsStream("ssh-keys.properties")) {
            VECTORS.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        }
    }

    @Test
    void openSshsKeysAndSignaturesAreUnderstood() {
        byte[] signed = bytes("signed");
        ALGORITHMS.forEach((name, algorithm) -> {
            SshPublicKey key = SshPublicKey.parseLine(VECTORS.getProperty(name));
            assertThat(key.fingerprint()).isEqualTo(VECTORS.getProperty(name + ".fingerprint"));
            byte[] signature = bytes(name + ".signature");
            assertThat(key.signed(algorithm, signed, signature)).as(name).isTrue();
            byte[] other = signed.clone();
            other[3] ^= 1;
            assertThat(key.signed(algorithm, other, signature)).as(name).isFalse();
            assertThat(key.signed("ssh-rsa", signed, signature)).as("SHA-1").isFalse();
        });
    }

    @Test
    void noSpoiltSignatureIsTakenAndNoneDoesHarm() {
        byte[] signed = bytes("signed");
        Random random = new Random(7);
        ALGORITHMS.forEach((name, algorithm) -> {
            SshPublicKey key = SshPublicKey.parseLine(VECTORS.getProperty(name));
            byte[] signature = bytes(name + ".signature");
            for (int i = 0; i < 300; i++) {
                byte[] spoilt = java.util.Arrays.copyOf(signature, 1 + random.nextInt(signature.length));
                spoilt[random.nextInt(spoilt.length)] ^= (byte) (1 + random.nextInt(255));
                assertThat(key.signed(algorithm, signed, spoilt)).as(name).isFalse();
            }
        });
    }

    @Test
    void spoiltKeysAreRefusedOrAreOtherKeys() {
        Random random = new Random(8);
        for (String name : ALGORITHMS.keySet()) {
            byte[] blob = Base64.getDecoder().decode(VECTORS.getProperty(name).split(" ")[1]);
            for (int i = 0; i < 1000; i++) {
                byte[] spoilt = java.util.Arrays.copyOf(blob, 1 + random.nextInt(blob.length));
                spoilt[random.nextInt(spoilt.length)] ^= (byte) (1 + random.nextInt(255));
                try {
                    assertThat(SshPublicKey.parse(spoilt)
                                    .signed(ALGORITHMS.get(name), bytes("signed"), bytes(name + ".signature")))
                            .isFalse();
                } catch (GeneralSecurityException | RuntimeException e) {
                    // Refused, as promised.
                }
            }
        }
    }

    @Test
    void whatIsNoGoodKeyIsRefusedWithASentence() {
        String good = VECTORS.getProperty("ed25519");
        refused("-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n", "private key");
        refused(VECTORS.getProperty("rsa2048"), "3072 bits");
        refused(good.substring(0, 40), "cannot be used");
        refused("from=\"10.*\" " + good, "options before it");
        refused(good.replace("ssh-ed25519 ", "ssh-rsa "), "not copied whole");
        refused(good + "\n" + good, "one line");
        refused("", "one line");
        refused("ssh-ed25519", "one line");
        refused("x".repeat(10_000), "one line");
    }

    private static void refused(String line, String because) {
        assertThatThrownBy(() -> SshPublicKey.parseLine(line))
                .isInstanceOf(Problem.class)
                .hasMessageContaining(because);
    }

    private static byte[] bytes(String name) {
        return Base64.getDecoder().decode(VECTORS.getProperty(name));
    }
}
