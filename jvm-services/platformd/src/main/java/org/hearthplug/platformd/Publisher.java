// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.hearthplug.runtime.platform.DeviceEvent;
import org.hearthplug.runtime.platform.PlatformMessages;
import org.hearthplug.runtime.platform.Snapshot;

/**
 * Gives snapshots and events to any number of listeners. All share one snapshot when they ask at about the same time; a
 * listener that is slower than the events is told to look again instead of holding them.
 */
final class Publisher {
    /** A snapshot so young is given again instead of reading the hardware once more. */
    private static final Duration FRESH = Duration.ofMillis(50);

    private static final int MAX_WAITING_EVENTS = 256;

    private final Snapshots snapshots;
    private final ReentrantLock taking = new ReentrantLock();
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<Listener> listeners = new HashSet<>();
    private Snapshot last;
    private long lastNanos;
    private long eventCount;
    private long lastEventCount;

    Publisher(Snapshots snapshots) {
        this.snapshots = snapshots;
    }

    /** The plug now; at most {@link #FRESH} old and younger than each event published before. */
    Snapshot snapshot() {
        taking.lock();
        try {
            long events = eventCount();
            boolean fresh = last != null && System.nanoTime() - lastNanos < FRESH.toNanos() && lastEventCount == events;
            if (!fresh) {
                last = snapshots.take();
                lastNanos = System.nanoTime();
                lastEventCount = events;
            }
            return last;
        } finally {
            taking.unlock();
        }
    }

    private long eventCount() {
        lock.lock();
        try {
            return eventCount;
        } finally {
            lock.unlock();
        }
    }

    /** Hands an event to all listeners. Does not wait for any. */
    void publish(DeviceEvent event) {
        lock.lock();
        try {
            eventCount++;
            for (Listener listener : listeners) {
                listener.offer(event);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Starts to collect events for one listener. */
    Listener listen() {
        Listener listener = new Listener();
        lock.lock();
        try {
            listeners.add(listener);
        } finally {
            lock.unlock();
        }
        return listener;
    }

    /** One who hears; for one thread. */
    final class Listener implements AutoCloseable {
        private final Condition arrived = lock.newCondition();
        private final Queue<DeviceEvent> waiting = new ArrayDeque<>();

        private void offer(DeviceEvent event) {
            if (waiting.size() >= MAX_WAITING_EVENTS) {
                waiting.clear();
                waiting.add(PlatformMessages.RESCAN);
            } else {
                waiting.add(event);
            }
            arrived.signal();
        }

        /** The next event, or null when none came until the deadline. */
        DeviceEvent next(long deadlineNanos) throws InterruptedException {
            lock.lockInterruptibly();
            try {
                long left = deadlineNanos - System.nanoTime();
                while (waiting.isEmpty() && left > 0) {
                    arrived.await(left, TimeUnit.NANOSECONDS);
                    left = deadlineNanos - System.nanoTime();
                }
                return waiting.poll();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            lock.lock();
            try {
                listeners.remove(this);
            } finally {
                lock.unlock();
            }
        }
    }
}
