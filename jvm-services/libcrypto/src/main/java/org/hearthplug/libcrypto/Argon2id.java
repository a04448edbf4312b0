// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.libcrypto;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Argon2id (RFC 9106, version 1.3, one lane) by libcrypto, which has it from OpenSSL 3.2 on: see EVP_KDF-ARGON2(7). Its memory is outside the heap and
 * given back at once. Before it is believed the library computes one hash that is known. Safe for many threads.
 */
public final class Argon2id {
    private Argon2id() {}

    /** Found, and checked, when somebody first signs in. */
    private static final class Library {
        private static final byte[] SECRET = "hearth".getBytes(StandardCharsets.US_ASCII);
        private static final byte[] SALT = HexFormat.of().parseHex("000102030405060708090a0b0c0d0e0f");
        private static final String KNOWN = "49e216314876233df02a4ce64ce5f1b7df5d6f259e6da6d105e7f5548b98e22e";

        static final long FUNCTION =
                SelfCheck.find("Argon2id", () -> Libcrypto.KDF_FETCH.named("ARGON2ID"), Library::known);

        private static boolean known(long function) {
            byte[] hash = compute(function, SECRET, SALT, 64, 2, 32).orElse(new byte[0]);
            return KNOWN.equals(HexFormat.of().formatHex(hash));
        }
    }

    /**
     * Derives a hash.
     *
     * @param memoryKib at least 8
     * @param passes at least 1
     * @param bytes of the hash, at least 4
     * @return empty where the library is not, has no Argon2 or no memory for it
     */
    public static Optional<byte[]> derive(byte[] secret, byte[] salt, int memoryKib, int passes, int bytes) {
        return Library.FUNCTION == 0
                ? Optional.empty()
                : compute(Library.FUNCTION, secret, salt, memoryKib, passes, bytes);
    }

    private static Optional<byte[]> compute(
            long function, byte[] secret, byte[] salt, int memoryKib, int passes, int bytes) {
        try (Arena arena = Arena.ofConfined()) {
            // libcrypto takes no null address, not even of nothing.
            MemorySegment password = arena.allocate(Math.max(1, secret.length));
            MemorySegment out = arena.allocate(bytes);
            try {
                MemorySegment.copy(secret, 0, password, ValueLayout.JAVA_BYTE, 0, secret.length);
                MemorySegment list = new Parameters(arena)
                        .octets("pass", password, secret.length)
                        .octets("salt", arena.allocateFrom(ValueLayout.JAVA_BYTE, salt), salt.length)
                        .number("memcost", memoryKib)
                        .number("iter", passes)
                        .number("lanes", 1)
                        .list();
                return Libcrypto.derive(function, out.address(), bytes, list.address())
                        ? Optional.of(out.toArray(ValueLayout.JAVA_BYTE))
                        : Optional.empty();
            } finally {
                password.fill((byte) 0);
                out.fill((byte) 0);
            }
        }
    }
}
