// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.libcrypto;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.security.ProviderException;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.AEADBadTagException;

/** AES-GCM for SSH (RFC 5647). */
final class GcmPackets extends PacketCipher {
    private static final int LENGTH_BYTES = 4;
    private static final int KEY = 0;
    private static final int NONCE = 32;
    private static final int COUNTER = NONCE + 4;
    private static final int AAD = 48;
    private static final int TAG = 64;
    private static final int MADE = 80;
    private static final int SPARE = 96;

    private final Scratch scratch = new Scratch(0);
    private final boolean encrypt;
    private final long context;
    private final long firstCounter;
    private long counter;
    private boolean begun;
    private boolean spent;

    /** Found when somebody first has a key. */
    private static final class Library {
        static final long AES_128 =
                find(Algorithm.AES_128_GCM, "49d68753999ba68ce3897a686081b09d0197a171cd1448c9833559531dce3356");
        static final long AES_256 =
                find(Algorithm.AES_256_GCM, "0ebcb5deb52c83bd08a8a935182c919953380c2417dc6b89eed35d4430996dbc");

        /** What the JDK makes of a packet of zeros, under a key whose bytes count from 0 on and a nonce of zeros. */
        private static long find(Algorithm algorithm, String sealed) {
            return SelfCheck.find(
                    algorithm.name,
                    () -> Libcrypto.CIPHER_FETCH.named(algorithm.name),
                    cipher -> sealed.equals(sample(new GcmPackets(
                            cipher, true, counting(algorithm.keyBytes), new byte[Algorithm.NONCE_BYTES]))));
        }
    }

    private GcmPackets(long cipher, boolean encrypt, byte[] key, byte[] nonce) {
        this.encrypt = encrypt;
        context = Libcrypto.cipherContext(cipher);
        scratch.keep(context, c -> Libcrypto.CIPHER_FREE.call(c, 0, 0, 0, 0));
        scratch.put(KEY, key, 0, key.length);
        scratch.put(NONCE, nonce, 0, Algorithm.NONCE_BYTES);
        Libcrypto.init(context, scratch.at(KEY), scratch.at(NONCE), encrypt);
        scratch.wipe();
        scratch.put(NONCE, nonce, 0, Algorithm.NONCE_BYTES);
        firstCounter = ByteBuffer.wrap(nonce).getLong(4);
        counter = firstCounter;
    }

    static Optional<PacketCipher> of(boolean encrypt, byte[] key, byte[] nonce) {
        if (key.length != 16 && key.length != 32 || nonce.length != Algorithm.NONCE_BYTES) {
            throw new IllegalArgumentException("no key or no nonce of AES-GCM");
        }
        long cipher = key.length == 16 ? Library.AES_128 : Library.AES_256;
        return cipher == 0 ? Optional.empty() : Optional.of(new GcmPackets(cipher, encrypt, key, nonce));
    }

    @Override
    public void length(byte[] bytes, int offset) {
        scratch.put(AAD, bytes, offset, LENGTH_BYTES);
        begun = true;
    }

    @Override
    public void packet(byte[] bytes, int offset, int length) throws AEADBadTagException {
        if (!begun || spent) {
            throw new IllegalStateException(spent ? "the key has no nonce left" : "a packet without its length");
        }
        begun = false;
        MemorySegment packet = MemorySegment.ofArray(bytes).asSlice(offset, length + (long) TAG_BYTES);
        scratch.putLong(COUNTER, counter++);
        spent = counter == firstCounter;
        Libcrypto.init(context, Libcrypto.NULL, scratch.at(NONCE), encrypt);
        Libcrypto.authenticate(context, scratch.at(AAD), LENGTH_BYTES, scratch.at(MADE));
        if (!encrypt) {
            scratch.put(TAG, bytes, offset + length, TAG_BYTES);
            Libcrypto.expect(context, scratch.at(TAG));
        }
        Libcrypto.update(context, packet, packet, length, scratch.at(MADE));
        boolean good = Libcrypto.end(context, scratch.at(SPARE), scratch.at(MADE));
        if (encrypt) {
            if (!good) {
                throw new ProviderException("libcrypto does not encrypt");
            }
            Libcrypto.tag(context, scratch.at(TAG));
            scratch.get(TAG, bytes, offset + length, TAG_BYTES);
        } else if (!good) {
            Arrays.fill(bytes, offset, offset + length, (byte) 0);
            throw new AEADBadTagException("Tag mismatch");
        }
        Reference.reachabilityFence(this);
    }
}
