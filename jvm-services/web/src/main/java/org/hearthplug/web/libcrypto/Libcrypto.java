// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.libcrypto;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.security.ProviderException;

/**
 * The few functions of OpenSSL 3's libcrypto that compute an AEAD cipher, see EVP_EncryptInit(3), or derive a key. None of them blocks. All but one share one shape of
 * call (all arguments and the result as words): each further shape would cost a cold plug the making of its code. Safe for many threads; a context is one
 * thread's at a time.
 */
@SuppressWarnings("restricted") // The one class of this module that calls C.
final class Libcrypto {
    private static final String NAME = "libcrypto.so.3";
    private static final int GET_TAG = 0x10;
    private static final int SET_TAG = 0x11;
    private static final int CHUNK = 16 * 1024;
    private static final long NULL = 0;

    private static final FunctionDescriptor WORDS = FunctionDescriptor.of(
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG,
            ValueLayout.JAVA_LONG);
    private static final FunctionDescriptor UPDATE = FunctionDescriptor.of(
            ValueLayout.JAVA_INT,
            ValueLayout.JAVA_LONG,
            ValueLayout.ADDRESS,
            ValueLayout.JAVA_LONG,
            ValueLayout.ADDRESS,
            ValueLayout.JAVA_INT);

    private static final MethodHandle FETCH;
    private static final MethodHandle NEW;
    private static final MethodHandle INIT;
    private static final MethodHandle UPDATE_WORDS;
    private static final MethodHandle UPDATE_BYTES;
    private static final MethodHandle FINAL;
    private static final MethodHandle CONTROL;

    static {
        Linker linker = Linker.nativeLinker();
        SymbolLookup library = SymbolLookup.libraryLookup(NAME, Arena.global());
        MemorySegment update = library.findOrThrow("EVP_CipherUpdate");
        FETCH = linker.downcallHandle(library.findOrThrow("EVP_CIPHER_fetch"), WORDS);
        NEW = linker.downcallHandle(library.findOrThrow("EVP_CIPHER_CTX_new"), WORDS);
        INIT = linker.downcallHandle(library.findOrThrow("EVP_CipherInit_ex"), WORDS);
        UPDATE_WORDS = linker.downcallHandle(update, WORDS);
        // Arrays on the heap are given as they are, without a copy; the garbage collector waits for a record at most.
        UPDATE_BYTES = linker.downcallHandle(update, UPDATE, Linker.Option.critical(true));
        FINAL = linker.downcallHandle(library.findOrThrow("EVP_CipherFinal_ex"), WORDS);
        CONTROL = linker.downcallHandle(library.findOrThrow("EVP_CIPHER_CTX_ctrl"), WORDS);
    }

    private Libcrypto() {}

    /** Key derivation: see EVP_KDF(3). Apart, for a plug may encrypt for days before somebody signs in. */
    static final class Derivation {
        private static final MethodHandle FETCH = function("EVP_KDF_fetch");
        private static final MethodHandle NEW = function("EVP_KDF_CTX_new");
        private static final MethodHandle DERIVE = function("EVP_KDF_derive");
        private static final MethodHandle FREE = function("EVP_KDF_CTX_free");

        private Derivation() {}

        /** Returns libcrypto's function of this name, or 0 when it has none. */
        static long named(String name) {
            try (Arena arena = Arena.ofConfined()) {
                return (long) FETCH.invokeExact(NULL, arena.allocateFrom(name).address(), NULL, NULL, NULL, NULL);
            } catch (Throwable e) {
                throw unexpected(e);
            }
        }

        /** Derives so many bytes to an address; {@code parameters} is the address of a list of OSSL_PARAM(3). False when it cannot, for want of memory say. */
        static boolean derive(long derivation, long out, long bytes, long parameters) {
            try {
                long context = (long) NEW.invokeExact(derivation, NULL, NULL, NULL, NULL, NULL);
                if (context == 0) {
                    return false;
                }
                try {
                    return (int) (long) DERIVE.invokeExact(context, out, bytes, parameters, NULL, NULL) > 0;
                } finally {
                    long ignored = (long) FREE.invokeExact(context, NULL, NULL, NULL, NULL, NULL);
                }
            } catch (Throwable e) {
                throw unexpected(e);
            }
        }

        private static MethodHandle function(String name) {
            SymbolLookup library = SymbolLookup.libraryLookup(NAME, Arena.global());
            return Linker.nativeLinker().downcallHandle(library.findOrThrow(name), WORDS);
        }
    }

    /** Finds library and functions; {@link IllegalArgumentException}, {@link java.util.NoSuchElementException} or an error when they are not there. */
    static void load() {
        // The class's initialisation has done it.
    }

    /** Returns libcrypto's cipher of this name, or 0 when it has none. */
    static long cipher(String name) {
        try (Arena arena = Arena.ofConfined()) {
            return (long) FETCH.invokeExact(NULL, arena.allocateFrom(name).address(), NULL, NULL, NULL, NULL);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Returns a new context for a cipher; it is kept for the life of the process. */
    static long context(long cipher) {
        try {
            long context = (long) NEW.invokeExact(NULL, NULL, NULL, NULL, NULL, NULL);
            if (context == 0) {
                throw new ProviderException("libcrypto has no memory for a context");
            }
            check("EVP_CipherInit_ex", (long) INIT.invokeExact(context, cipher, NULL, NULL, NULL, 1L));
            return context;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Takes a key and a nonce of 12 bytes, by address. */
    static void init(long context, long key, long nonce, boolean encrypt) {
        try {
            check("EVP_CipherInit_ex", (long) INIT.invokeExact(context, NULL, NULL, key, nonce, encrypt ? 1L : 0L));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Takes further authenticated data, by address; {@code length} is the address of an integer. */
    static void authenticate(long context, long data, int bytes, long length) {
        try {
            check("EVP_CipherUpdate", (long) UPDATE_WORDS.invokeExact(context, NULL, length, data, (long) bytes, NULL));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Encrypts or decrypts from one place to another, or in place; {@code length} is the address of an integer. */
    static void update(long context, MemorySegment out, MemorySegment in, long bytes, long length) {
        try {
            for (long done = 0; done < bytes; done += CHUNK) {
                int now = (int) Math.min(CHUNK, bytes - done);
                int result = (int) UPDATE_BYTES.invokeExact(context, out.asSlice(done), length, in.asSlice(done), now);
                check("EVP_CipherUpdate", result);
            }
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Ends; false when decrypting and the tag is not that of what came. {@code spare} is the address of 16 bytes, {@code length} of an integer. */
    static boolean end(long context, long spare, long length) {
        try {
            return (int) (long) FINAL.invokeExact(context, spare, length, NULL, NULL, NULL) > 0;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Puts the tag's 16 bytes at an address. */
    static void tag(long context, long tag) {
        control(context, GET_TAG, tag);
    }

    /** Says which tag is expected. */
    static void expect(long context, long tag) {
        control(context, SET_TAG, tag);
    }

    private static void control(long context, int what, long tag) {
        try {
            check("EVP_CIPHER_CTX_ctrl", (long) CONTROL.invokeExact(context, (long) what, 16L, tag, NULL, NULL));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** What is returned is an integer; the upper half of the word means nothing. */
    private static void check(String call, long result) {
        if ((int) result <= 0) {
            throw new ProviderException(call + " failed");
        }
    }

    private static RuntimeException unexpected(Throwable e) {
        if (e instanceof RuntimeException known) {
            return known;
        }
        throw new AssertionError("a foreign call cannot throw", e);
    }
}
