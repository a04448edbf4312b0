// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.libcrypto;

import java.lang.foreign.Arena;
import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/** HMAC (RFC 2104) with SHA-256 or SHA-512 by libcrypto, for any number of messages under one key. For one thread; the key goes with the object. */
public final class Hmac {
    private static final int MAX_KEY_BYTES = 64;
    private static final int KEY = 0;
    private static final int TAG = 0;
    private static final int LENGTH = 64;

    private final Scratch scratch = new Scratch();
    private final long context;
    private final int tagBytes;
    private boolean begun = true;

    /** Found, and checked, when somebody first authenticates. */
    private static final class Library {
        static final long MAC = SelfCheck.find("HMAC", () -> Libcrypto.MAC_FETCH.named("HMAC"), Library::known);

        /** RFC 4231, test case 2. */
        private static boolean known(long mac) {
            return known(mac, 32, "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
                    && known(
                            mac,
                            64,
                            "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
                                    + "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737");
        }

        private static boolean known(long mac, int tagBytes, String expected) {
            Hmac hmac = new Hmac(mac, tagBytes, "Jefe".getBytes(StandardCharsets.US_ASCII));
            byte[] message = "what do ya want for nothing?".getBytes(StandardCharsets.US_ASCII);
            byte[] tag = new byte[tagBytes];
            hmac.update(message, 0, message.length);
            hmac.tag(tag, 0);
            return expected.equals(HexFormat.of().formatHex(tag));
        }
    }

    private Hmac(long mac, int tagBytes, byte[] key) {
        this.tagBytes = tagBytes;
        context = Libcrypto.MAC_NEW.context(mac);
        scratch.keep(context, c -> Libcrypto.MAC_FREE.call(c, 0, 0, 0, 0));
        scratch.put(KEY, key, 0, key.length);
        try (Arena arena = Arena.ofConfined()) {
            long list = new Parameters(arena)
                    .text("digest", tagBytes == 32 ? "SHA2-256" : "SHA2-512")
                    .list()
                    .address();
            Libcrypto.MAC_INIT.must(context, scratch.at(KEY), key.length, list, 0);
        }
        scratch.wipe();
    }

    /**
     * One with a key; empty where the library is not.
     *
     * @param tagBytes 32 for SHA-256, 64 for SHA-512
     * @param key 1 to 64 bytes
     */
    public static Optional<Hmac> of(int tagBytes, byte[] key) {
        if (tagBytes != 32 && tagBytes != 64 || key.length == 0 || key.length > MAX_KEY_BYTES) {
            throw new IllegalArgumentException("no hash of HMAC, or no key");
        }
        return Library.MAC == 0 ? Optional.empty() : Optional.of(new Hmac(Library.MAC, tagBytes, key));
    }

    /** Takes the message's next bytes. */
    public void update(byte[] bytes, int offset, int length) {
        begin();
        for (int at = offset, end = offset + length; at < end; at += Scratch.SLICE) {
            int n = Math.min(Scratch.SLICE, end - at);
            scratch.putData(bytes, at, n);
            Libcrypto.MAC_UPDATE.must(context, scratch.data(), n, 0, 0);
        }
        Reference.reachabilityFence(this);
    }

    private void begin() {
        if (!begun) {
            // Without a key: the same one.
            Libcrypto.MAC_INIT.must(context, Libcrypto.NULL, 0, Libcrypto.NULL, 0);
            begun = true;
        }
    }

    /** Writes the tag's 32 or 64 bytes, which ends the message. */
    public void tag(byte[] into, int offset) {
        begin();
        Libcrypto.MAC_FINAL.must(context, scratch.at(TAG), scratch.at(LENGTH), tagBytes, 0);
        scratch.get(TAG, into, offset, tagBytes);
        begun = false;
        Reference.reachabilityFence(this);
    }
}
