// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.libcrypto;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;

/** The way of bytes between buffers, wherever they are, and a connection of libssl: straight where both are outside the heap. */
final class Crossing {
    /** Up to here the connection's own BIO takes what is written, and keeps that much memory. */
    private static final int SMALL_BYTES = 2048;

    private Crossing() {}

    /**
     * What came of records.
     *
     * @param bytes how many were delivered
     * @param why the connection answered with no more, as {@link Libssl#GET_ERROR} tells it; {@link Libssl#WANT_READ} when all is well
     */
    record Read(int bytes, int why) {}

    /** Decrypts records into targets, whose positions advance; the source's stays. */
    static Read decrypt(
            TlsConnection connection,
            ByteBuffer source,
            Records.Batch batch,
            ByteBuffer[] targets,
            int offset,
            int length,
            int most) {
        ByteBuffer target = length == 1 ? targets[offset] : null;
        boolean straight = target != null && target.isDirect();
        TlsMemory memory = straight && source.isDirect() ? null : TlsMemory.take();
        ByteBuffer into = straight ? target : memory.out();
        long address = TlsMemory.address(into);
        int produced = 0;
        int reads = 0;
        int why = Libssl.WANT_READ;
        connection.begin();
        connection.give(address(source, batch.bytes(), memory), batch.bytes());
        // Each answer is of one record at least: when all have answered there is nothing left to read.
        while (reads < batch.records() && produced < most) {
            int answer = connection.read(address + produced, most - produced);
            if (answer <= 0) {
                why = connection.why(answer);
                break;
            }
            produced += answer;
            reads++;
        }
        Reference.reachabilityFence(source);
        Reference.reachabilityFence(into);
        if (straight) {
            target.position(target.position() + produced);
        } else {
            Records.scatter(into.limit(produced), targets, offset);
        }
        if (memory != null) {
            memory.giveBack();
        }
        return new Read(produced, why);
    }

    /** Where the source's next bytes are outside the heap: there, or a copy. */
    static long address(ByteBuffer source, int bytes, TlsMemory memory) {
        if (source.isDirect()) {
            return TlsMemory.address(source);
        }
        ByteBuffer copy = memory.in();
        copy.put(0, source, source.position(), bytes);
        return TlsMemory.address(copy);
    }

    /** Encrypts bytes of the sources from the first on into a target, whose position advances, and returns how many it became; less than 0 when it fails. */
    static int encrypt(TlsConnection connection, ByteBuffer[] sources, int first, int bytes, ByteBuffer target) {
        boolean straight = sources[first].isDirect() && sources[first].remaining() >= bytes;
        boolean small = bytes <= SMALL_BYTES;
        TlsMemory memory = straight && small && target.isDirect() ? null : TlsMemory.take();
        ByteBuffer from = straight ? sources[first] : Records.gather(sources, first, bytes, memory.in());
        connection.begin();
        if (!small) {
            connection.writeTo(memory.bio);
        }
        int answer = connection.write(TlsMemory.address(from), bytes);
        Reference.reachabilityFence(from);
        if (!small) {
            connection.writeToOwn();
        }
        long bio = small ? connection.own() : memory.bio;
        int made = Libssl.BIO_CONTROL.integer(bio, Libssl.BIO_PENDING, Libcrypto.NULL);
        if (answer != bytes || made > target.remaining()) {
            if (memory != null) {
                memory.drop();
            }
            return -1;
        }
        int produced = produce(bio, made, target, memory);
        if (memory != null) {
            memory.giveBack();
        }
        return produced;
    }

    /** Moves what was written to the target. */
    private static int produce(long bio, int made, ByteBuffer target, TlsMemory memory) {
        ByteBuffer into = target.isDirect() ? target : memory.out();
        int produced = Libssl.BIO_READ.integer(bio, TlsMemory.address(into), made);
        Reference.reachabilityFence(into);
        if (target.isDirect()) {
            target.position(target.position() + produced);
        } else {
            target.put(into.limit(produced));
        }
        return produced;
    }
}
