// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.libcrypto;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.security.ProviderException;
import java.util.Arrays;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.crypto.AEADBadTagException;

/** AES-GCM for SSH (RFC 5647). */
final class GcmPackets extends PacketCipher {
    private static final Logger LOG = Logger.getLogger(GcmPackets.class.getName());
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
        static final long AES_128;
        static final long AES_256;

        static {
            long small = 0;
            long large = 0;
            try {
                small = Libcrypto.CIPHER_FETCH.named(Algorithm.AES_128_GCM.name);
                large = Libcrypto.CIPHER_FETCH.named(Algorithm.AES_256_GCM.name);
            } catch (RuntimeException | LinkageError e) {
                LOG.log(Level.INFO, "libcrypto is not there; Java computes SSH's AES-GCM itself: {0}", e.toString());
            }
            AES_128 = small;
            AES_256 = large;
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
