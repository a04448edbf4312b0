// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.libcrypto;

import static org.hearthplug.libcrypto.Libcrypto.NULL;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * Memory for one call of an engine: a BIO that several records are written to, and room for bytes that are not in one piece outside the heap. There are as many as
 * threads ever encrypted at once, some 220 KiB each when they have seen all kinds of buffers; connections that rest have none.
 */
final class TlsMemory {
    private static final ConcurrentLinkedQueue<TlsMemory> IDLE = new ConcurrentLinkedQueue<>();

    /** Takes what several records are written to. Always empty between calls. */
    final long bio = newBio();

    private ByteBuffer in;
    private ByteBuffer out;

    private TlsMemory() {}

    static TlsMemory take() {
        TlsMemory idle = IDLE.poll();
        return idle == null ? new TlsMemory() : idle;
    }

    void giveBack() {
        IDLE.add(this);
    }

    /** Gives nothing back: what is in it belongs to a connection that failed. */
    void drop() {
        Libssl.BIO_FREE.call(bio);
    }

    /** A BIO in memory, without a limit of its own. */
    static long newBio() {
        long bio = Libssl.BIO_NEW.call(Libssl.BIO_MEMORY.call(NULL));
        if (bio == NULL) {
            throw new OutOfMemoryError("OpenSSL has no memory for a connection");
        }
        return bio;
    }

    /** Room for what goes in, cleared. */
    ByteBuffer in() {
        if (in == null) {
            in = allocate();
        }
        return in.clear();
    }

    /** Room for what comes out, cleared. */
    ByteBuffer out() {
        if (out == null) {
            out = allocate();
        }
        return out.clear();
    }

    private static ByteBuffer allocate() {
        return Arena.ofAuto().allocate(TlsEngine.PACKET_BYTES, 64).asByteBuffer();
    }

    /** The address of a direct buffer's position. */
    static long address(ByteBuffer direct) {
        return MemorySegment.ofBuffer(direct).address();
    }
}
