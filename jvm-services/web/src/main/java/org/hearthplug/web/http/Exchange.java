// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.http;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Blocker;

/**
 * A request and its answer. Reading and writing block the calling (virtual) thread, at most as long as the connection's idle timeout
 * allows without progress. For one thread.
 */
public final class Exchange {
    /** The most that {@link #readBody} takes, in bytes. */
    public static final int MAX_BODY = 16 * 1024;

    /** Of 16 KiB each, as nearly all programs send them. */
    private static final int MAX_PIECES = 16;

    private static final long WRITE_SECONDS = 60;
    private static final long DISCARD_BYTES = 8 << 20;
    private static final long QUIET_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final long DISCARD_SECONDS = 5;

    private final Request request;
    private final Response response;
    private final Target target;
    private final Duration patience;

    /** When a small body must have come, on the clock of {@link System#nanoTime}; zero while none is awaited. */
    private long deadline;

    private boolean gaveUp;

    /**
     * Wraps Jetty's request and response; problem 400 when the address cannot be decoded.
     *
     * @param patience how long {@link #readBody} takes at most
     */
    public Exchange(Request request, Response response, Duration patience) {
        this.request = request;
        this.response = response;
        this.patience = patience;
        if (request.getHttpURI().getFragment() != null) {
            throw new Problem(400, "The address has a part after “#”, which stays in the browser. Leave it out.");
        }
        this.target = Target.parse(request.getHttpURI().getPathQuery());
    }

    /** Returns the method, upper case. */
    public String method() {
        return request.getMethod();
    }

    /** Returns the decoded address. */
    public Target target() {
        return target;
    }

    /** Returns Jetty's request, for what is not wrapped. */
    public Request request() {
        return request;
    }

    /** Returns Jetty's response, for what is not wrapped. */
    public Response response() {
        return response;
    }

    /** Returns a request header's first value, or null. */
    public String header(String name) {
        return request.getHeaders().get(name);
    }

    /** Returns the address of the peer, without port. */
    public String peer() {
        return Request.getRemoteAddr(request);
    }

    /** Returns the announced length of the body in bytes, or −1. */
    public long announcedLength() {
        return request.getLength();
    }

    /** Returns the value of a cookie, when there is exactly one of that name. */
    public Optional<String> cookie(String name) {
        return Cookies.find(request.getHeaders(), name);
    }

    /** Takes the chunks of a body. */
    @FunctionalInterface
    public interface BodyReader {
        /** Takes the buffer's remaining bytes; the buffer is the caller's again afterwards. */
        void take(ByteBuffer bytes) throws IOException;
    }

    /**
     * Reads the body to its end, chunk by chunk.
     *
     * @throws Problem 400 when it ends before its announced length or is malformed, 408 when it stalls
     * @throws IOException what {@code reader} throws
     */
    public void eachChunk(BodyReader reader) throws IOException {
        boolean more = true;
        while (more) {
            more = nextChunk(reader);
        }
    }

    /** Takes pieces of a body. */
    @FunctionalInterface
    public interface PiecesReader {
        /** Takes the buffers' remaining bytes, {@code length} together; the buffers are the caller's again afterwards. */
        void take(ByteBuffer[] pieces, int length) throws IOException;
    }

    /**
     * As {@link #eachChunk}, but what has come over HTTP/2, whose frames are small, is handed over together: it is in memory in any case.
     *
     * @throws Problem as {@link #eachChunk}
     * @throws IOException what {@code reader} throws
     */
    public void eachPieces(PiecesReader reader) throws IOException {
        if (request.getConnectionMetaData().getHttpVersion() != HttpVersion.HTTP_2) {
            eachChunk(bytes -> reader.take(new ByteBuffer[] {bytes}, bytes.remaining()));
            return;
        }
        List<Content.Chunk> chunks = new ArrayList<>(MAX_PIECES);
        boolean more = true;
        while (more) {
            try {
                more = nextPieces(chunks, reader);
            } finally {
                chunks.forEach(Content.Chunk::release);
                chunks.clear();
            }
        }
    }

    /** One turn: as many chunks as are there; false at the end. Whoever asks releases them. */
    private boolean nextPieces(List<Content.Chunk> chunks, PiecesReader reader) throws IOException {
        int length = 0;
        Content.Chunk chunk = request.read();
        if (chunk == null) {
            awaitBody();
            return true;
        }
        boolean last = false;
        while (chunk != null) {
            if (Content.Chunk.isFailure(chunk)) {
                throw bodyProblem(chunk.getFailure());
            }
            chunks.add(chunk);
            length += chunk.remaining();
            last = chunk.isLast();
            chunk = last || chunks.size() == MAX_PIECES ? null : request.read();
        }
        if (length > 0) {
            ByteBuffer[] pieces = new ByteBuffer[chunks.size()];
            for (int i = 0; i < pieces.length; i++) {
                pieces[i] = chunks.get(i).getByteBuffer();
            }
            reader.take(pieces, length);
        }
        return !last;
    }

    /** One turn, in a method of its own: the JVM compiles what is often called, and a loop that runs once for each request it interprets. False at the end. */
    private boolean nextChunk(BodyReader reader) throws IOException {
        Content.Chunk chunk = request.read();
        if (chunk == null) {
            awaitBody();
            return true;
        }
        if (Content.Chunk.isFailure(chunk)) {
            throw bodyProblem(chunk.getFailure());
        }
        try {
            if (chunk.hasRemaining()) {
                reader.take(chunk.getByteBuffer());
            }
        } finally {
            chunk.release();
        }
        return !chunk.isLast();
    }

    /**
     * Reads what is left of the body and forgets it, within bounds of size and time. An answer that comes while the client still sends
     * is lost in most clients: a connection that is reset takes it along.
     */
    public void discardBody() {
        if (gaveUp) {
            return; // Jetty still looks out for more, and is asked only once.
        }
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DISCARD_SECONDS);
        long left = DISCARD_BYTES;
        while (left > 0 && System.nanoTime() < end) {
            Content.Chunk chunk = request.read();
            if (chunk == null) {
                if (!moreArrives(Math.min(end - System.nanoTime(), QUIET_NANOS))) {
                    return;
                }
                continue;
            }
            if (Content.Chunk.isFailure(chunk)) {
                return;
            }
            left -= chunk.remaining();
            chunk.release();
            if (chunk.isLast()) {
                return;
            }
        }
    }

    /** Waits for more of the body; false when none came in time: who sends nothing waits for the answer. */
    private boolean moreArrives(long nanos) {
        CountDownLatch arrived = new CountDownLatch(1);
        request.demand(arrived::countDown);
        try {
            return arrived.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void awaitBody() throws IOException {
        if (deadline != 0) {
            if (!moreArrives(deadline - System.nanoTime())) {
                gaveUp = true;
                throw late().header("Connection", "close");
            }
            return;
        }
        try (Blocker.Runnable arrived = Blocker.runnable()) {
            request.demand(arrived);
            arrived.block();
        }
    }

    private static Problem late() {
        return new Problem(408, "The rest of the body did not arrive in time. Nothing was stored; send it again.");
    }

    private static Problem bodyProblem(Throwable failure) {
        if (failure instanceof HttpException http && http.getCode() == 408 || failure instanceof TimeoutException) {
            return late();
        }
        if (failure instanceof EOFException || failure instanceof IOException || failure instanceof HttpException) {
            return new Problem(
                    400,
                    "The body ended before its announced length, or is malformed. Nothing was stored; send it again.");
        }
        return new Problem(500, Statuses.sentence(500));
    }

    /** Reads a small body; problem 413 when it is larger than {@link #MAX_BODY}, 408 when it takes longer than the exchange's patience. */
    public byte[] readBody() throws IOException {
        return readBody(MAX_BODY);
    }

    /** Reads a body; problem 413 when it has more bytes than {@code most}, 408 when it takes longer than the exchange's patience. */
    public byte[] readBody(int most) throws IOException {
        if (announcedLength() > most) {
            throw tooLarge(most);
        }
        // A byte now and then is progress enough for a connection, and would hold a request for ever.
        deadline = System.nanoTime() + patience.toNanos() | 1;
        ByteArrayOutputStream body = new ByteArrayOutputStream(Math.max(0, (int) announcedLength()));
        eachChunk(bytes -> {
            byte[] more = new byte[bytes.remaining()];
            if (body.size() + more.length > most) {
                throw tooLarge(most);
            }
            bytes.get(more);
            body.write(more);
        });
        return body.toByteArray();
    }

    private static Problem tooLarge(int most) {
        return new Problem(413, "The request's body is larger than " + most + " bytes. Send less.");
    }

    /** Problem 400 when bytes beyond the body have come on an HTTP/1.1 connection: it is longer than announced. */
    public void requireNoSurplus() {
        boolean plain = request.getConnectionMetaData().getHttpVersion() == HttpVersion.HTTP_1_1;
        if (plain && Surplus.take(request.getConnectionMetaData().getConnection())) {
            throw new Problem(
                            400,
                            "The body is longer than announced. Nothing was stored; send it again with its true length.")
                    .header("Connection", "close");
        }
    }

    /** Sets a header of the answer. */
    public void set(String name, String value) {
        response.getHeaders().put(name, value);
    }

    /** Sends a JSON object. */
    public void json(int status, Map<String, ?> body) throws IOException {
        send(status, "application/json", Json.write(body));
    }

    /** Sends an answer without a body. */
    public void empty(int status) throws IOException {
        response.setStatus(status);
        write(true, ByteBuffer.allocate(0));
    }

    /** Sends a whole body of a media type; to HEAD only its headers. */
    public void send(int status, String type, byte[] body) throws IOException {
        response.setStatus(status);
        set("Content-Type", type);
        if (!response.getHeaders().contains("Cache-Control")) {
            set("Cache-Control", "no-store");
        }
        response.getHeaders().put("Content-Length", body.length);
        write(true, method().equals("HEAD") ? ByteBuffer.allocate(0) : ByteBuffer.wrap(body));
    }

    /**
     * Writes part of the body and blocks until the connection took it.
     *
     * @throws IOException when the peer has gone, or took nothing for a minute
     */
    public void write(boolean last, ByteBuffer bytes) throws IOException {
        try (Blocker.Callback written = Blocker.callback()) {
            response.write(last, bytes, written);
            try {
                written.block(WRITE_SECONDS, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                IOException slow = new IOException("the peer took nothing for " + WRITE_SECONDS + " s", e);
                request.fail(slow);
                throw slow;
            }
        }
    }

    /** Sends a problem; {@code exchange} may be null when the request could not even be decoded. */
    public static void problem(Response response, Exchange exchange, Problem problem) throws IOException {
        byte[] body = problem.body();
        boolean head = exchange != null && exchange.method().equals("HEAD");
        response.setStatus(problem.status());
        response.getHeaders().put("Content-Type", "application/problem+json");
        response.getHeaders().put("Cache-Control", "no-store");
        response.getHeaders().put("Content-Length", body.length);
        Content.Sink.write(response, true, head ? ByteBuffer.allocate(0) : ByteBuffer.wrap(body));
    }
}
