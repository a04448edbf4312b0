// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.libcrypto;

import java.lang.ref.Reference;
import java.util.HexFormat;
import java.util.Optional;

/** AES in counter mode (NIST SP 800-38A) by libcrypto, for keys of 16 or 32 bytes. For one thread; the key is wiped with the object. */
public final class AesCtr {
    private static final int BLOCK = 16;
    private static final int KEY = 0;
    private static final int COUNTER = 32;
    private static final int LENGTH = 48;

    private final Scratch scratch = new Scratch();
    private final long context;

    /** Found, and checked, when somebody first encrypts. */
    private static final class Library {
        /** NIST SP 800-38A, F.5.1 and F.5.5. */
        static final long AES_128 =
                find("AES-128-CTR", "2b7e151628aed2a6abf7158809cf4f3c", "874d6191b620e3261bef6864990db6ce");

        static final long AES_256 = find(
                "AES-256-CTR",
                "603deb1015ca71be2b73aef0857d77811f352c073b6108d72d9810a30914dff4",
                "601ec313775789a5b7a7f504bbf3d228");

        private static long find(String name, String key, String sealed) {
            return SelfCheck.find(name, () -> Libcrypto.CIPHER_FETCH.named(name), cipher -> known(cipher, key, sealed));
        }

        private static boolean known(long cipher, String key, String sealed) {
            HexFormat hex = HexFormat.of();
            AesCtr aes = new AesCtr(cipher, hex.parseHex(key));
            byte[] block = hex.parseHex("6bc1bee22e409f96e93d7e117393172a");
            aes.start(hex.parseHex("f0f1f2f3f4f5f6f7f8f9fafbfcfdfeff"), 0);
            aes.update(block, 0, BLOCK);
            return sealed.equals(hex.formatHex(block));
        }
    }

    private AesCtr(long cipher, byte[] key) {
        context = Libcrypto.cipherContext(cipher);
        scratch.keep(context, c -> Libcrypto.CIPHER_FREE.call(c, 0, 0, 0, 0));
        scratch.put(KEY, key, 0, key.length);
        Libcrypto.ENCRYPT_INIT.must(context, Libcrypto.NULL, Libcrypto.NULL, scratch.at(KEY), Libcrypto.NULL);
        scratch.wipe();
    }

    /** A cipher with a key; empty where the library is not. */
    public static Optional<AesCtr> of(byte[] key) {
        long cipher = key.length == BLOCK ? Library.AES_128 : Library.AES_256;
        return cipher == 0 ? Optional.empty() : Optional.of(new AesCtr(cipher, key));
    }

    /** Begins a message with a counter of 16 bytes. */
    public void start(byte[] counter, int offset) {
        scratch.put(COUNTER, counter, offset, BLOCK);
        Libcrypto.ENCRYPT_INIT.must(context, Libcrypto.NULL, Libcrypto.NULL, Libcrypto.NULL, scratch.at(COUNTER));
        Reference.reachabilityFence(this);
    }

    /** Encrypts the message's next bytes in place, or decrypts them: it is the same. */
    public void update(byte[] bytes, int offset, int length) {
        for (int at = offset, end = offset + length; at < end; at += Scratch.SLICE) {
            int n = Math.min(Scratch.SLICE, end - at);
            scratch.putData(bytes, at, n);
            Libcrypto.UPDATE.must(context, scratch.data(), scratch.at(LENGTH), scratch.data(), n);
            scratch.getData(bytes, at, n);
        }
        Reference.reachabilityFence(this);
    }
}
