// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.libcrypto;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;
import javax.crypto.AEADBadTagException;

/** OpenSSH's ChaCha20-Poly1305. Its nonce is the packet's number, and the first block of a packet's key stream is the key of its tag. */
final class ChaChaPackets extends PacketCipher {
    private static final int LENGTH_BYTES = 4;
    private static final int KEY_BYTES = 32;
    private static final int BLOCK_BYTES = 64;
    private static final long NUMBERS = 1L << 32;
    private static final byte[] ZEROS = new byte[BLOCK_BYTES];
    /** Eight bytes that count blocks, eight with the packet's number. */
    private static final int NONCE = 0;

    private static final int NUMBER = NONCE + 8;
    private static final int MADE = 16;
    private static final int LENGTH = 32;
    private static final int TAG = 48;
    private static final int BLOCK = 64;

    private final Scratch scratch = new Scratch(0);
    private final byte[] tag = new byte[TAG_BYTES];
    private final byte[] sent = new byte[TAG_BYTES];
    private final boolean encrypt;
    private final long packets;
    private final long lengths;
    private final long mac;
    private final long first;
    private long number;
    private boolean begun;
    private boolean spent;

    /** Found when somebody first has a key. */
    private static final class Library {
        static final long MAC =
                SelfCheck.find("SSH's Poly1305", () -> Libcrypto.MAC_FETCH.named("POLY1305"), mac -> true);
        static final long CIPHER =
                SelfCheck.find("SSH's ChaCha20", () -> Libcrypto.CIPHER_FETCH.named("ChaCha20"), Library::known);

        /** What the JDK's ChaCha20 and BouncyCastle's Poly1305 make of a packet of zeros, number 7, under a key whose bytes count from 0 on. */
        private static boolean known(long cipher) {
            return MAC == 0
                    || "284615434e832a5e6c6dbbf0d78fd32cafb9e345233d29faa28c84b581cd6bc2"
                            .equals(sample(new ChaChaPackets(cipher, MAC, true, counting(2 * KEY_BYTES), 7)));
        }
    }

    private ChaChaPackets(long cipher, long macAlgorithm, boolean encrypt, byte[] key, long number) {
        this.encrypt = encrypt;
        this.first = number;
        this.number = number;
        packets = keyed(cipher, key, 0);
        lengths = keyed(cipher, key, KEY_BYTES);
        mac = Libcrypto.MAC_NEW.context(macAlgorithm);
        scratch.keep(mac, c -> Libcrypto.MAC_FREE.call(c, 0, 0, 0, 0));
        scratch.wipe();
    }

    private long keyed(long cipher, byte[] key, int offset) {
        long context = Libcrypto.cipherContext(cipher);
        scratch.keep(context, c -> Libcrypto.CIPHER_FREE.call(c, 0, 0, 0, 0));
        scratch.put(BLOCK, key, offset, KEY_BYTES);
        Libcrypto.init(context, scratch.at(BLOCK), Libcrypto.NULL, true);
        return context;
    }

    static Optional<PacketCipher> of(boolean encrypt, byte[] key, long number) {
        if (key.length != 2 * KEY_BYTES || number < 0 || number >= NUMBERS) {
            throw new IllegalArgumentException("no key or no number of OpenSSH's ChaCha20-Poly1305");
        }
        return Library.CIPHER == 0 || Library.MAC == 0
                ? Optional.empty()
                : Optional.of(new ChaChaPackets(Library.CIPHER, Library.MAC, encrypt, key, number));
    }

    /** The length's key stream begins at block 0, and so does the packet's, whose block 0 is the key of the tag. */
    @Override
    public void length(byte[] bytes, int offset) {
        if (spent) {
            throw new IllegalStateException("the key has no nonce left");
        }
        scratch.putLong(NUMBER, number);
        scratch.put(BLOCK, ZEROS, 0, BLOCK_BYTES);
        Libcrypto.init(packets, Libcrypto.NULL, scratch.at(NONCE), true);
        Libcrypto.UPDATE.must(packets, scratch.at(BLOCK), scratch.at(MADE), scratch.at(BLOCK), BLOCK_BYTES);
        Libcrypto.MAC_INIT.must(mac, scratch.at(BLOCK), KEY_BYTES, Libcrypto.NULL, 0);
        scratch.put(BLOCK, ZEROS, 0, BLOCK_BYTES);

        scratch.put(LENGTH, bytes, offset, LENGTH_BYTES);
        if (!encrypt) {
            Libcrypto.MAC_UPDATE.must(mac, scratch.at(LENGTH), LENGTH_BYTES, 0, 0);
        }
        Libcrypto.init(lengths, Libcrypto.NULL, scratch.at(NONCE), true);
        Libcrypto.UPDATE.must(lengths, scratch.at(LENGTH), scratch.at(MADE), scratch.at(LENGTH), LENGTH_BYTES);
        if (encrypt) {
            Libcrypto.MAC_UPDATE.must(mac, scratch.at(LENGTH), LENGTH_BYTES, 0, 0);
        }
        scratch.get(LENGTH, bytes, offset, LENGTH_BYTES);
        begun = true;
        Reference.reachabilityFence(this);
    }

    @Override
    public void packet(byte[] bytes, int offset, int length) throws AEADBadTagException {
        if (!begun) {
            throw new IllegalStateException("a packet without its length");
        }
        begun = false;
        MemorySegment packet = MemorySegment.ofArray(bytes).asSlice(offset, length + (long) TAG_BYTES);
        if (encrypt) {
            Libcrypto.update(packets, packet, packet, length, scratch.at(MADE));
            endTag(packet, length);
            System.arraycopy(tag, 0, bytes, offset + length, TAG_BYTES);
        } else {
            endTag(packet, length);
            System.arraycopy(bytes, offset + length, sent, 0, TAG_BYTES);
            if (!MessageDigest.isEqual(tag, sent)) {
                Arrays.fill(bytes, offset, offset + length, (byte) 0);
                throw new AEADBadTagException("Tag mismatch");
            }
            Libcrypto.update(packets, packet, packet, length, scratch.at(MADE));
        }
        number = (number + 1) % NUMBERS;
        spent = number == first;
        Reference.reachabilityFence(this);
    }

    private void endTag(MemorySegment packet, int length) {
        Libcrypto.authenticate(mac, packet, length);
        Libcrypto.MAC_FINAL.must(mac, scratch.at(TAG), scratch.at(MADE), TAG_BYTES, 0);
        scratch.get(TAG, tag, 0, TAG_BYTES);
    }
}
