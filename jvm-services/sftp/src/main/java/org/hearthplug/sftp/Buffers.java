// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.sftp;

import java.nio.ByteBuffer;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Memory outside the heap that is lent while bytes move and given back afterwards, so that a connection on which nothing happens holds none.
 * A few pieces are kept for the next who asks; memory outside the heap is otherwise freed by a collection that may be long in coming. Safe
 * for many threads.
 */
final class Buffers {
    /** Each piece, in bytes. */
    static final int BYTES = 128 * 1024;

    private static final int KEPT = 6;

    /** How much may wait in all conversations together. Programs ask for a few kilobytes ahead; only one that takes no answer comes near. */
    private static final int MAX_WAITING = 4 << 20;

    private final ArrayBlockingQueue<ByteBuffer> idle = new ArrayBlockingQueue<>(KEPT);
    private final AtomicInteger waiting = new AtomicInteger();

    /** Lends a piece; what it holds is whatever was left in it. */
    ByteBuffer take() {
        ByteBuffer one = idle.poll();
        return one == null ? ByteBuffer.allocateDirect(BYTES) : one.clear();
    }

    /** Takes a piece back, once. */
    void give(ByteBuffer one) {
        idle.offer(one);
    }

    /** Asks for so many bytes of the heap for what waits; false when there are no more. */
    boolean admit(int bytes) {
        if (waiting.addAndGet(bytes) <= MAX_WAITING) {
            return true;
        }
        waiting.addAndGet(-bytes);
        return false;
    }

    /** Ends what {@link #admit} admitted. */
    void dismiss(int bytes) {
        waiting.addAndGet(-bytes);
    }
}
