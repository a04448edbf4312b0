// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.libcrypto;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import java.util.Optional;

/** scrypt (RFC 7914) by libcrypto: see EVP_KDF-SCRYPT(7). Its memory is outside the heap and given back at once. Safe for many threads. */
public final class Scrypt {
    private Scrypt() {}

    /** Found, and checked, when somebody first derives a key. */
    private static final class Library {
        /** RFC 7914, section 12, the first vector's beginning. */
        private static final String KNOWN = "77d6576238657b203b19ca42c18a0497f16b4844e3074ae8dfdffa3fede21442";

        static final long FUNCTION =
                SelfCheck.find("scrypt", () -> Libcrypto.KDF_FETCH.named("SCRYPT"), Library::known);

        private static boolean known(long function) {
            byte[] hash =
                    compute(function, new byte[0], new byte[0], 16, 1, 1, 32).orElse(new byte[0]);
            return KNOWN.equals(HexFormat.of().formatHex(hash));
        }
    }

    /**
     * Derives a key. Takes 128·n·r bytes while it computes.
     *
     * @param n the cost, a power of two above 1
     * @param r the block size, from 1 on
     * @param p the number of passes, from 1 on
     * @param bytes of the key
     * @return empty where the library is not, or has no memory for it
     */
    public static Optional<byte[]> derive(byte[] secret, byte[] salt, int n, int r, int p, int bytes) {
        return Library.FUNCTION == 0 ? Optional.empty() : compute(Library.FUNCTION, secret, salt, n, r, p, bytes);
    }

    private static Optional<byte[]> compute(long function, byte[] secret, byte[] salt, int n, int r, int p, int bytes) {
        try (Arena arena = Arena.ofConfined()) {
            // libcrypto takes no null address, not even of nothing.
            MemorySegment password = arena.allocate(Math.max(1, secret.length));
            MemorySegment grain = arena.allocate(Math.max(1, salt.length));
            MemorySegment out = arena.allocate(bytes);
            try {
                MemorySegment.copy(secret, 0, password, ValueLayout.JAVA_BYTE, 0, secret.length);
                MemorySegment.copy(salt, 0, grain, ValueLayout.JAVA_BYTE, 0, salt.length);
                MemorySegment list = new Parameters(arena)
                        .octets("pass", password, secret.length)
                        .octets("salt", grain, salt.length)
                        .number("n", n)
                        .number("r", r)
                        .number("p", p)
                        .number("maxmem_bytes", 128L * r * (n + p + 2L) + 4096)
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
