// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.libcrypto;

import java.util.HexFormat;
import java.util.Optional;
import javax.crypto.AEADBadTagException;

/**
 * One direction of an SSH connection's packets, by libcrypto, in place in the packet's own array: a length of 4 bytes, the packet, a tag of
 * {@value #TAG_BYTES} bytes. The key stays in the library's context from packet to packet, and each packet has the next nonce. None of the
 * calls blocks. For one thread at a time.
 */
public abstract sealed class PacketCipher permits GcmPackets, ChaChaPackets {
    /** How long a tag is. */
    public static final int TAG_BYTES = 16;

    PacketCipher() {}

    /**
     * AES-GCM as RFC 5647 has it: the length stays readable.
     *
     * @param encrypt whether packets are sealed or opened
     * @param key 16 or 32 bytes
     * @param nonce 12 bytes, of which the last 8 count
     * @return empty where the library is not
     */
    public static Optional<PacketCipher> gcm(boolean encrypt, byte[] key, byte[] nonce) {
        return GcmPackets.of(encrypt, key, nonce);
    }

    /**
     * {@code chacha20-poly1305@openssh.com}, as OpenSSH's PROTOCOL.chacha20poly1305 has it: the length is encrypted under a key of its own.
     *
     * @param encrypt whether packets are sealed or opened
     * @param key 64 bytes: the packets' and the lengths'
     * @param number of the first packet, 0 to 2<sup>32</sup>−1
     * @return empty where the library is not
     */
    public static Optional<PacketCipher> chaCha(boolean encrypt, byte[] key, long number) {
        return ChaChaPackets.of(encrypt, key, number);
    }

    /** Begins a packet: takes the length's 4 bytes, and encrypts or decrypts them in place where the cipher does that. */
    public abstract void length(byte[] bytes, int offset);

    /**
     * Seals the packet in place and puts the tag behind it, or checks the tag behind it and opens it.
     *
     * @param length of the packet, without the tag
     * @throws AEADBadTagException when what came is not what was sent; the bytes are then worth nothing
     * @throws IllegalStateException when no length began it, or the key has sealed all packets that it may
     */
    public abstract void packet(byte[] bytes, int offset, int length) throws AEADBadTagException;

    /** What a fresh cipher makes of a packet of 16 zeros, its tag behind it, in hexadecimal digits. */
    static String sample(PacketCipher fresh) {
        byte[] bytes = new byte[Integer.BYTES + 16 + TAG_BYTES];
        bytes[3] = 16;
        fresh.length(bytes, 0);
        try {
            fresh.packet(bytes, Integer.BYTES, 16);
        } catch (AEADBadTagException e) {
            return "";
        }
        return HexFormat.of().formatHex(bytes, Integer.BYTES, bytes.length);
    }

    /** A key for {@link #sample}: 0, 1, 2 … */
    static byte[] counting(int length) {
        byte[] key = new byte[length];
        for (int i = 0; i < length; i++) {
            key[i] = (byte) i;
        }
        return key;
    }
}
