// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.HalException.Kind;

/**
 * Runs what a driver can hold up: the caller waits two seconds and no longer. What is held up keeps a thread of its own
 * until the kernel lets go, {@value #THREADS} at most; beyond that, callers are told BUSY.
 */
final class Bounded {
    /** Longest wait of a caller. */
    static final Duration LIMIT = Duration.ofSeconds(2);

    private static final int THREADS = 8;
    private static final ThreadPoolExecutor POOL = new ThreadPoolExecutor(
            0,
            THREADS,
            5,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            Thread.ofPlatform().daemon().name("hal-bounded-", 0).factory());

    private Bounded() {}

    /** Runs an operation on a device and waits for it. */
    static void run(String device, Runnable operation) {
        call(device, LIMIT, () -> {
            operation.run();
            return Boolean.TRUE;
        });
    }

    /** Runs an operation on a device and waits for its result. */
    static <T> T call(String device, Supplier<T> operation) {
        return call(device, LIMIT, operation);
    }

    static <T> T call(String device, Duration limit, Supplier<T> operation) {
        return await(device, limit, start(device, operation));
    }

    /** Waits for what was started. */
    static <T> T await(String device, Duration limit, CompletableFuture<T> result) {
        try {
            return result.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException heldUp) {
            throw new HalException(Kind.TIMEOUT, device, 0, "no answer within " + limit.toMillis() + " ms", heldUp);
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
            throw new HalException(Kind.TIMEOUT, device, 0, "interrupted while waiting", stop);
        } catch (ExecutionException failure) {
            throw failure.getCause() instanceof HalException typed
                    ? typed
                    : new IllegalStateException(device, failure.getCause());
        }
    }

    /** Starts an operation without waiting for it. */
    static <T> CompletableFuture<T> start(String device, Supplier<T> operation) {
        CompletableFuture<T> result = new CompletableFuture<>();
        try {
            POOL.execute(() -> {
                try {
                    result.complete(operation.get());
                } catch (RuntimeException failure) {
                    result.completeExceptionally(failure);
                }
            });
        } catch (RejectedExecutionException allHeldUp) {
            throw new HalException(Kind.BUSY, device, 0, "too many operations are held up by drivers", allHeldUp);
        }
        return result;
    }
}
