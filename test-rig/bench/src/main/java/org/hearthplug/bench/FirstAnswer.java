// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.hearthplug.rig.Deadline;
import org.hearthplug.rig.PlugTrust;
import org.hearthplug.rig.RigException;

/**
 * When a starting machine first answers a request.
 *
 * <p>QEMU's user network accepts a connection at once and then waits for the guest, so an early try hangs instead of failing. A
 * new try starts {@value #EVERY_MILLIS} ms after one failed, and {@value #HANGING_MILLIS} ms after one that hangs, while at most
 * {@value #AT_ONCE} are under way; the first answer counts. Both sides of a comparison are asked in the same way.
 */
final class FirstAnswer {
    private static final int EVERY_MILLIS = 250;
    private static final int HANGING_MILLIS = 1000;
    private static final int AT_ONCE = 3;
    private static final int PATIENCE_MILLIS = 8000;

    private final int port;
    private final boolean tls;

    FirstAnswer(int port, boolean tls) {
        this.port = port;
        this.tls = tls;
    }

    /** Blocks until {@code GET /} is answered with 200 and returns {@link System#nanoTime} of that moment. */
    long await(Duration atMost) {
        CompletableFuture<Long> first = new CompletableFuture<>();
        Semaphore free = new Semaphore(AT_ONCE);
        Deadline deadline = Deadline.after(atMost);
        try {
            long youngest = 0;
            while (!deadline.expired()) {
                boolean hanging = free.availablePermits() < AT_ONCE;
                boolean due = !hanging || System.nanoTime() - youngest >= HANGING_MILLIS * 1_000_000L;
                if (due && free.tryAcquire()) {
                    youngest = System.nanoTime();
                    Thread.ofVirtual().start(() -> attempt(first, free));
                }
                try {
                    return first.get(EVERY_MILLIS, TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    // The next try.
                }
            }
            throw deadline.timeout("an answer on port " + port);
        } catch (InterruptedException e) {
            throw RigException.interrupted(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private void attempt(CompletableFuture<Long> first, Semaphore free) {
        try (Socket plain = new Socket()) {
            plain.setSoTimeout(PATIENCE_MILLIS);
            plain.connect(new InetSocketAddress("127.0.0.1", port), PATIENCE_MILLIS);
            Socket socket =
                    tls ? PlugTrust.anybody().getSocketFactory().createSocket(plain, "localhost", port, true) : plain;
            socket.getOutputStream()
                    .write("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            byte[] start = socket.getInputStream().readNBytes(12);
            if (new String(start, StandardCharsets.US_ASCII).equals("HTTP/1.1 200")) {
                first.complete(System.nanoTime());
            }
        } catch (IOException e) {
            // Not yet.
        } finally {
            free.release();
        }
    }
}
