// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.serial;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.HalException.Kind;

/** Runs what the library may hold up on a thread of its own, one after the other, and waits for it no longer than promised. */
final class Patience {
    /** Longest wait for opening and closing. */
    static final Duration LIMIT = Duration.ofSeconds(2);

    private final String port;
    private CompletableFuture<?> last = CompletableFuture.completedFuture(null);

    private Patience(String port) {
        this.port = port;
    }

    static Patience of(String port) {
        return new Patience(port);
    }

    /** Runs an operation; TIMEOUT when it, or the one before, is held up. */
    <T> T call(String what, Duration limit, Supplier<T> operation) {
        CompletableFuture<T> result = new CompletableFuture<>();
        synchronized (this) {
            if (!last.isDone()) {
                throw new HalException(Kind.TIMEOUT, port, what + ": the operation before is still held up");
            }
            last = result;
        }
        Thread.ofPlatform().daemon().name("hal-serial-" + what).start(() -> {
            try {
                result.complete(operation.get());
            } catch (RuntimeException failure) {
                result.completeExceptionally(failure);
            }
        });
        try {
            return result.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException heldUp) {
            throw new HalException(
                    Kind.TIMEOUT, port, 0, what + " took longer than " + limit.toMillis() + " ms", heldUp);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new HalException(Kind.TIMEOUT, port, 0, what + " was interrupted", stop);
        } catch (ExecutionException failure) {
            throw failure.getCause() instanceof HalException typed
                    ? typed
                    : new HalException(Kind.IO, port, 0, what + " failed", failure.getCause());
        }
    }
}
