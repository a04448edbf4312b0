// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.runtime.varlink;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Closes a channel whose time is over. A blocking channel has no time limits of its own; a closed one ends whoever waits
 * on it. One thread for all, asleep until the nearest deadline.
 */
final class Watchdog implements AutoCloseable {
    private final ScheduledThreadPoolExecutor timer;

    Watchdog(String name) {
        timer = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name(name).factory());
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Starts to watch; the channel is closed when the time passes and {@link Watch#close()} was not called. */
    Watch within(Duration limit, Closeable channel) {
        return new Watch(limit, channel);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    /** One span of time. */
    final class Watch implements AutoCloseable {
        private static final int RUNNING = 0;
        private static final int DONE = 1;
        private static final int FIRED = 2;

        private final AtomicInteger state = new AtomicInteger(RUNNING);
        private final Closeable channel;
        private Future<?> task;

        private Watch(Duration limit, Closeable channel) {
            this.channel = channel;
            task = schedule(limit);
        }

        private Future<?> schedule(Duration limit) {
            return timer.schedule(this::fire, Math.max(0, limit.toNanos()), TimeUnit.NANOSECONDS);
        }

        /** Starts the time again, from now. By the thread that made the watch. */
        void restart(Duration limit) {
            task.cancel(false);
            if (state.get() == RUNNING) {
                task = schedule(limit);
            }
        }

        private void fire() {
            if (state.compareAndSet(RUNNING, FIRED)) {
                try {
                    channel.close();
                } catch (IOException alreadyBroken) {
                    // The waiting side sees the broken channel itself.
                }
            }
        }

        /** True when the time passed and the channel was closed for it. */
        boolean fired() {
            return state.get() == FIRED;
        }

        @Override
        public void close() {
            if (state.compareAndSet(RUNNING, DONE)) {
                task.cancel(false);
            }
        }
    }
}
