// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.libcrypto;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * SHA-256 (FIPS 180-4) by libcrypto. A hash under way is SHA256_CTX's 112 bytes on the heap, so that there is nothing to free; the memory in which
 * the library works is shared, as much as threads ever hashed at once. For one thread.
 */
public final class Sha256 extends MessageDigest {
    private static final int BYTES = 32;
    private static final int STATE_BYTES = 112;
    private static final ConcurrentLinkedQueue<Scratch> IDLE = new ConcurrentLinkedQueue<>();

    private byte[] state;

    /** Found, and checked, when somebody first hashes. */
    private static final class Library {
        static final boolean GOOD = SelfCheck.holds("SHA-256", Library::known);

        /** FIPS 180-4's example of one block. */
        private static boolean known() {
            byte[] hash = new Sha256().digest(new byte[] {'a', 'b', 'c'});
            return HexFormat.of()
                    .formatHex(hash)
                    .equals("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        }
    }

    private Sha256() {
        super("SHA-256");
    }

    /** A fresh hash; the JDK's where the library is not. */
    public static MessageDigest create() {
        if (Library.GOOD) {
            return new Sha256();
        }
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private Scratch begin() {
        Scratch idle = IDLE.poll();
        Scratch scratch = idle == null ? new Scratch() : idle;
        if (state == null) {
            Libcrypto.SHA256_INIT.must(scratch.at(0), 0, 0, 0, 0);
        } else {
            scratch.put(0, state, 0, STATE_BYTES);
        }
        return scratch;
    }

    private void end(Scratch scratch) {
        if (state == null) {
            state = new byte[STATE_BYTES];
        }
        scratch.get(0, state, 0, STATE_BYTES);
        done(scratch);
    }

    private static void done(Scratch scratch) {
        Reference.reachabilityFence(scratch);
        scratch.wipe();
        IDLE.add(scratch);
    }

    @Override
    protected void engineUpdate(byte input) {
        engineUpdate(new byte[] {input}, 0, 1);
    }

    @Override
    protected void engineUpdate(byte[] input, int offset, int length) {
        Scratch scratch = begin();
        for (int at = offset, end = offset + length; at < end; at += Scratch.SLICE) {
            int n = Math.min(Scratch.SLICE, end - at);
            scratch.putData(input, at, n);
            Libcrypto.SHA256_UPDATE.must(scratch.at(0), scratch.data(), n, 0, 0);
        }
        end(scratch);
    }

    @Override
    protected void engineUpdate(ByteBuffer input) {
        Scratch scratch = begin();
        while (input.hasRemaining()) {
            int n = Math.min(Scratch.SLICE, input.remaining());
            scratch.putData(input, n);
            Libcrypto.SHA256_UPDATE.must(scratch.at(0), scratch.data(), n, 0, 0);
        }
        end(scratch);
    }

    @Override
    protected byte[] engineDigest() {
        Scratch scratch = begin();
        Libcrypto.SHA256_FINAL.must(scratch.data(), scratch.at(0), 0, 0, 0);
        byte[] hash = new byte[BYTES];
        scratch.getData(hash, 0, BYTES);
        done(scratch);
        state = null;
        return hash;
    }

    @Override
    protected void engineReset() {
        state = null;
    }

    @Override
    protected int engineGetDigestLength() {
        return BYTES;
    }
}
