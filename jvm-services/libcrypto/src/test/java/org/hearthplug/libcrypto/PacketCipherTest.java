// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.libcrypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.Stream;
import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.spec.ChaCha20ParameterSpec;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** SSH's packets, held to the JDK's ciphers byte for byte. */
class PacketCipherTest {
    private static final int TAG = PacketCipher.TAG_BYTES;

    private final Random random = new Random(42);

    @BeforeAll
    static void libraryIsThere() {
        boolean there = Stream.of(
                        "/lib", "/usr/lib", "/usr/lib64", "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu")
                .anyMatch(folder -> Files.exists(Path.of(folder, "libcrypto.so.3")));
        assumeTrue(there, "this machine has no libcrypto.so.3");
    }

    @Test
    void aesGcmIsTheJdks() throws Exception {
        for (int keyBytes : new int[] {16, 32}) {
            byte[] key = bytes(keyBytes);
            byte[] nonce = bytes(12);
            // The counter's eight bytes pass their largest value on the way.
            Arrays.fill(nonce, 4, 12, (byte) 0xff);
            PacketCipher seal = PacketCipher.gcm(true, key, nonce).orElseThrow();
            PacketCipher open = PacketCipher.gcm(false, key, nonce).orElseThrow();
            long counter = -1;
            for (int i = 0; i < 500; i++) {
                int length = i < 20 ? 16 * i : random.nextInt(80_000);
                byte[] plain = bytes(7 + 4 + length + TAG);
                byte[] packet = plain.clone();
                seal.length(packet, 7);
                seal.packet(packet, 11, length);

                Cipher jdk = Cipher.getInstance("AES/GCM/NoPadding", "SunJCE");
                byte[] used =
                        ByteBuffer.wrap(nonce.clone()).putLong(4, counter++).array();
                jdk.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, used));
                jdk.updateAAD(plain, 7, 4);
                assertThat(Arrays.copyOfRange(packet, 11, packet.length)).isEqualTo(jdk.doFinal(plain, 11, length));
                assertThat(Arrays.copyOf(packet, 11)).isEqualTo(Arrays.copyOf(plain, 11));

                open.length(packet, 7);
                open.packet(packet, 11, length);
                assertThat(Arrays.copyOf(packet, 11 + length)).isEqualTo(Arrays.copyOf(plain, 11 + length));
            }
        }
    }

    /** The JDK has ChaCha20 with a nonce of 12 bytes, of which OpenSSH's first four are zero; Poly1305 only inside, so the tag is checked apart. */
    @Test
    void chaChaIsTheJdks() throws Exception {
        byte[] key = bytes(64);
        long number = 0xffff_fffeL;
        PacketCipher seal = PacketCipher.chaCha(true, key, number).orElseThrow();
        PacketCipher open = PacketCipher.chaCha(false, key, number).orElseThrow();
        for (int i = 0; i < 500; i++) {
            int length = i < 20 ? 8 * i : random.nextInt(80_000);
            byte[] plain = bytes(7 + 4 + length + TAG);
            byte[] packet = plain.clone();
            seal.length(packet, 7);
            seal.packet(packet, 11, length);

            byte[] sealedLength = stream(key, 32, number, 0, Arrays.copyOfRange(plain, 7, 11));
            byte[] sealed = stream(key, 0, number, 1, Arrays.copyOfRange(plain, 11, 11 + length));
            assertThat(Arrays.copyOfRange(packet, 7, 11)).isEqualTo(sealedLength);
            assertThat(Arrays.copyOfRange(packet, 11, 11 + length)).isEqualTo(sealed);
            Poly1305 poly = Poly1305.create().orElseThrow();
            poly.start(stream(key, 0, number, 0, new byte[32]));
            poly.update(packet, 7, 4 + length);
            byte[] tag = new byte[TAG];
            poly.tag(tag, 0);
            assertThat(Arrays.copyOfRange(packet, 11 + length, packet.length)).isEqualTo(tag);

            open.length(packet, 7);
            open.packet(packet, 11, length);
            assertThat(Arrays.copyOf(packet, 11 + length)).isEqualTo(Arrays.copyOf(plain, 11 + length));
            number = (number + 1) & 0xffff_ffffL;
        }
    }

    private static byte[] stream(byte[] key, int at, long number, int block, byte[] bytes) throws Exception {
        byte[] nonce = ByteBuffer.allocate(12).putLong(4, number).array();
        Cipher jdk = Cipher.getInstance("ChaCha20", "SunJCE");
        jdk.init(
                Cipher.ENCRYPT_MODE,
                new SecretKeySpec(key, at, 32, "ChaCha20"),
                new ChaCha20ParameterSpec(nonce, block));
        return jdk.doFinal(bytes);
    }

    @Test
    void aSpoiltPacketIsRefusedAndNothingOfItIsLeft() throws Exception {
        for (boolean gcm : new boolean[] {true, false}) {
            byte[] key = bytes(gcm ? 32 : 64);
            for (int i = 0; i < 300; i++) {
                PacketCipher seal = cipher(gcm, true, key);
                PacketCipher open = cipher(gcm, false, key);
                int length = 16 * (1 + random.nextInt(100));
                byte[] packet = bytes(4 + length + TAG);
                seal.length(packet, 0);
                seal.packet(packet, 4, length);
                packet[random.nextInt(packet.length)] ^= (byte) (1 << random.nextInt(8));
                open.length(packet, 0);
                assertThatThrownBy(() -> open.packet(packet, 4, length)).isInstanceOf(AEADBadTagException.class);
                assertThat(Arrays.copyOfRange(packet, 4, 4 + length)).containsOnly(0);
            }
        }
    }

    @Test
    void aPacketWithoutItsLengthIsRefused() {
        for (boolean gcm : new boolean[] {true, false}) {
            PacketCipher seal = cipher(gcm, true, bytes(gcm ? 16 : 64));
            assertThatThrownBy(() -> seal.packet(new byte[64], 0, 16)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void whatIsNoKeyIsRefused() {
        assertThatThrownBy(() -> PacketCipher.gcm(true, bytes(24), bytes(12)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PacketCipher.gcm(true, bytes(16), bytes(8)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PacketCipher.chaCha(true, bytes(32), 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> PacketCipher.chaCha(true, bytes(64), -1)).isInstanceOf(IllegalArgumentException.class);
    }

    private static PacketCipher cipher(boolean gcm, boolean encrypt, byte[] key) {
        return gcm
                ? PacketCipher.gcm(encrypt, key, new byte[12]).orElseThrow()
                : PacketCipher.chaCha(encrypt, key, 3).orElseThrow();
    }

    private byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }
}
