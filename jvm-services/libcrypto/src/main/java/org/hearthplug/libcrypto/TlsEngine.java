// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.libcrypto;

import static javax.net.ssl.SSLEngineResult.HandshakeStatus.FINISHED;
import static javax.net.ssl.SSLEngineResult.HandshakeStatus.NEED_UNWRAP;
import static javax.net.ssl.SSLEngineResult.HandshakeStatus.NEED_WRAP;
import static javax.net.ssl.SSLEngineResult.HandshakeStatus.NOT_HANDSHAKING;

import java.lang.ref.Reference;
import java.nio.ByteBuffer;
import java.nio.ReadOnlyBufferException;
import java.util.Objects;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSession;

/**
 * A server's end of a TLS connection by libssl. Unlike the JDK's it makes and takes several records in one call, as many as the buffers hold. Nothing that could be
 * delivered stays inside: bytes are taken from the source only as whole records whose content fits the target. Its native memory is freed when both
 * directions are closed, when the connection fails, and by {@link #close}; with the garbage, if none of these happens. Nothing blocks. Safe for many
 * threads, one after the other.
 */
public final class TlsEngine extends ServerEngine implements AutoCloseable {
    /** The most that a record holds. */
    static final int RECORD_BYTES = 16 * 1024;

    /** What one call moves at most, once much has moved, in bytes. */
    public static final int PLAIN_BYTES = 4 * RECORD_BYTES;

    /** That, encrypted. */
    public static final int PACKET_BYTES = PLAIN_BYTES + 4096;

    /** Any record, whoever made it: until much has moved, so that whoever sends half a record and waits holds no more. */
    static final int SMALL_PACKET_BYTES = 20 * 1024;

    private static final int BULK_BYTES = PLAIN_BYTES;

    /** What a record adds at most, and something to spare. */
    private static final int RECORD_OVERHEAD = 64;

    private static final byte[] NOTHING = {};

    /** An alert in plain words: fatal, unexpected message. */
    private static final byte[] NOT_UNDERSTOOD = {0x15, 3, 3, 0, 2, 2, 10};

    private final TlsServer server;
    private final TlsSession session;
    private final Object lock = new Object();

    private final Said output = new Said();

    private TlsConnection connection;
    private boolean begun;
    private boolean open;
    private boolean finishedUntold;
    private boolean farewellSeen;
    private long moved;

    /** What went wrong behind records that were delivered; told by the next unwrap. */
    private SSLException failure;

    /** The alert that is sent when it is told. */
    private byte[] lastWord = NOTHING;

    /** The most that a record of ours holds. */
    private int fragmentBytes = RECORD_BYTES;

    /** A piece of a record, see {@link #takeBegun}. */
    private byte[] begunRecord = NOTHING;

    /** The length of the last record that was read. */
    private int heldBack;

    private volatile String applicationProtocol;
    private volatile boolean inboundDone;
    private volatile boolean outboundClosed;
    private volatile HandshakeStatus status = NOT_HANDSHAKING;

    TlsEngine(TlsServer server, String peer, int port) {
        super(peer, port, server.suites(), TlsServer.VERSIONS);
        this.server = server;
        this.session = new TlsSession(peer, port);
    }

    @Override
    public SSLEngineResult unwrap(ByteBuffer source, ByteBuffer[] targets, int offset, int length) throws SSLException {
        Objects.requireNonNull(source, "source");
        long room = room(targets, offset, length);
        synchronized (lock) {
            if (failure != null) {
                throw thrown();
            }
            if (inboundDone || farewellSeen || outboundClosed && !open) {
                int farewell = inboundDone || !farewellSeen ? 0 : Math.min(heldBack, source.remaining());
                source.position(source.position() + farewell);
                inboundDone = true;
                freeIfOver();
                return result(Status.CLOSED, farewell, 0);
            }
            begin();
            if (output.waits()) {
                return result(Status.OK, 0, 0);
            }
            try {
                return open ? unwrapData(source, targets, offset, length, room) : unwrapGreeting(source);
            } finally {
                settle();
            }
        }
    }

    private static long room(ByteBuffer[] targets, int offset, int length) {
        Objects.checkFromIndexSize(offset, length, targets.length);
        long room = 0;
        for (int i = offset; i < offset + length; i++) {
            if (targets[i] == null) {
                throw new IllegalArgumentException("a target is missing");
            }
            if (targets[i].isReadOnly()) {
                throw new ReadOnlyBufferException();
            }
            room += targets[i].remaining();
        }
        return room;
    }

    private void begin() {
        if (!begun) {
            begun = true;
            TlsServer.Accepted accepted = server.accept();
            connection = accepted.connection();
            session.show(accepted.certificate());
            settle();
        }
    }

    /** One record of the handshake. */
    private SSLEngineResult unwrapGreeting(ByteBuffer source) throws SSLException {
        int bytes = Records.lengthAt(source, source.position());
        if (bytes == 0 || bytes > source.remaining()) {
            return result(Status.BUFFER_UNDERFLOW, 0, 0);
        }
        if (bytes < 0) {
            fail(new SSLHandshakeException("The client does not speak TLS."), NOT_UNDERSTOOD);
            throw thrown();
        }
        TlsMemory memory = TlsMemory.take();
        connection.begin();
        connection.give(Crossing.address(source, bytes, memory), bytes);
        int answer = connection.handshake();
        Reference.reachabilityFence(source);
        memory.giveBack();
        source.position(source.position() + bytes);
        if (answer == 1) {
            opened();
        } else {
            int why = connection.why(answer);
            if (why == Libssl.CLOSED) {
                inboundDone = true;
                free();
                return result(Status.CLOSED, bytes, 0);
            }
            if (why != Libssl.WANT_READ) {
                fail(new SSLHandshakeException("The handshake failed: " + Libssl.error() + "."), connection.takeSaid());
                throw thrown();
            }
        }
        takeOutput();
        settle();
        return result(Status.OK, bytes, 0);
    }

    private void opened() {
        open = true;
        finishedUntold = true;
        session.agree(connection.version(), connection.suite().name());
        fragmentBytes = connection.fragmentBytes();
        String protocol = connection.applicationProtocol();
        applicationProtocol = protocol == null ? "" : protocol;
    }

    /** As many whole records as fit. */
    private SSLEngineResult unwrapData(ByteBuffer source, ByteBuffer[] targets, int offset, int length, long room)
            throws SSLException {
        int most = (int) Math.min(room, PLAIN_BYTES);
        if (begunRecord.length > 0) {
            return unwrapBegun(source, targets, offset, length, most);
        }
        Records.Batch batch = Records.batch(source, most);
        if (batch.overflows()) {
            return result(Status.BUFFER_OVERFLOW, 0, 0);
        }
        heldBack = batch.last();
        if (batch.bytes() == 0) {
            return result(Status.BUFFER_UNDERFLOW, 0, 0);
        }
        SSLEngineResult result = decrypt(source, batch, targets, offset, length, most);
        int more = result.getStatus() == Status.OK && failure == null && !farewellSeen ? takeBegun(source) : 0;
        return more == 0 ? result : with(result, result.bytesConsumed() + more);
    }

    /**
     * Takes the piece of a record with which the source ends, when the session has come to ask for larger buffers than the source is. Else that piece would keep the
     * small buffer in use for as long as data flows.
     */
    private int takeBegun(ByteBuffer source) {
        int left = source.remaining();
        int bytes = Records.lengthAt(source, source.position());
        if (left == 0
                || source.capacity() >= session.getPacketBufferSize()
                || bytes < 0
                || bytes > 0 && bytes <= left) {
            return 0;
        }
        begunRecord = new byte[left];
        source.get(begunRecord);
        return left;
    }

    /** The record of which a piece was taken, when its rest is there. */
    private SSLEngineResult unwrapBegun(ByteBuffer source, ByteBuffer[] targets, int offset, int length, int most)
            throws SSLException {
        TlsMemory memory = TlsMemory.take();
        try {
            int had = begunRecord.length;
            int look = Math.min(source.remaining(), Records.LARGEST_BYTES - had);
            ByteBuffer record = memory.in().put(begunRecord).put(had, source, source.position(), look);
            record.position(0).limit(had + look);
            int bytes = Records.lengthAt(record, 0);
            if (bytes == 0 || bytes > record.limit()) {
                return result(Status.BUFFER_UNDERFLOW, 0, 0);
            }
            Records.Batch batch = Records.single(record, bytes);
            if (!batch.broken() && Records.content(bytes) > most) {
                return result(Status.BUFFER_OVERFLOW, 0, 0);
            }
            heldBack = batch.last();
            begunRecord = NOTHING;
            SSLEngineResult result = decrypt(record, batch, targets, offset, length, most);
            source.position(source.position() + batch.bytes() - had);
            return with(result, batch.bytes() - had);
        } finally {
            memory.giveBack();
        }
    }

    private static SSLEngineResult with(SSLEngineResult result, int consumed) {
        return new SSLEngineResult(result.getStatus(), result.getHandshakeStatus(), consumed, result.bytesProduced());
    }

    private SSLEngineResult decrypt(
            ByteBuffer source, Records.Batch batch, ByteBuffer[] targets, int offset, int length, int most)
            throws SSLException {
        Crossing.Read read = Crossing.decrypt(connection, source, batch, targets, offset, length, most);
        return delivered(source, batch, read.bytes(), read.why());
    }

    /** When something was delivered, an end behind it is told by the next call, and until then a record of it stays in the source. */
    private SSLEngineResult delivered(ByteBuffer source, Records.Batch batch, int produced, int why)
            throws SSLException {
        count(produced);
        boolean over = why != Libssl.WANT_READ || batch.broken();
        int consumed = over && produced > 0 ? batch.bytes() - heldBack : batch.bytes();
        source.position(source.position() + consumed);
        if (why == Libssl.CLOSED) {
            farewellSeen = true;
        } else if (over) {
            String reason = why == Libssl.WANT_READ ? "a record that is none" : Libssl.error();
            fail(new SSLException("The connection failed: " + reason + "."), connection.takeSaid());
            if (produced == 0) {
                throw thrown();
            }
            return result(Status.OK, consumed, produced);
        }
        takeOutput();
        if (farewellSeen && produced == 0) {
            inboundDone = true;
            freeIfOver();
            settle();
            return result(Status.CLOSED, consumed, 0);
        }
        settle();
        return result(Status.OK, consumed, produced);
    }

    @Override
    public SSLEngineResult wrap(ByteBuffer[] sources, int offset, int length, ByteBuffer target) throws SSLException {
        Objects.requireNonNull(target, "target");
        Objects.checkFromIndexSize(offset, length, sources.length);
        if (target.isReadOnly()) {
            throw new ReadOnlyBufferException();
        }
        long waiting = 0;
        for (int i = offset; i < offset + length; i++) {
            if (sources[i] == null) {
                throw new IllegalArgumentException("a source is missing");
            }
            waiting += sources[i].remaining();
        }
        synchronized (lock) {
            if (output.waits()) {
                return wrapOutput(target);
            }
            if (outboundClosed || begun && connection == null) {
                freeIfOver();
                return result(Status.CLOSED, 0, 0);
            }
            begin();
            if (!open || waiting == 0) {
                return result(Status.OK, 0, 0);
            }
            try {
                return wrapData(sources, offset, waiting, target);
            } finally {
                settle();
            }
        }
    }

    /** What the handshake, an alert or the farewell says. */
    private SSLEngineResult wrapOutput(ByteBuffer target) {
        if (target.remaining() < Math.min(output.bytes(), RECORD_BYTES)) {
            return result(Status.BUFFER_OVERFLOW, 0, 0);
        }
        int n = output.moveTo(target);
        freeIfOver();
        settle();
        boolean over = !output.waits() && (outboundClosed || connection == null);
        return result(over ? Status.CLOSED : Status.OK, 0, n);
    }

    private SSLEngineResult wrapData(ByteBuffer[] sources, int offset, long waiting, ByteBuffer target)
            throws SSLException {
        int room = target.remaining();
        int whole = room / (fragmentBytes + RECORD_OVERHEAD);
        int rest = room - whole * (fragmentBytes + RECORD_OVERHEAD) - RECORD_OVERHEAD;
        int bytes = (int) Math.min(waiting, Math.min(PLAIN_BYTES, whole * fragmentBytes + Math.max(0, rest)));
        if (bytes == 0) {
            return result(Status.BUFFER_OVERFLOW, 0, 0);
        }
        int first = offset;
        while (!sources[first].hasRemaining()) {
            first++;
        }
        int produced = Crossing.encrypt(connection, sources, first, bytes, target);
        if (produced < 0) {
            fail(new SSLException("The connection failed: " + Libssl.error() + "."), NOTHING);
            throw thrown();
        }
        Records.advance(sources, first, bytes);
        count(bytes);
        return result(Status.OK, bytes, produced);
    }

    private void count(int bytes) {
        moved += bytes;
        if (moved >= BULK_BYTES) {
            session.expectBulk();
        }
    }

    /** Takes what libssl says on its own account, to be wrapped next. */
    private void takeOutput() {
        output.add(connection.takeSaid());
    }

    /** Ends the connection, whose last word is an alert; {@link #thrown} tells it. */
    private void fail(SSLException cause, byte[] alert) {
        failure = cause;
        lastWord = alert;
        free();
    }

    private SSLException thrown() {
        SSLException cause = failure;
        failure = null;
        inboundDone = true;
        output.add(lastWord);
        settle();
        return cause;
    }

    private void free() {
        if (connection != null) {
            connection.free();
            connection = null;
        }
    }

    /** Both directions have ended and all is said. */
    private void freeIfOver() {
        if (inboundDone && outboundClosed) {
            free();
        }
    }

    private void settle() {
        boolean greeting = begun && !open && connection != null && !outboundClosed;
        status = output.waits() ? NEED_WRAP : greeting ? NEED_UNWRAP : NOT_HANDSHAKING;
    }

    private SSLEngineResult result(Status what, int consumed, int produced) {
        HandshakeStatus then = status;
        if (finishedUntold && then == NOT_HANDSHAKING) {
            finishedUntold = false;
            then = FINISHED;
        }
        return new SSLEngineResult(what, then, consumed, produced);
    }

    @Override
    public void beginHandshake() throws SSLException {
        synchronized (lock) {
            if (outboundClosed || begun && connection == null) {
                throw new SSLException("the connection is closed");
            }
            if (open) {
                throw new SSLException("there is no second handshake");
            }
            begin();
        }
    }

    @Override
    public void closeInbound() throws SSLException {
        synchronized (lock) {
            if (inboundDone) {
                return;
            }
            inboundDone = true;
            boolean cut = open && !farewellSeen && failure == null;
            freeIfOver();
            settle();
            if (cut) {
                throw new SSLException("The client went without a farewell; what it sent may be cut short.");
            }
        }
    }

    @Override
    public void closeOutbound() {
        synchronized (lock) {
            if (outboundClosed) {
                return;
            }
            outboundClosed = true;
            if (connection != null) {
                if (open) {
                    connection.begin();
                    connection.shutdown();
                    takeOutput();
                } else {
                    output.forget();
                    free();
                }
            }
            freeIfOver();
            settle();
        }
    }

    /** Frees what the connection holds, whatever state it is in; nothing more is said or heard. */
    @Override
    public void close() {
        synchronized (lock) {
            inboundDone = true;
            outboundClosed = true;
            failure = null;
            output.forget();
            free();
            settle();
        }
    }

    @Override
    public boolean isInboundDone() {
        return inboundDone;
    }

    @Override
    public boolean isOutboundDone() {
        synchronized (lock) {
            return !output.waits() && failure == null && (outboundClosed || begun && connection == null);
        }
    }

    @Override
    public HandshakeStatus getHandshakeStatus() {
        return status;
    }

    @Override
    public SSLSession getSession() {
        return session;
    }

    @Override
    public SSLSession getHandshakeSession() {
        return status == NOT_HANDSHAKING || session.isValid() ? null : session;
    }

    /** The protocol that the client and the server have in common; empty when the client asked for none, null before that is known. */
    @Override
    public String getApplicationProtocol() {
        return applicationProtocol;
    }

    @Override
    public String getHandshakeApplicationProtocol() {
        return status == NOT_HANDSHAKING ? null : applicationProtocol;
    }
}
