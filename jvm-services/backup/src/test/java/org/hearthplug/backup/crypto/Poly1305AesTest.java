// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import javax.crypto.Cipher;
import javax.crypto.spec.SecretKeySpec;
import org.bouncycastle.crypto.params.KeyParameter;
import org.hearthplug.backup.BackupException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Vectors from appendix B of D. J. Bernstein's "The Poly1305-AES message-authentication code". */
class Poly1305AesTest {
    private static final HexFormat HEX = HexFormat.of();

    @ParameterizedTest
    @CsvSource({
        "f3f6,ec074c835580741701425b623235add6,851fc40c3467ac0be05cc20404f3f700,"
                + "fb447350c4e868c52ac3275cf9d4327e,f4c633c3044fc145f84f335cb81953de",
        "'',75deaa25c09f208e1dc4ce6b5cad3fbf,a0f3080000f46400d0c7e9076c834403,"
                + "61ee09218d29b0aaed7e154a2c5509cc,dd3fab2251f11ac759f0887129cc2ee7",
        "663cea190ffb83d89593f3f476b6bc24d7e679107ea26adb8caf6652d0656136,6acb5f61a7176dd320c5c1eb2edcdc74,"
                + "48443d0bb0d21109c89a100b5ce2c208,ae212a55399729595dea458bc621ff0e,0ee1c16bb73f0f4fd19881753c01cdbe",
        "ab0812724a7f1e342742cbed374d94d136c6b8795d45b3819830f2c04491faf0990c62e48b8018b2c3e4a0fa3134cb67fa83e158c994"
                + "d961c4cb21095c1bf9,e1a5668a4d5b66a5f68cc5424ed5982d,12976a08c4426d0ce8a82407c4f48207,"
                + "9ae831e743978d3a23527c7128149e3a,5154ad0d2cb26e01274fc51148491f1b"
    })
    void publishedVectors(String message, String k, String r, String nonce, String tag) throws Exception {
        Cipher aes = Cipher.getInstance("AES/ECB/NoPadding");
        aes.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(HEX.parseHex(k), "AES"));
        byte[] in = HEX.parseHex(message);
        byte[] addend = aes.doFinal(HEX.parseHex(nonce));
        assertThat(HEX.formatHex(tag(HEX.parseHex(r), addend, in))).isEqualTo(tag);
        for (Suite suite : suites(new byte[32], HEX.parseHex(k), HEX.parseHex(r))) {
            byte[] out = new byte[16];
            suite.start(HEX.parseHex(nonce));
            suite.authenticate(in, 0, in.length);
            suite.tag(out, 0);
            assertThat(HEX.formatHex(out)).isEqualTo(tag);
        }
    }

    private static byte[] tag(byte[] r, byte[] s, byte[] in) {
        byte[] out = new byte[16];
        Poly1305.Running running = new Poly1305(r).running();
        running.update(in, 0, in.length);
        running.tag(s, out, 0);
        return out;
    }

    /** Java's, and libcrypto's where this machine has it. */
    private static List<Suite> suites(byte[] encryptionKey, byte[] macKey, byte[] multiplier) {
        return Stream.concat(
                        Stream.of(new JavaSuite(encryptionKey, macKey, multiplier)),
                        LibcryptoSuite.of(encryptionKey, macKey, multiplier).stream())
                .toList();
    }

    /** NIST SP 800-38A, F.5.5. */
    @Test
    void counterModeAsPublished() {
        byte[] key = HEX.parseHex("603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4");
        for (Suite suite : suites(key, new byte[16], new byte[16])) {
            byte[] bytes = HEX.parseHex("6bc1bee22e409f96e93d7e117393172aae2d8a571e03ac9c9eb76fac45af8e51"
                    + "30c81c46a35ce411e5fbc1191a0a52eff69f2445df4f9b17ad2b417be66c3710");
            suite.start(HEX.parseHex("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff"));
            suite.crypt(bytes, 0, 21);
            suite.crypt(bytes, 21, bytes.length - 21);
            assertThat(HEX.formatHex(bytes))
                    .isEqualTo("601ec313775789a5b7a7f504bbf3d228f443e3ca4d62b59aca84e990cacaf5c5"
                            + "2b0930daa23de94ce87017ba2d84988ddfc9c58db67aada613c2dd08457941a6");
        }
    }

    @Test
    void bothSuitesAgreeInSlicesOfAnyLength() {
        SplittableRandom random = new SplittableRandom(2);
        byte[][] key = {new byte[32], new byte[16], new byte[16]};
        for (byte[] part : key) {
            random.nextBytes(part);
        }
        Suite java = new JavaSuite(key[0], key[1], key[2]);
        Optional<Suite> library = LibcryptoSuite.of(key[0], key[1], key[2]);
        assumeTrue(library.isPresent(), "this machine has no libcrypto.so.3");
        for (int i = 0; i < 200; i++) {
            byte[] plain = new byte[random.nextInt(i % 10 == 0 ? 200_000 : 3000)];
            byte[] iv = new byte[16];
            random.nextBytes(plain);
            random.nextBytes(iv);
            if (i % 3 == 0) {
                Arrays.fill(iv, (byte) 0xff); // the counter carries everywhere
            }
            assertThat(sealed(library.get(), iv, plain, random)).isEqualTo(sealed(java, iv, plain, random));
        }
    }

    private static byte[] sealed(Suite suite, byte[] iv, byte[] plain, SplittableRandom random) {
        byte[] out = Arrays.copyOf(plain, plain.length + 16);
        suite.start(iv);
        for (int at = 0; at < plain.length; ) {
            int n = Math.min(plain.length - at, 1 + random.nextInt(70_000));
            suite.crypt(out, at, n);
            suite.authenticate(out, at, n);
            at += n;
        }
        suite.tag(out, plain.length);
        return out;
    }

    @Test
    void agreesWithBouncyCastleOnManyLengthsAndExtremes() {
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 3000; i++) {
            byte[] key = new byte[32];
            byte[] in = new byte[random.nextInt(200)];
            random.nextBytes(key);
            random.nextBytes(in);
            if (i % 3 == 0) {
                Arrays.fill(in, (byte) 0xff); // carries everywhere
            }
            byte[] r = Arrays.copyOf(key, 16);
            byte[] s = Arrays.copyOfRange(key, 16, 32);
            byte[] ours = tag(r, s, in);
            var theirs = new org.bouncycastle.crypto.macs.Poly1305();
            for (int c : new int[] {3, 7, 11, 15}) {
                key[c] &= 15;
            }
            for (int c : new int[] {4, 8, 12}) {
                key[c] &= (byte) 252;
            }
            theirs.init(new KeyParameter(key));
            theirs.update(in, 0, in.length);
            byte[] expected = new byte[16];
            theirs.doFinal(expected, 0);
            assertThat(ours).isEqualTo(expected);
        }
    }

    @Test
    void everyFlippedBitIsRefused() {
        MasterKey key = MasterKey.random();
        Sealer sealer = new Sealer(key);
        byte[] box = new byte[40 + Sealer.OVERHEAD];
        sealer.seal(box, 0, 40);
        for (int bit = 0; bit < box.length * 8; bit++) {
            byte[] bent = box.clone();
            bent[bit / 8] ^= (byte) (1 << bit % 8);
            assertThatThrownBy(() -> sealer.open(bent, 0, bent.length))
                    .isInstanceOfSatisfying(
                            BackupException.class, e -> assertThat(e.kind()).isEqualTo(BackupException.Kind.DAMAGED));
        }
        assertThat(sealer.twin().open(box, 0, box.length)).isEqualTo(40);
    }
}
