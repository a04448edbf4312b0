// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.libcrypto;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLEngineResult.HandshakeStatus;
import javax.net.ssl.SSLEngineResult.Status;
import javax.net.ssl.SSLException;

/** Two engines and the bytes between them. With a source of chance, buffers come in all shapes, and records in pieces. */
final class Wire {
    private static final int ROUNDS = 10_000;

    final End client;
    final End server;
    private final Random random;

    Wire(SSLEngine client, SSLEngine server, Random random) {
        this.client = new End(client);
        this.server = new End(server);
        this.random = random;
    }

    /** An engine, what came for it and has not been read yet, and what it delivered. */
    final class End {
        final SSLEngine engine;
        byte[] coming = {};
        final ByteArrayOutputStream delivered = new ByteArrayOutputStream();
        boolean finished;
        SSLEngineResult last;

        End(SSLEngine engine) {
            this.engine = engine;
        }

        /** Wraps once, or until all is wrapped, and puts the records on the other's side. */
        int wrap(byte[] data, End other) throws SSLException {
            ByteBuffer[] sources = pieces(data);
            int records = 0;
            do {
                ByteBuffer target = buffer(engine.getSession().getPacketBufferSize(), false);
                int before = target.position();
                last = engine.wrap(sources, 0, sources.length, target);
                note();
                byte[] made = new byte[target.position() - before];
                target.get(before, made);
                if (made.length != last.bytesProduced()) {
                    throw new AssertionError(last + " but " + made.length);
                }
                other.coming = joined(other.coming, made);
                records++;
            } while (last.getStatus() == Status.OK
                    && (left(sources) || engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP)
                    && last.bytesProduced() > 0);
            return records;
        }

        /** Unwraps once, at most {@code most} bytes of what came. */
        SSLEngineResult unwrap(int most) throws SSLException {
            ByteBuffer source = shaped(Arrays.copyOf(coming, Math.min(most, coming.length)), true);
            int start = source.position();
            ByteBuffer[] targets = rooms(engine.getSession().getApplicationBufferSize());
            int[] before = Arrays.stream(targets).mapToInt(ByteBuffer::position).toArray();
            last = engine.unwrap(source, targets, 0, targets.length);
            note();
            int consumed = source.position() - start;
            if (consumed != last.bytesConsumed()) {
                throw new AssertionError(last + " but " + consumed);
            }
            coming = Arrays.copyOfRange(coming, consumed, coming.length);
            int produced = 0;
            for (int i = 0; i < targets.length; i++) {
                byte[] got = new byte[targets[i].position() - before[i]];
                targets[i].get(before[i], got);
                delivered.writeBytes(got);
                produced += got.length;
            }
            if (produced != last.bytesProduced()) {
                throw new AssertionError(last + " but " + produced);
            }
            return last;
        }

        private void note() {
            if (last.getHandshakeStatus() == HandshakeStatus.FINISHED) {
                if (finished && engine instanceof TlsEngine) { // The JDK's says it of tickets too.
                    throw new AssertionError("finished twice");
                }
                finished = true;
            }
        }

        private ByteBuffer[] rooms(int bytes) {
            if (random == null || random.nextInt(3) > 0) {
                return new ByteBuffer[] {buffer(bytes, false)};
            }
            return new ByteBuffer[] {buffer(random.nextInt(100), false), buffer(0, false), buffer(bytes, false)};
        }
    }

    private static boolean left(ByteBuffer[] sources) {
        return Arrays.stream(sources).anyMatch(ByteBuffer::hasRemaining);
    }

    static byte[] joined(byte[] a, byte[] b) {
        byte[] both = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, both, a.length, b.length);
        return both;
    }

    /** Shakes hands; false when it comes to a stop. */
    boolean handshake() throws SSLException {
        client.engine.beginHandshake();
        server.engine.beginHandshake();
        for (int i = 0; i < ROUNDS && !(client.finished && server.finished); i++) {
            boolean moved = step(client, server) | step(server, client);
            if (!moved) {
                return false;
            }
        }
        return client.finished && server.finished;
    }

    private boolean step(End one, End other) throws SSLException {
        switch (one.engine.getHandshakeStatus()) {
            case NEED_WRAP -> {
                one.wrap(new byte[0], other);
                return true;
            }
            case NEED_TASK -> {
                for (Runnable task; (task = one.engine.getDelegatedTask()) != null; ) {
                    task.run();
                }
                return true;
            }
            case NEED_UNWRAP -> {
                if (one.coming.length == 0) {
                    return false;
                }
                int most = random == null || random.nextBoolean()
                        ? one.coming.length
                        : 1 + random.nextInt(one.coming.length);
                one.unwrap(most);
                return true;
            }
            default -> {
                return false;
            }
        }
    }

    /** Has an end read all that is whole, and answer what the protocol wants answered. */
    void read(End one, End other) throws SSLException {
        for (int i = 0; i < ROUNDS; i++) {
            while (one.engine.getHandshakeStatus() == HandshakeStatus.NEED_TASK) {
                one.engine.getDelegatedTask().run();
            }
            if (one.engine.getHandshakeStatus() == HandshakeStatus.NEED_WRAP && !one.engine.isOutboundDone()) {
                one.wrap(new byte[0], other);
                continue;
            }
            if (one.coming.length == 0) {
                return;
            }
            int most =
                    random == null || random.nextBoolean() ? one.coming.length : 1 + random.nextInt(one.coming.length);
            SSLEngineResult result = one.unwrap(most);
            if (result.getStatus() == Status.CLOSED
                    || result.getStatus() == Status.BUFFER_UNDERFLOW && most == one.coming.length) {
                return;
            }
        }
        throw new AssertionError("no end of reading: " + one.last);
    }

    /** One of the shapes that buffers have, filled. */
    ByteBuffer shaped(byte[] data, boolean mayBeReadOnly) {
        ByteBuffer buffer = buffer(data.length, mayBeReadOnly);
        ByteBuffer writable = buffer.duplicate();
        if (buffer.isReadOnly()) {
            writable = buffer(data.length, false);
            writable.duplicate().put(data);
            return writable.asReadOnlyBuffer();
        }
        writable.put(data);
        return buffer;
    }

    private ByteBuffer buffer(int bytes, boolean mayBeReadOnly) {
        if (random == null) {
            return ByteBuffer.allocateDirect(bytes);
        }
        int before = random.nextInt(3) == 0 ? random.nextInt(40) : 0;
        ByteBuffer all = random.nextBoolean()
                ? ByteBuffer.allocateDirect(before + bytes + 7)
                : ByteBuffer.allocate(before + bytes + 7);
        ByteBuffer buffer = random.nextBoolean()
                ? all.slice(before, bytes)
                : all.position(before).limit(before + bytes);
        return mayBeReadOnly && random.nextInt(4) == 0 ? buffer.asReadOnlyBuffer() : buffer;
    }

    private ByteBuffer[] pieces(byte[] data) {
        if (random == null || random.nextInt(3) > 0) {
            return new ByteBuffer[] {shaped(data, true)};
        }
        int cut = data.length == 0 ? 0 : random.nextInt(data.length);
        return new ByteBuffer[] {
            shaped(Arrays.copyOf(data, cut), true),
            buffer(0, true),
            shaped(Arrays.copyOfRange(data, cut, data.length), true)
        };
    }
}
