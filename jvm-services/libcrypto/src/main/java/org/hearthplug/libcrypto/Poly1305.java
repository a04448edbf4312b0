// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.libcrypto;

import java.lang.ref.Reference;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;

/** Poly1305 (RFC 8439, 2.5) by libcrypto. For one thread. */
public final class Poly1305 {
    private static final int TAG_BYTES = 16;
    private static final int KEY_BYTES = 32;
    private static final int KEY = 0;
    private static final int TAG = 32;
    private static final int LENGTH = 48;

    private final Scratch scratch = new Scratch();
    private final long context;

    /** Found, and checked, when somebody first authenticates. */
    private static final class Library {
        static final long MAC = SelfCheck.find("Poly1305", () -> Libcrypto.MAC_FETCH.named("POLY1305"), Library::known);

        /** RFC 8439, section 2.5.2. */
        private static boolean known(long mac) {
            HexFormat hex = HexFormat.of();
            Poly1305 poly = new Poly1305(mac);
            byte[] message = "Cryptographic Forum Research Group".getBytes(StandardCharsets.US_ASCII);
            byte[] tag = new byte[TAG_BYTES];
            poly.start(hex.parseHex("85d6be7857556d337f4452fe42d506a80103808afb0db2fd4abff6af4149f51b"));
            poly.update(message, 0, message.length);
            poly.tag(tag, 0);
            return hex.formatHex(tag).equals("a8061dc1305136c6c22b8baf0c0127a9");
        }
    }

    private Poly1305(long mac) {
        context = Libcrypto.MAC_NEW.context(mac);
        scratch.keep(context, c -> Libcrypto.MAC_FREE.call(c, 0, 0, 0, 0));
    }

    /** One for any number of messages, one after the other; empty where the library is not. */
    public static Optional<Poly1305> create() {
        return Library.MAC == 0 ? Optional.empty() : Optional.of(new Poly1305(Library.MAC));
    }

    /** Begins a message under a key of its own: the multiplier's 16 bytes and the addend's. */
    public void start(byte[] key) {
        scratch.put(KEY, key, 0, KEY_BYTES);
        Libcrypto.MAC_INIT.must(context, scratch.at(KEY), KEY_BYTES, Libcrypto.NULL, 0);
        scratch.wipe();
        Reference.reachabilityFence(this);
    }

    /** Takes the message's next bytes. */
    public void update(byte[] bytes, int offset, int length) {
        for (int at = offset, end = offset + length; at < end; at += Scratch.SLICE) {
            int n = Math.min(Scratch.SLICE, end - at);
            scratch.putData(bytes, at, n);
            Libcrypto.MAC_UPDATE.must(context, scratch.data(), n, 0, 0);
        }
        Reference.reachabilityFence(this);
    }

    /** Writes the 16 bytes of the tag, which ends the message. */
    public void tag(byte[] into, int offset) {
        Libcrypto.MAC_FINAL.must(context, scratch.at(TAG), scratch.at(LENGTH), TAG_BYTES, 0);
        scratch.get(TAG, into, offset, TAG_BYTES);
        Reference.reachabilityFence(this);
    }
}
