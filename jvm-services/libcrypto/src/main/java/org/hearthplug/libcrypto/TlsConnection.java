// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.libcrypto;

import static org.hearthplug.libcrypto.Libcrypto.NULL;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One SSL of libssl, on the server's side, with BIOs in memory: what it reads is given to it for one call, what it says on its own account lies in a small BIO until
 * it is taken. Freed by {@link #free}, or with the garbage when nobody does. For one thread at a time, and never after it was freed: the engine sees to both.
 */
@SuppressWarnings("restricted") // A bare address, to hang its end on an arena's.
final class TlsConnection {
    private static final byte[] NOTHING = {};

    private static final AtomicInteger LIVE = new AtomicInteger();

    private final Arena arena = Arena.ofAuto();
    private final AtomicBoolean freed = new AtomicBoolean();
    private final long ssl;
    private final long own;

    TlsConnection(long ssl) {
        this.ssl = ssl;
        this.own = TlsMemory.newBio();
        LIVE.incrementAndGet();
        Libssl.ACCEPT.call(ssl);
        Libssl.SET_WRITE.call(ssl, own, NULL);
        AtomicBoolean gone = freed;
        MemorySegment.ofAddress(ssl).reinterpret(arena, segment -> free(segment.address(), gone));
    }

    private static void free(long ssl, AtomicBoolean gone) {
        if (gone.compareAndSet(false, true)) {
            Libssl.FREE.call(ssl);
            LIVE.decrementAndGet();
        }
    }

    /** How many are not freed yet. */
    static int live() {
        return LIVE.get();
    }

    void free() {
        free(ssl, freed);
    }

    /** Begins a call: what other code of this thread left among OpenSSL's errors is not this connection's. */
    void begin() {
        Libssl.CLEAR_ERRORS.call(NULL);
    }

    /** Gives it bytes to read, which must stay where they are during the call; {@link #begin} was called. */
    void give(long address, int bytes) {
        long bio = Libssl.BIO_OF.call(address, bytes, NULL);
        if (bio == NULL) {
            throw new OutOfMemoryError("OpenSSL has no memory for a record");
        }
        Libssl.BIO_CONTROL.call(bio, Libssl.BIO_WHEN_EMPTY, -1, NULL, NULL); // “Later”, not “never”.
        Libssl.SET_READ.call(ssl, bio, NULL);
    }

    /** Goes on with the handshake; 1 when it is through. */
    int handshake() {
        return Libssl.HANDSHAKE.integer(ssl, NULL, NULL);
    }

    /** Decrypts to an address: how many bytes, of one record or several, or 0 or less for {@link #why}. */
    int read(long address, int room) {
        return Libssl.READ.integer(ssl, address, room);
    }

    /** Encrypts all of these bytes into the present BIO: their number, or 0 or less. */
    int write(long address, int bytes) {
        return Libssl.WRITE.integer(ssl, address, bytes);
    }

    /** Says good-bye. */
    void shutdown() {
        Libssl.SHUTDOWN.call(ssl);
    }

    /** Why a call did not answer with more than 0: one of {@link Libssl#WANT_READ}, {@link Libssl#CLOSED} or else. */
    int why(int answer) {
        return Libssl.GET_ERROR.integer(ssl, answer, NULL);
    }

    /** Has it write to another BIO until {@link #writeToOwn}. */
    void writeTo(long bio) {
        Libssl.BIO_UP.call(bio);
        Libssl.BIO_UP.call(own); // Kept here while another is in its place.
        Libssl.SET_WRITE.call(ssl, bio, NULL);
    }

    /** Has it write to its own BIO again. */
    void writeToOwn() {
        Libssl.SET_WRITE.call(ssl, own, NULL);
    }

    /** The BIO of what it says on its own account. */
    long own() {
        return own;
    }

    /** Takes what it said. */
    byte[] takeSaid() {
        return taken(own);
    }

    /** Takes all that is in a BIO. */
    static byte[] taken(long bio) {
        int bytes = Libssl.BIO_CONTROL.integer(bio, Libssl.BIO_PENDING, NULL);
        if (bytes <= 0) {
            return NOTHING;
        }
        byte[] all = new byte[bytes];
        try (Arena memory = Arena.ofConfined()) {
            MemorySegment room = memory.allocate(bytes);
            Libssl.BIO_READ.call(bio, room.address(), bytes);
            room.asByteBuffer().get(all);
        }
        return all;
    }

    /** The version that was agreed on, as Java calls it. */
    String version() {
        return Libssl.VERSION.integer(ssl, NULL, NULL) == TlsContext.TLS_1_3 ? "TLSv1.3" : "TLSv1.2";
    }

    /** The most that a record may hold for this client (RFC 6066, section 4), in bytes. */
    int fragmentBytes() {
        int code = Libssl.SESSION_FRAGMENT.integer(Libssl.SESSION.call(ssl), NULL, NULL) & 0xFF;
        return code >= 1 && code <= 4 ? 256 << code : TlsEngine.RECORD_BYTES;
    }

    TlsSuite suite() {
        int number = Libssl.CIPHER_ID.integer(Libssl.CIPHER.call(ssl), NULL, NULL);
        return TlsSuite.of(number & 0xFFFF);
    }

    /** The application's protocol, or null when the client asked for none. */
    String applicationProtocol() {
        return Libssl.applicationProtocol(ssl);
    }
}
