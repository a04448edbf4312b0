// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.hearthplug.storage.StorageException;
import org.hearthplug.web.access.Peers;
import org.hearthplug.web.files.StorageProblems;
import org.hearthplug.web.http.Exchange;
import org.hearthplug.web.http.Problem;
import org.hearthplug.web.http.SecurityHeaders;

/**
 * The first to see a request: gives it a virtual thread of its own, sends plain HTTP to HTTPS, sets the strict headers, turns failures
 * into problems. Jetty's own use of virtual threads runs some requests on the few platform threads, where one that waits (an event
 * stream, an upload) keeps all others out; measured: six streams over HTTP/1.1 stopped the server.
 */
final class Front extends Handler.Abstract.NonBlocking {
    private static final Logger LOG = Logger.getLogger(Front.class.getName());

    /** All connections together; each request costs a stack and what it buffers. */
    private static final int MAX_REQUESTS = 512;

    /** Of these, how many come from one address or, for IPv6, one network: one that is broken into does not keep all others out. */
    static final int MAX_EACH = 256;

    private static final ThreadFactory THREADS =
            Thread.ofVirtual().name("request-", 0).factory();

    private final AtomicInteger running = new AtomicInteger();

    /** The peers of those that run; looked through only when there are many. */
    private final Map<Request, String> peers = new ConcurrentHashMap<>();

    private final Api api;
    private final ConnectionKeeper keeper;
    private final IntSupplier httpsPort;
    private final Duration patience;

    /** @param patience how long a request may take for a small body */
    Front(Api api, ConnectionKeeper keeper, IntSupplier httpsPort, Duration patience) {
        this.api = api;
        this.keeper = keeper;
        this.httpsPort = httpsPort;
        this.patience = patience;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        SecurityHeaders.addTo(response.getHeaders());
        keeper.asked(request.getConnectionMetaData().getConnection().getEndPoint());
        int all = running.incrementAndGet();
        if (all > MAX_REQUESTS || all > MAX_EACH && takesAll(Request.getRemoteAddr(request))) {
            running.decrementAndGet();
            Response.writeError(request, response, callback, 503);
            return true;
        }
        peers.put(request, Request.getRemoteAddr(request));
        THREADS.newThread(() -> {
                    try {
                        run(request, response, callback);
                    } finally {
                        peers.remove(request);
                        running.decrementAndGet();
                    }
                })
                .start();
        return true;
    }

    private boolean takesAll(String peer) {
        String key = Peers.key(peer);
        return peers.values().stream()
                        .filter(other -> Peers.key(other).equals(key))
                        .count()
                >= MAX_EACH;
    }

    private void run(Request request, Response response, Callback callback) {
        try {
            if (request.isSecure()) {
                serve(request, response);
            } else {
                Redirect.send(request, response, httpsPort.getAsInt());
            }
            callback.succeeded();
        } catch (IOException | RuntimeException e) {
            // The peer has gone or the answer has begun: the connection is all that can still be ended.
            LOG.log(Level.FINE, "An answer was cut short.", e);
            callback.failed(e);
        }
    }

    private void serve(Request request, Response response) throws IOException {
        Exchange exchange = null;
        try {
            exchange = new Exchange(request, response, patience);
            api.handle(exchange);
        } catch (StorageException e) {
            if (e.kind() == StorageException.Kind.FAILED) {
                LOG.log(Level.WARNING, "A request failed in the storage.", e);
            }
            answer(response, exchange, StorageProblems.of(e), e);
        } catch (Problem e) {
            answer(response, exchange, e, e);
        } catch (IOException e) {
            if (response.isCommitted() || e instanceof EofException) {
                throw e;
            }
            LOG.log(Level.WARNING, "A request failed: the plug's own files gave trouble.", e);
            answer(response, exchange, StorageProblems.of(e), e);
        } catch (RuntimeException e) {
            LOG.log(Level.SEVERE, "A request failed for a reason that is not its own.", e);
            answer(
                    response,
                    exchange,
                    new Problem(
                            500, "The plug could not answer. Try again; if it stays so, look at `hearth logs cloudd`."),
                    e);
        }
    }

    private static void answer(Response response, Exchange exchange, Problem problem, Exception cause)
            throws IOException {
        if (response.isCommitted()) {
            throw new IOException("the answer had begun", cause);
        }
        if (exchange != null) {
            exchange.discardBody();
        }
        response.reset();
        SecurityHeaders.putOn(response.getHeaders());
        problem.headers().forEach((name, value) -> response.getHeaders().put(name, value));
        Exchange.problem(response, exchange, problem);
    }
}
