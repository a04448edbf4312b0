// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.libcrypto;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The answering side of ML-KEM-768 (FIPS 203) by libcrypto, which has it from OpenSSL 3.5 on: see EVP_KEM-ML-KEM(7). A secret that whoever has the
 * secret key can take out of its capsule.
 */
public final class MlKem768 {
    /** How long a public key is. */
    public static final int PUBLIC_KEY_BYTES = 1184;

    private static final int CAPSULE_BYTES = 1088;
    private static final int SECRET_BYTES = 32;
    private static final int SECRET = 0;
    private static final int LENGTHS = 64;

    private final byte[] secret = new byte[SECRET_BYTES];
    private final byte[] capsule = new byte[CAPSULE_BYTES];

    /** Found, and checked, when somebody first wants a secret. */
    private static final class Library {
        static final long TYPE = SelfCheck.find(
                "ML-KEM-768",
                () -> Libcrypto.KEM_FETCH.named("ML-KEM-768") == 0 ? 0 : Pkey.type("ML-KEM-768"),
                Library::known);

        /** What the JDK and BouncyCastle make of a key of bytes 17 with the random bytes 0, 1, 2 …; and a key whose numbers are too large. */
        private static boolean known(long type) {
            byte[] key = new byte[PUBLIC_KEY_BYTES];
            Arrays.fill(key, (byte) 17);
            byte[] random = new byte[SECRET_BYTES];
            for (int i = 0; i < random.length; i++) {
                random[i] = (byte) i;
            }
            byte[] bad = new byte[PUBLIC_KEY_BYTES];
            Arrays.fill(bad, (byte) -1);
            try {
                MlKem768 made = new MlKem768(type, key, random);
                return "04e429a07bf99dc6336725d1d297464a95b0ea3963da1747977704796ffd6412".equals(hex(made.secret))
                        && "02a7d2e311bfe88da42d55b2f7e60f7d4a5a796d44c69db2cbd8e00fc884d81d"
                                .equals(hex(sha256(made.capsule)))
                        && refuses(type, bad);
            } catch (InvalidKeyException e) {
                return false;
            }
        }

        private static boolean refuses(long type, byte[] key) {
            try {
                new MlKem768(type, key, null);
                return false;
            } catch (InvalidKeyException e) {
                return true;
            }
        }

        private static byte[] sha256(byte[] bytes) {
            MessageDigest digest = Sha256.create();
            return digest.digest(bytes);
        }

        private static String hex(byte[] bytes) {
            return HexFormat.of().formatHex(bytes);
        }
    }

    private MlKem768(long type, byte[] publicKey, byte[] random) throws InvalidKeyException {
        Scratch scratch = new Scratch(PUBLIC_KEY_BYTES);
        scratch.putData(publicKey, 0, PUBLIC_KEY_BYTES);
        long key = Pkey.ofPublic(type, scratch.data(), PUBLIC_KEY_BYTES);
        long use = key == 0 ? 0 : Pkey.use(key);
        try {
            if (use == 0 || !init(use, random) || !encapsulate(use, scratch)) {
                throw new InvalidKeyException("not a public key of ML-KEM-768");
            }
        } finally {
            Pkey.freeUse(use);
            Pkey.free(key);
            scratch.wipe();
            Reference.reachabilityFence(scratch);
        }
    }

    private static boolean init(long use, byte[] random) {
        if (random == null) {
            return Libcrypto.ENCAPSULATE_INIT.does(use, Libcrypto.NULL, 0, 0, 0);
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment bytes = arena.allocate(random.length);
            bytes.asByteBuffer().put(random);
            long list = new Parameters(arena)
                    .octets("ikme", bytes, random.length)
                    .list()
                    .address();
            return Libcrypto.ENCAPSULATE_INIT.does(use, list, 0, 0, 0);
        }
    }

    /** The capsule takes the key's place. */
    private boolean encapsulate(long use, Scratch scratch) {
        scratch.putWord(LENGTHS, CAPSULE_BYTES);
        scratch.putWord(LENGTHS + Long.BYTES, SECRET_BYTES);
        boolean done = Libcrypto.ENCAPSULATE.does(
                use, scratch.data(), scratch.at(LENGTHS), scratch.at(SECRET), scratch.at(LENGTHS + Long.BYTES));
        scratch.getData(capsule, 0, CAPSULE_BYTES);
        scratch.get(SECRET, secret, 0, SECRET_BYTES);
        return done && scratch.word(LENGTHS) == CAPSULE_BYTES && scratch.word(LENGTHS + Long.BYTES) == SECRET_BYTES;
    }

    /**
     * Makes a secret for whoever has this key's other half.
     *
     * @return empty where the library is not, or is too old
     * @throws InvalidKeyException when it is no key: of another length than {@value #PUBLIC_KEY_BYTES} bytes, or with numbers out of range
     */
    public static Optional<MlKem768> encapsulate(byte[] publicKey) throws InvalidKeyException {
        if (publicKey.length != PUBLIC_KEY_BYTES) {
            throw new InvalidKeyException("a public key of ML-KEM-768 has " + PUBLIC_KEY_BYTES + " bytes");
        }
        return Library.TYPE == 0 ? Optional.empty() : Optional.of(new MlKem768(Library.TYPE, publicKey, null));
    }

    /** The secret's 32 bytes. */
    public byte[] secret() {
        return secret.clone();
    }

    /** What the other side is sent, 1088 bytes. */
    public byte[] capsule() {
        return capsule.clone();
    }
}
