// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.plug;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What one viewer has still to be told. Snapshots replace each other; device events queue, and a viewer that lets too many of them
 * pile up is dropped: its browser connects again and gets a whole snapshot.
 */
final class Viewer {
    static final int MAX_QUEUED = 64;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition news = lock.newCondition();
    private final Deque<String> devices = new ArrayDeque<>();
    private String snapshot;
    private Boolean connected;
    private boolean dropped;

    /** Something to send: the event's name and its JSON. */
    record Event(String name, String json) {}

    void connected(boolean now) {
        tell(() -> connected = now);
    }

    void snapshot(String json) {
        tell(() -> snapshot = json);
    }

    void device(String json) {
        tell(() -> {
            if (devices.size() >= MAX_QUEUED) {
                devices.clear();
                dropped = true;
            } else {
                devices.add(json);
            }
        });
    }

    void drop() {
        tell(() -> dropped = true);
    }

    private void tell(Runnable change) {
        lock.lock();
        try {
            change.run();
            news.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Returns whether the viewer is to be sent away. */
    boolean isDropped() {
        lock.lock();
        try {
            return dropped;
        } finally {
            lock.unlock();
        }
    }

    /** Waits for the next thing to send; empty when the time is over or the viewer is dropped. */
    Optional<Event> next(long seconds) throws InterruptedException {
        lock.lock();
        try {
            long nanos = TimeUnit.SECONDS.toNanos(seconds);
            while (!dropped && connected == null && devices.isEmpty() && snapshot == null) {
                if (nanos <= 0) {
                    return Optional.empty();
                }
                nanos = news.awaitNanos(nanos);
            }
            return dropped ? Optional.empty() : Optional.of(take());
        } finally {
            lock.unlock();
        }
    }

    private Event take() {
        if (connected != null) {
            boolean now = connected;
            connected = null;
            return new Event("platform", "{\"connected\":" + now + "}");
        }
        if (!devices.isEmpty()) {
            return new Event("device", devices.remove());
        }
        String json = snapshot;
        snapshot = null;
        return new Event("snapshot", json);
    }
}
