// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.libcrypto;

import java.lang.ref.Reference;
import java.util.function.BiFunction;

/** A key that signs or checks whole messages: see EVP_DigestSignInit(3). It goes, and a secret is wiped, with the object. For one thread. */
final class SigningKey {
    private static final int POINTER = 0;
    private static final int SIGNATURE = 0;
    private static final int MAX_SIGNATURE = 112;
    private static final int LENGTH = MAX_SIGNATURE;

    private final Scratch keeper = new Scratch(0);
    private final long key;
    private final long digest;

    private SigningKey(long key, long digest) {
        this.key = key;
        this.digest = digest;
        keeper.keep(key, Pkey::free);
    }

    /**
     * A public key in its SubjectPublicKeyInfo, or a secret one in its PKCS #8.
     *
     * @param digest the address of the hash that is signed, 0 where the scheme has its own
     * @return null when the library makes no key of it
     */
    static SigningKey ofDer(boolean secret, long digest, byte[] encoded) {
        Scratch scratch = new Scratch(encoded.length);
        scratch.putData(encoded, 0, encoded.length);
        scratch.putWord(POINTER, scratch.data());
        Libcrypto read = secret ? Libcrypto.KEY_OF_SECRET_DER : Libcrypto.KEY_OF_PUBLIC_DER;
        long key = read.call(Libcrypto.NULL, scratch.at(POINTER), encoded.length, Libcrypto.NULL, Libcrypto.NULL);
        scratch.wipeData(encoded.length);
        Reference.reachabilityFence(scratch);
        return key == 0 ? null : new SigningKey(key, digest);
    }

    /** Signs; returns nothing when the library does not. */
    byte[] sign(byte[] message) {
        return used(message, (context, scratch) -> {
            scratch.putWord(LENGTH, MAX_SIGNATURE);
            boolean done = Libcrypto.SIGN_INIT.does(context, Libcrypto.NULL, digest, Libcrypto.NULL, key)
                    && Libcrypto.SIGN.does(
                            context, scratch.at(SIGNATURE), scratch.at(LENGTH), scratch.data(), message.length);
            byte[] signature = new byte[done ? (int) scratch.word(LENGTH) : 0];
            scratch.get(SIGNATURE, signature, 0, signature.length);
            return signature;
        });
    }

    /** Whether a signature is this key's over the message. */
    boolean verify(byte[] message, byte[] signature) {
        return signature.length <= MAX_SIGNATURE
                && used(message, (context, scratch) -> {
                    scratch.put(SIGNATURE, signature, 0, signature.length);
                    return Libcrypto.VERIFY_INIT.does(context, Libcrypto.NULL, digest, Libcrypto.NULL, key)
                            && Libcrypto.VERIFY.does(
                                    context, scratch.at(SIGNATURE), signature.length, scratch.data(), message.length);
                });
    }

    /** Whether it takes this signature, and another one not, nor that of another message. */
    boolean tells(byte[] message, byte[] signature) {
        byte[] otherSignature = signature.clone();
        byte[] otherMessage = message.clone();
        otherSignature[otherSignature.length - 1] ^= 1;
        otherMessage[0] ^= 1;
        return verify(message, signature) && !verify(message, otherSignature) && !verify(otherMessage, signature);
    }

    /** Computes in a context of its own, with the message where the data are. */
    private <T> T used(byte[] message, BiFunction<Long, Scratch, T> compute) {
        Scratch scratch = new Scratch(message.length);
        scratch.putData(message, 0, message.length);
        long context = Libcrypto.SIGNING_NEW.context(Libcrypto.NULL);
        try {
            return compute.apply(context, scratch);
        } finally {
            Libcrypto.SIGNING_FREE.call(context, 0, 0, 0, 0);
            Reference.reachabilityFence(scratch);
            Reference.reachabilityFence(this);
        }
    }
}
