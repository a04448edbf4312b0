// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.libcrypto;

import java.lang.foreign.Arena;

/**
 * Keys of public-key cryptography as libcrypto has them: see EVP_PKEY(3). A key is an address, 0 where there is none; who made it frees it, which wipes
 * what is secret. A type is libcrypto's name for it, text that C reads at an address.
 */
final class Pkey {
    private Pkey() {}

    /** Returns a type's name as C reads it, for as long as the process lives. */
    static long type(String name) {
        return Arena.global().allocateFrom(name).address();
    }

    /** A public key of so many bytes at an address; 0 when it is none of this type. */
    static long ofPublic(long type, long at, int bytes) {
        return Libcrypto.KEY_OF_PUBLIC.call(Libcrypto.NULL, type, Libcrypto.NULL, at, bytes);
    }

    /** A secret key of so many bytes at an address; 0 when it is none of this type. */
    static long ofSecret(long type, long at, int bytes) {
        return Libcrypto.KEY_OF_SECRET.call(Libcrypto.NULL, type, Libcrypto.NULL, at, bytes);
    }

    /** A context in which a key is used; 0 when there is none. */
    static long use(long key) {
        return Libcrypto.KEY_USE.call(Libcrypto.NULL, key, Libcrypto.NULL, Libcrypto.NULL, Libcrypto.NULL);
    }

    /** Frees a key; nothing happens to none. */
    static void free(long key) {
        Libcrypto.KEY_FREE.call(key, 0, 0, 0, 0);
    }

    /** Frees a context; nothing happens to none. */
    static void freeUse(long context) {
        Libcrypto.KEY_USE_FREE.call(context, 0, 0, 0, 0);
    }
}
