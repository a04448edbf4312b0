// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.replica;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import org.hearthplug.backup.BackupException;
import org.hearthplug.backup.TargetHealth;
import org.hearthplug.backup.spi.Target;

/**
 * One target with a queue and a thread of its own: what is slow or down here holds up nobody else. Work runs in the order
 * it was given; the first failure ends it, and from then on the target is behind until it is synchronised.
 */
final class Member {
    private final Target target;
    private final MemberState state;
    private final Clock clock;
    private final Queue<Work> queue = new ArrayDeque<>();
    private long queuedBytes;
    private boolean running;
    private boolean down;
    private String lastError = "";
    private Instant lastSuccess;
    private long damagedFiles;

    private record Work(Runnable work, Runnable always, long bytes) {}

    Member(Target target, MemberState state, Clock clock) {
        this.target = target;
        this.state = state;
        this.clock = clock;
    }

    Target target() {
        return target;
    }

    MemberState state() {
        return state;
    }

    /** Whether it answers and has everything. */
    synchronized boolean current() {
        return !down && !state.behind();
    }

    synchronized boolean down() {
        return down;
    }

    /** Whether there is room in the queue; an empty queue takes anything. */
    synchronized boolean room(long bytes) {
        return queuedBytes == 0 || queuedBytes + bytes <= target.queueBytes();
    }

    /** Queues work. @param always runs in any case, when the work is done or given up */
    synchronized void submit(Runnable work, Runnable always, long bytes) {
        queue.add(new Work(work, always, bytes));
        queuedBytes += bytes;
        if (!running) {
            running = true;
            Thread.ofPlatform().daemon().name("backup-target").start(this::drain);
        }
    }

    private void drain() {
        while (true) {
            Work next;
            synchronized (this) {
                next = queue.poll();
                if (next == null) {
                    running = false;
                    notifyAll();
                    return;
                }
            }
            try {
                if (current()) {
                    next.work().run();
                    succeeded();
                }
            } catch (RuntimeException e) {
                failed(e);
            } finally {
                next.always().run();
                synchronized (this) {
                    queuedBytes -= next.bytes();
                    notifyAll();
                }
            }
        }
    }

    synchronized void succeeded() {
        down = false;
        lastError = "";
        lastSuccess = clock.instant();
    }

    /** Notes a failure: the target is down and, if it missed something, behind. */
    synchronized void failed(RuntimeException e) {
        down = true;
        lastError = String.valueOf(e.getMessage());
        state.behind(true);
    }

    /** Notes a failed read: nothing was missed. */
    synchronized void readFailed(BackupException e) {
        lastError = e.getMessage();
        down |= e.retryable() || e.is(BackupException.Kind.REFUSED);
    }

    synchronized void tryAgain() {
        down = false;
    }

    synchronized void damaged(long files) {
        damagedFiles = files;
    }

    /** Waits until the queue is empty. */
    synchronized void await() {
        try {
            while (running) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BackupException(BackupException.Kind.CANCELLED, "interrupted while a target was writing", e);
        }
    }

    /** Waits a little for room in the queue. */
    synchronized void awaitChange(long millis) throws InterruptedException {
        if (running) {
            wait(millis);
        }
    }

    synchronized TargetHealth health(long sinceDay) {
        TargetHealth.State now = down
                ? TargetHealth.State.DOWN
                : damagedFiles > 0
                        ? TargetHealth.State.DAMAGED
                        : state.behind() ? TargetHealth.State.BEHIND : TargetHealth.State.WELL;
        return new TargetHealth(
                target.name(),
                now,
                lastError,
                Optional.ofNullable(lastSuccess),
                state.provedSince(sinceDay),
                damagedFiles);
    }
}
