// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.libcrypto;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.security.ProviderException;

/**
 * The few functions of OpenSSL 3's libcrypto that Hearth calls: see EVP_EncryptInit(3), EVP_MAC(3), EVP_KDF(3), EVP_KEM(3), EVP_PKEY(3) and SHA256_Init(3). None of them blocks. All but one
 * share the shape of {@link Words}. Safe for many threads; a context is one thread's at a time.
 */
@SuppressWarnings("restricted") // Calls C.
enum Libcrypto {
    CIPHER_FETCH("EVP_CIPHER_fetch"),
    CIPHER_NEW("EVP_CIPHER_CTX_new"),
    CIPHER_FREE("EVP_CIPHER_CTX_free"),
    ENCRYPT_INIT("EVP_EncryptInit_ex"),
    DECRYPT_INIT("EVP_DecryptInit_ex"),
    UPDATE("EVP_CipherUpdate"),
    FINAL("EVP_CipherFinal_ex"),
    CONTROL("EVP_CIPHER_CTX_ctrl"),
    MAC_FETCH("EVP_MAC_fetch"),
    MAC_NEW("EVP_MAC_CTX_new"),
    MAC_FREE("EVP_MAC_CTX_free"),
    MAC_INIT("EVP_MAC_init"),
    MAC_UPDATE("EVP_MAC_update"),
    MAC_FINAL("EVP_MAC_final"),
    KDF_FETCH("EVP_KDF_fetch"),
    KDF_NEW("EVP_KDF_CTX_new"),
    KDF_FREE("EVP_KDF_CTX_free"),
    KDF_DERIVE("EVP_KDF_derive"),
    SHA256_INIT("SHA256_Init"),
    SHA256_UPDATE("SHA256_Update"),
    SHA256_FINAL("SHA256_Final"),
    KEM_FETCH("EVP_KEM_fetch"),
    DIGEST_FETCH("EVP_MD_fetch"),
    RANDOM_SECRET("RAND_priv_bytes"),
    KEY_OF_PUBLIC("EVP_PKEY_new_raw_public_key_ex"),
    KEY_OF_SECRET("EVP_PKEY_new_raw_private_key_ex"),
    KEY_OF_PUBLIC_DER("d2i_PUBKEY"),
    KEY_OF_SECRET_DER("d2i_AutoPrivateKey"),
    KEY_PUBLIC("EVP_PKEY_get_raw_public_key"),
    KEY_FREE("EVP_PKEY_free"),
    KEY_USE("EVP_PKEY_CTX_new_from_pkey"),
    KEY_USE_FREE("EVP_PKEY_CTX_free"),
    DERIVE_INIT("EVP_PKEY_derive_init"),
    DERIVE_PEER("EVP_PKEY_derive_set_peer"),
    DERIVE("EVP_PKEY_derive"),
    ENCAPSULATE_INIT("EVP_PKEY_encapsulate_init"),
    ENCAPSULATE("EVP_PKEY_encapsulate"),
    SIGNING_NEW("EVP_MD_CTX_new"),
    SIGNING_FREE("EVP_MD_CTX_free"),
    SIGN_INIT("EVP_DigestSignInit"),
    SIGN("EVP_DigestSign"),
    VERIFY_INIT("EVP_DigestVerifyInit"),
    VERIFY("EVP_DigestVerify");

    /** In place of an address. */
    static final long NULL = 0;

    private static final int GET_TAG = 0x10;
    private static final int SET_TAG = 0x11;

    private final MemorySegment address;

    Libcrypto(String symbol) {
        address = Library.SYMBOLS.findOrThrow(symbol);
    }

    /** The library, found once. */
    private static final class Library {
        static final SymbolLookup SYMBOLS = Words.library("libcrypto.so.3");
    }

    /** The other shape. Arrays on the heap are given as they are, without a copy; the garbage collector waits for a record at most. */
    private static final class Bytes {
        private static final int CHUNK = 16 * 1024;
        private static final MethodHandle CALL = Linker.nativeLinker()
                .downcallHandle(
                        FunctionDescriptor.of(JAVA_INT, JAVA_LONG, ADDRESS, JAVA_LONG, ADDRESS, JAVA_INT),
                        Linker.Option.critical(true));
    }

    /** Finds library and functions; {@link IllegalArgumentException}, {@link java.util.NoSuchElementException} or an error when they are not there. */
    static void load() {
        // The class's initialisation has done it.
    }

    /** Calls; words beyond the function's parameters are ignored. */
    long call(long a, long b, long c, long d, long e) {
        return Words.call(address, a, b, c, d, e);
    }

    /** Calls a function that answers with 1 when all is well. */
    void must(long a, long b, long c, long d, long e) {
        if (!does(a, b, c, d, e)) {
            throw new ProviderException(name() + " failed");
        }
    }

    /** Calls; whether the answer is above 0. It is an integer, and the upper half of the word means nothing. */
    boolean does(long a, long b, long c, long d, long e) {
        return (int) call(a, b, c, d, e) > 0;
    }

    /** Returns libcrypto's cipher, MAC, digest, derivation or encapsulation of this name, or 0 when it has none. */
    long named(String name) {
        try (Arena arena = Arena.ofConfined()) {
            return call(NULL, arena.allocateFrom(name).address(), NULL, NULL, NULL);
        }
    }

    /** Returns a new context of an algorithm. */
    long context(long algorithm) {
        long context = call(algorithm, NULL, NULL, NULL, NULL);
        if (context == 0) {
            throw new ProviderException("libcrypto has no memory for a context");
        }
        return context;
    }

    /** Derives so many bytes to an address; {@code parameters} is the address of a list of OSSL_PARAM(3). False when it cannot, for want of memory say. */
    static boolean derive(long derivation, long out, long bytes, long parameters) {
        long context = KDF_NEW.call(derivation, NULL, NULL, NULL, NULL);
        if (context == 0) {
            return false;
        }
        try {
            return KDF_DERIVE.does(context, out, bytes, parameters, NULL);
        } finally {
            KDF_FREE.call(context, NULL, NULL, NULL, NULL);
        }
    }

    /** Returns a new context for a cipher. */
    static long cipherContext(long cipher) {
        long context = CIPHER_NEW.context(NULL);
        ENCRYPT_INIT.must(context, cipher, NULL, NULL, NULL);
        return context;
    }

    /** Takes a key and a nonce of 12 bytes, by address. */
    static void init(long context, long key, long nonce, boolean encrypt) {
        (encrypt ? ENCRYPT_INIT : DECRYPT_INIT).must(context, NULL, NULL, key, nonce);
    }

    /** Takes further authenticated data, by address; {@code length} is the address of an integer. */
    static void authenticate(long context, long data, int bytes, long length) {
        UPDATE.must(context, NULL, length, data, bytes);
    }

    /** Encrypts or decrypts from one place to another, or in place; {@code length} is the address of an integer. */
    static void update(long context, MemorySegment out, MemorySegment in, long bytes, long length) {
        try {
            for (long done = 0; done < bytes; done += Bytes.CHUNK) {
                int now = (int) Math.min(Bytes.CHUNK, bytes - done);
                int result = (int) Bytes.CALL.invokeExact(
                        UPDATE.address, context, out.asSlice(done), length, in.asSlice(done), now);
                if (result <= 0) {
                    throw new ProviderException("UPDATE failed");
                }
            }
        } catch (Throwable e) {
            throw Words.unexpected(e);
        }
    }

    /** Authenticates bytes where they are; the call's last two words are beyond what the function takes. */
    static void authenticate(long mac, MemorySegment data, long bytes) {
        try {
            for (long done = 0; done < bytes; done += Bytes.CHUNK) {
                long now = Math.min(Bytes.CHUNK, bytes - done);
                MemorySegment part = data.asSlice(done);
                int result = (int) Bytes.CALL.invokeExact(MAC_UPDATE.address, mac, part, now, part, 0);
                if (result <= 0) {
                    throw new ProviderException("MAC_UPDATE failed");
                }
            }
        } catch (Throwable e) {
            throw Words.unexpected(e);
        }
    }

    /** Ends; false when decrypting and the tag is not that of what came. {@code spare} is the address of 16 bytes, {@code length} of an integer. */
    static boolean end(long context, long spare, long length) {
        return FINAL.does(context, spare, length, NULL, NULL);
    }

    /** Puts the tag's 16 bytes at an address. */
    static void tag(long context, long tag) {
        CONTROL.must(context, GET_TAG, 16, tag, NULL);
    }

    /** Says which tag is expected. */
    static void expect(long context, long tag) {
        CONTROL.must(context, SET_TAG, 16, tag, NULL);
    }
}
