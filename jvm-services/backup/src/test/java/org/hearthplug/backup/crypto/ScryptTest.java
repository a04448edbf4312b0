// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Random;
import org.bouncycastle.crypto.generators.SCrypt;
import org.junit.jupiter.api.Test;

/** RFC 7914's vectors, but the one of 1 GiB, and Bouncy Castle's implementation on random input. */
class ScryptTest {
    private static String derive(String password, String salt, int n, int r, int p) {
        byte[] secret = password.getBytes(StandardCharsets.UTF_8);
        byte[] grain = salt.getBytes(StandardCharsets.UTF_8);
        String key = HexFormat.of().formatHex(Scrypt.derive(secret, grain, n, r, p, 64));
        assertThat(HexFormat.of().formatHex(Scrypt.byJava(secret, grain, n, r, p, 64)))
                .isEqualTo(key);
        return key;
    }

    @Test
    void theRfcsVectors() {
        assertThat(derive("", "", 16, 1, 1))
                .isEqualTo("77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442"
                        + "fcd0069ded0948f8326a753a0fc81f17e8d3e0fb2e0d3628cf35e20c38d18906");
        assertThat(derive("password", "NaCl", 1024, 8, 16))
                .isEqualTo("fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b373162"
                        + "2eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640");
        assertThat(derive("pleaseletmein", "SodiumChloride", 16384, 8, 1))
                .isEqualTo("7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
                        + "d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887");
    }

    @Test
    void anotherImplementationAgrees() {
        Random random = new Random(7914);
        for (int i = 0; i < 40; i++) {
            byte[] password = new byte[random.nextInt(100)];
            byte[] salt = new byte[random.nextInt(100)];
            random.nextBytes(password);
            random.nextBytes(salt);
            int n = 2 << random.nextInt(8);
            int r = 1 + random.nextInt(9);
            int p = 1 + random.nextInt(4);
            int length = 1 + random.nextInt(100);
            byte[] theirs = SCrypt.generate(password, salt, n, r, p, length);
            assertThat(Scrypt.byJava(password, salt, n, r, p, length))
                    .as("n %d, r %d, p %d, %d bytes", n, r, p, length)
                    .isEqualTo(theirs);
            assertThat(Scrypt.derive(password, salt, n, r, p, length)).isEqualTo(theirs);
        }
    }
}
