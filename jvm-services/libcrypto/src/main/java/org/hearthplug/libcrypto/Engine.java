// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.libcrypto;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.security.ProviderException;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Computes whole messages of one algorithm by libcrypto. The library is loaded when Java has computed {@value #PATIENCE_BYTES} bytes:
 * a plug that only shows its first page does without. There are as many contexts as threads ever computed at once; one keeps its last
 * key until the next message. Safe for many threads.
 */
final class Engine {
    private static final Logger LOG = Logger.getLogger(Engine.class.getName());
    private static final long PATIENCE_BYTES = 8 * 1024;

    private static final int KEY = 0;
    private static final int NONCE = 32;
    private static final int TAG = 48;
    private static final int LENGTH = 64;
    private static final int SPARE = 80;
    private static final int AAD = 96;
    private static final int MAX_AAD = 64;

    private static final AtomicLong BY_JAVA = new AtomicLong();
    private static volatile Engine[] engines;
    private static volatile boolean missing;

    private final long cipher;
    private final ConcurrentLinkedQueue<Context> idle = new ConcurrentLinkedQueue<>();

    private Engine(long cipher) {
        this.cipher = cipher;
    }

    /** A context of libcrypto with memory for what is small. */
    private record Context(long address, MemorySegment memory, long at) {}

    /** Returns the engine of an algorithm; empty while it is not worth it, or where the library is not. */
    static Optional<Engine> of(Algorithm algorithm) {
        if (missing || BY_JAVA.get() < PATIENCE_BYTES) {
            return Optional.empty();
        }
        Engine[] all = engines == null ? load() : engines;
        return Optional.ofNullable(all[algorithm.ordinal()]);
    }

    /** Notes what Java had to compute. */
    static void computedByJava(long bytes) {
        BY_JAVA.addAndGet(bytes);
    }

    private static synchronized Engine[] load() {
        if (engines != null) {
            return engines;
        }
        Engine[] found = new Engine[Algorithm.values().length];
        try {
            Libcrypto.load();
            for (Algorithm one : Algorithm.values()) {
                long cipher = Libcrypto.CIPHER_FETCH.named(one.name);
                found[one.ordinal()] = cipher == 0 ? null : new Engine(cipher);
            }
        } catch (RuntimeException | LinkageError e) {
            missing = true;
            LOG.log(Level.INFO, "libcrypto is not there; Java computes all ciphers itself: {0}", e.toString());
        }
        engines = found;
        return found;
    }

    /** Whether so much authenticated data is taken. */
    static boolean takes(int aadBytes) {
        return aadBytes <= MAX_AAD;
    }

    /**
     * Encrypts, or decrypts and checks, one message from buffer to buffer, which may be the same bytes but must not overlap otherwise. Positions stay.
     *
     * @return false when the tag is wrong; then the output holds zeros
     */
    boolean compute(
            boolean encrypt, byte[] key, byte[] nonce, byte[] aad, int aadBytes, ByteBuffer in, ByteBuffer out) {
        Context context = idle.poll();
        if (context == null) {
            MemorySegment memory = Arena.global().allocate(AAD + MAX_AAD, 16);
            context = new Context(Libcrypto.cipherContext(cipher), memory, memory.address());
        }
        try {
            begin(context, encrypt, key, nonce, aad, aadBytes);
            return encrypt ? encrypt(context, in, out) : decrypt(context, in, out);
        } finally {
            context.memory.asSlice(KEY, 32).fill((byte) 0);
            idle.add(context);
        }
    }

    private static void begin(Context context, boolean encrypt, byte[] key, byte[] nonce, byte[] aad, int aadBytes) {
        MemorySegment memory = context.memory;
        MemorySegment.copy(key, 0, memory, ValueLayout.JAVA_BYTE, KEY, key.length);
        MemorySegment.copy(nonce, 0, memory, ValueLayout.JAVA_BYTE, NONCE, nonce.length);
        Libcrypto.init(context.address, context.at + KEY, context.at + NONCE, encrypt);
        if (aadBytes > 0) {
            MemorySegment.copy(aad, 0, memory, ValueLayout.JAVA_BYTE, AAD, aadBytes);
            Libcrypto.authenticate(context.address, context.at + AAD, aadBytes, context.at + LENGTH);
        }
    }

    private static boolean encrypt(Context context, ByteBuffer in, ByteBuffer out) {
        long bytes = in.remaining();
        MemorySegment target = MemorySegment.ofBuffer(out);
        Libcrypto.update(context.address, target, MemorySegment.ofBuffer(in), bytes, context.at + LENGTH);
        if (!Libcrypto.end(context.address, context.at + SPARE, context.at + LENGTH)) {
            throw new ProviderException("libcrypto does not encrypt");
        }
        Libcrypto.tag(context.address, context.at + TAG);
        MemorySegment.copy(context.memory, TAG, target, bytes, Algorithm.TAG_BYTES);
        return true;
    }

    private static boolean decrypt(Context context, ByteBuffer in, ByteBuffer out) {
        long bytes = in.remaining() - Algorithm.TAG_BYTES;
        MemorySegment source = MemorySegment.ofBuffer(in);
        MemorySegment target = MemorySegment.ofBuffer(out);
        MemorySegment.copy(source, bytes, context.memory, TAG, Algorithm.TAG_BYTES);
        Libcrypto.expect(context.address, context.at + TAG);
        Libcrypto.update(context.address, target, source, bytes, context.at + LENGTH);
        if (Libcrypto.end(context.address, context.at + SPARE, context.at + LENGTH)) {
            return true;
        }
        target.asSlice(0, bytes).fill((byte) 0);
        return false;
    }
}
