// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.libcrypto;

import java.lang.ref.Reference;
import java.security.InvalidKeyException;
import java.security.ProviderException;
import java.util.HexFormat;
import java.util.Optional;

/** One side of one X25519 agreement (RFC 7748, section 6.1) by libcrypto. For one thread; the secret is wiped when it has been used. */
public final class X25519 {
    /** How long public keys are, and what is agreed on. */
    public static final int BYTES = 32;

    private static final int SECRET = 0;
    private static final int SHOWN = 32;
    private static final int AGREED = 64;
    private static final int LENGTH = 96;

    private final Scratch scratch = new Scratch(0);
    private final byte[] publicKey = new byte[BYTES];
    private boolean spent;

    /** Found, and checked, when somebody first agrees. */
    private static final class Library {
        static final long TYPE = SelfCheck.find("X25519", () -> Pkey.type("X25519"), Library::known);

        /** RFC 7748, section 6.1; and the point 0, with which no secret can be shared. */
        private static boolean known(long type) {
            HexFormat hex = HexFormat.of();
            byte[] secret = hex.parseHex("5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb");
            byte[] other = hex.parseHex("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a");
            X25519 bob = new X25519(type, secret);
            return hex.formatHex(bob.publicKey)
                            .equals("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f")
                    && bob.derive(type, other)
                    && hex.formatHex(bob.agreed())
                            .equals("4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742")
                    && !new X25519(type, secret).derive(type, new byte[BYTES]);
        }
    }

    /** With a secret of its own. */
    private X25519(long type) {
        Libcrypto.RANDOM_SECRET.must(scratch.at(SECRET), BYTES, 0, 0, 0);
        show(type);
    }

    private X25519(long type, byte[] secret) {
        scratch.put(SECRET, secret, 0, BYTES);
        show(type);
    }

    private void show(long type) {
        long key = secret(type);
        try {
            scratch.putWord(LENGTH, BYTES);
            Libcrypto.KEY_PUBLIC.must(key, scratch.at(SHOWN), scratch.at(LENGTH), 0, 0);
            scratch.get(SHOWN, publicKey, 0, BYTES);
        } finally {
            Pkey.free(key);
        }
    }

    private long secret(long type) {
        long key = Pkey.ofSecret(type, scratch.at(SECRET), BYTES);
        if (key == 0) {
            throw new ProviderException("libcrypto makes no key of X25519");
        }
        return key;
    }

    /** Begins with a secret of its own; empty where the library is not. */
    public static Optional<X25519> create() {
        return Library.TYPE == 0 ? Optional.empty() : Optional.of(new X25519(Library.TYPE));
    }

    /** What the other side is shown. */
    public byte[] publicKey() {
        return publicKey.clone();
    }

    /**
     * Computes what both sides know then. Once: the secret is wiped.
     *
     * @throws InvalidKeyException when the other side's is no public key, or one with which everybody would know it (the result would be 0)
     * @throws IllegalStateException the second time
     */
    public byte[] agree(byte[] other) throws InvalidKeyException {
        if (spent) {
            throw new IllegalStateException("a secret is used once");
        }
        try {
            if (other.length != BYTES || !derive(Library.TYPE, other)) {
                throw new InvalidKeyException("not a public key of X25519");
            }
            return agreed();
        } finally {
            spent = true;
            scratch.wipe();
        }
    }

    private byte[] agreed() {
        byte[] agreed = new byte[BYTES];
        scratch.get(AGREED, agreed, 0, BYTES);
        return agreed;
    }

    /** Leaves what is agreed on in its place; false when that is nothing. */
    private boolean derive(long type, byte[] other) {
        scratch.put(SHOWN, other, 0, BYTES);
        long own = secret(type);
        long theirs = Pkey.ofPublic(type, scratch.at(SHOWN), BYTES);
        long use = Pkey.use(own);
        try {
            scratch.putWord(LENGTH, BYTES);
            boolean done = theirs != 0
                    && use != 0
                    && Libcrypto.DERIVE_INIT.does(use, 0, 0, 0, 0)
                    && Libcrypto.DERIVE_PEER.does(use, theirs, 0, 0, 0)
                    && Libcrypto.DERIVE.does(use, scratch.at(AGREED), scratch.at(LENGTH), 0, 0);
            return done && scratch.word(LENGTH) == BYTES && !isZero(agreed());
        } finally {
            Pkey.freeUse(use);
            Pkey.free(theirs);
            Pkey.free(own);
            Reference.reachabilityFence(this);
        }
    }

    /** Takes as long for any bytes. */
    private static boolean isZero(byte[] bytes) {
        int any = 0;
        for (byte one : bytes) {
            any |= one;
        }
        return any == 0;
    }
}
