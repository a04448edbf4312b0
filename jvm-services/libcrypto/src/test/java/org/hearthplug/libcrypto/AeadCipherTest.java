// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.libcrypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidAlgorithmParameterException;
import java.security.spec.AlgorithmParameterSpec;
import java.util.HexFormat;
import java.util.Random;
import java.util.stream.Stream;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Held to published vectors, and to the JDK's ciphers byte for byte. */
class AeadCipherTest {
    private static final int ROUNDS = 3000;
    private static final HexFormat HEX = HexFormat.of();

    @BeforeAll
    static void libraryIsThere() {
        boolean there = Stream.of(
                        "/lib", "/usr/lib", "/usr/lib64", "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu")
                .anyMatch(folder -> Files.exists(Path.of(folder, "libcrypto.so.3")));
        assumeTrue(there, "this machine has no libcrypto.so.3");
        AeadProvider.install();
        Engine.computedByJava(1 << 20);
        assertThat(Engine.of(Algorithm.AES_128_GCM)).isPresent();
    }

    /** The Galois/Counter Mode of Operation (McGrew, Viega), appendix B, test cases 4 and 16. */
    @Test
    void aesGcmAsPublished() throws Exception {
        String plain =
                "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525"
                        + "b16aedf5aa0de657ba637b39";
        String aad = "feedfacedeadbeeffeedfacedeadbeefabaddad2";
        String nonce = "cafebabefacedbaddecaf888";
        check(
                Algorithm.AES_128_GCM,
                "feffe9928665731c6d6a8f9467308308",
                nonce,
                aad,
                plain,
                "42831ec2217774244b7221b784d0d49ce3aa212f2c02a4e035c17e2329aca12e21d514b25466931c7d8f6a5aac84aa05"
                        + "1ba30b396a0aac973d58e0915bc94fbc3221a5db94fae95ae7121a47");
        check(
                Algorithm.AES_256_GCM,
                "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308",
                nonce,
                aad,
                plain,
                "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838"
                        + "c5f61e6393ba7a0abcc9f66276fc6ece0f4e1768cddf8853bb2d551b");
    }

    /** RFC 8439, section 2.8.2. */
    @Test
    void chachaAsPublished() throws Exception {
        String plain = HEX.formatHex(("Ladies and Gentlemen of the class of '99: If I could offer you only one tip for "
                        + "the future, sunscreen would be it.")
                .getBytes(java.nio.charset.StandardCharsets.US_ASCII));
        check(
                Algorithm.CHACHA20_POLY1305,
                "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f",
                "070000004041424344454647",
                "50515253c0c1c2c3c4c5c6c7",
                plain,
                "d31a8d34648e60db7b86afbc53ef7ec2a4aded51296e08fea9e2b5a736ee62d63dbea45e8ca9671282fafb69da92728b"
                        + "1a71de0a9e060b2905d6a5b67ecd3b3692ddbd7f2d778b8c9803aee328091b58fab324e4fad675945585808b4831d7bc"
                        + "3ff4def08e4b7a9de576d26586cec64b61161ae10b594f09e26a7e902ecbd0600691");
    }

    private static void check(Algorithm algorithm, String key, String nonce, String aad, String plain, String sealed)
            throws GeneralSecurityException {
        Cipher cipher = ours(algorithm, Cipher.ENCRYPT_MODE, HEX.parseHex(key), HEX.parseHex(nonce));
        cipher.updateAAD(HEX.parseHex(aad));
        assertThat(HEX.formatHex(cipher.doFinal(HEX.parseHex(plain)))).isEqualTo(sealed);
        cipher = ours(algorithm, Cipher.DECRYPT_MODE, HEX.parseHex(key), HEX.parseHex(nonce));
        cipher.updateAAD(HEX.parseHex(aad));
        assertThat(HEX.formatHex(cipher.doFinal(HEX.parseHex(sealed)))).isEqualTo(plain);
    }

    @ParameterizedTest
    @EnumSource
    void isTheJdksCipher(Algorithm algorithm) throws Exception {
        Random random = new Random(20261129);
        for (int round = 0; round < ROUNDS; round++) {
            byte[] key = bytes(random, algorithm.keyBytes);
            byte[] nonce = bytes(random, 12);
            byte[] aad = bytes(random, random.nextInt(3) == 0 ? 0 : random.nextInt(100));
            byte[] plain = bytes(random, random.nextInt(40) == 0 ? random.nextInt(70_000) : random.nextInt(300));
            Cipher theirs = cipher(algorithm, "SunJCE", Cipher.ENCRYPT_MODE, key, nonce);
            Cipher ours = ours(algorithm, Cipher.ENCRYPT_MODE, key, nonce);
            authenticate(random, theirs, aad, false);
            authenticate(random, ours, aad, true);
            byte[] sealed = theirs.doFinal(plain);
            assertThat(run(random, ours, plain, plain.length + 16)).isEqualTo(sealed);

            ours = ours(algorithm, Cipher.DECRYPT_MODE, key, nonce);
            authenticate(random, ours, aad, true);
            assertThat(run(random, ours, sealed, plain.length)).isEqualTo(plain);

            sealed[random.nextInt(sealed.length)] ^= (byte) (1 << random.nextInt(8));
            Cipher spoilt = ours(algorithm, Cipher.DECRYPT_MODE, key, nonce);
            authenticate(random, spoilt, aad, true);
            assertThatThrownBy(() -> run(random, spoilt, sealed, plain.length)).isInstanceOf(AEADBadTagException.class);
        }
    }

    /** Whole or in pieces, from and to every kind of buffer, in place and overlapping. */
    private static byte[] run(Random random, Cipher cipher, byte[] input, int length) throws GeneralSecurityException {
        int room = Math.max(input.length, length);
        switch (random.nextInt(9)) {
            case 0 -> {
                return cipher.doFinal(input);
            }
            case 1 -> {
                byte[] place = new byte[room + 7];
                System.arraycopy(input, 0, place, 3, input.length);
                assertThat(cipher.doFinal(place, 3, input.length, place, 3)).isEqualTo(length);
                return java.util.Arrays.copyOfRange(place, 3, 3 + length);
            }
            case 2 -> {
                byte[] place = new byte[room + 20];
                System.arraycopy(input, 0, place, 9, input.length);
                assertThat(cipher.doFinal(place, 9, input.length, place, 4)).isEqualTo(length);
                return java.util.Arrays.copyOfRange(place, 4, 4 + length);
            }
            case 3 -> {
                int cut = random.nextInt(input.length + 1);
                byte[] first = cipher.update(input, 0, cut);
                byte[] second = cipher.doFinal(input, cut, input.length - cut);
                return ByteBuffer.allocate(length)
                        .put(first == null ? new byte[0] : first)
                        .put(second)
                        .array();
            }
            case 4 -> {
                return through(cipher, ByteBuffer.wrap(input), ByteBuffer.allocateDirect(length), length);
            }
            case 5 -> {
                ByteBuffer direct = ByteBuffer.allocateDirect(input.length);
                direct.put(input).flip();
                return through(cipher, direct, ByteBuffer.allocate(length + 5), length);
            }
            case 6 -> {
                return through(cipher, ByteBuffer.wrap(input).asReadOnlyBuffer(), ByteBuffer.allocate(length), length);
            }
            case 7 -> {
                return inPlace(cipher, ByteBuffer.allocateDirect(room + 4), input, length);
            }
            default -> {
                return inPlace(cipher, ByteBuffer.allocate(room + 4).position(1).slice(), input, length);
            }
        }
    }

    private static byte[] through(Cipher cipher, ByteBuffer in, ByteBuffer out, int length)
            throws GeneralSecurityException {
        assertThat(cipher.doFinal(in, out)).isEqualTo(length);
        assertThat(in.hasRemaining()).isFalse();
        assertThat(out.position()).isEqualTo(length);
        byte[] made = new byte[length];
        out.flip().get(made);
        return made;
    }

    private static byte[] inPlace(Cipher cipher, ByteBuffer place, byte[] input, int length)
            throws GeneralSecurityException {
        place.put(input);
        ByteBuffer in = place.duplicate().flip();
        return through(cipher, in, place.position(0), length);
    }

    private static void authenticate(Random random, Cipher cipher, byte[] aad, boolean pieces) {
        int cut = pieces ? random.nextInt(aad.length + 1) : aad.length;
        cipher.updateAAD(aad, 0, cut);
        if (cut < aad.length) {
            cipher.updateAAD(ByteBuffer.wrap(aad, cut, aad.length - cut));
        }
    }

    @ParameterizedTest
    @EnumSource
    void refusesTheSameNonceAgain(Algorithm algorithm) throws Exception {
        byte[] key = new byte[algorithm.keyBytes];
        Cipher cipher = ours(algorithm, Cipher.ENCRYPT_MODE, key, new byte[12]);
        cipher.doFinal(new byte[5]);
        assertThatThrownBy(() -> cipher.doFinal(new byte[5])).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> cipher.init(
                        Cipher.ENCRYPT_MODE, new SecretKeySpec(key, family(algorithm)), spec(algorithm, new byte[12])))
                .isInstanceOf(InvalidAlgorithmParameterException.class);
        byte[] next = new byte[12];
        next[0] = 1;
        cipher.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, family(algorithm)), spec(algorithm, next));
        assertThat(cipher.doFinal(new byte[5])).hasSize(21);
    }

    @ParameterizedTest
    @EnumSource
    void saysWhenThereIsTooLittle(Algorithm algorithm) throws Exception {
        Cipher cipher = ours(algorithm, Cipher.ENCRYPT_MODE, new byte[algorithm.keyBytes], new byte[12]);
        assertThatThrownBy(() -> cipher.doFinal(new byte[5], 0, 5, new byte[20]))
                .isInstanceOf(ShortBufferException.class);
        assertThat(cipher.doFinal(new byte[5], 0, 5, new byte[21])).isEqualTo(21);
        Cipher back = ours(algorithm, Cipher.DECRYPT_MODE, new byte[algorithm.keyBytes], new byte[12]);
        assertThatThrownBy(() -> back.doFinal(new byte[15])).isInstanceOf(AEADBadTagException.class);
    }

    @Test
    void leavesWhatLibcryptoIsNotAskedToTheJdk() throws Exception {
        byte[] key = new byte[24];
        byte[] nonce = new byte[16];
        byte[] made =
                ours(Algorithm.AES_128_GCM, Cipher.ENCRYPT_MODE, key, nonce).doFinal(new byte[100]);
        assertThat(made)
                .isEqualTo(cipher(Algorithm.AES_128_GCM, "SunJCE", Cipher.ENCRYPT_MODE, key, nonce)
                        .doFinal(new byte[100]));
    }

    private static Cipher ours(Algorithm algorithm, int mode, byte[] key, byte[] nonce)
            throws GeneralSecurityException {
        Cipher cipher = cipher(algorithm, "Hearth", mode, key, nonce);
        assertThat(cipher.getIV()).isEqualTo(nonce);
        return cipher;
    }

    private static Cipher cipher(Algorithm algorithm, String provider, int mode, byte[] key, byte[] nonce)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(algorithm.transformation, provider);
        cipher.init(mode, new SecretKeySpec(key, family(algorithm)), spec(algorithm, nonce));
        return cipher;
    }

    private static String family(Algorithm algorithm) {
        return algorithm == Algorithm.CHACHA20_POLY1305 ? "ChaCha20" : "AES";
    }

    private static AlgorithmParameterSpec spec(Algorithm algorithm, byte[] nonce) {
        return algorithm == Algorithm.CHACHA20_POLY1305 ? new IvParameterSpec(nonce) : new GCMParameterSpec(128, nonce);
    }

    private static byte[] bytes(Random random, int length) {
        byte[] made = new byte[length];
        random.nextBytes(made);
        return made;
    }
}
