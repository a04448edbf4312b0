// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.runtime;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Starts components in order and stops them in the opposite order. SIGTERM and SIGINT stop the daemon; what does not stop
 * within its bound is left behind and named in the log, so that a shutdown never hangs.
 */
public final class Lifecycle {
    private static final Logger LOG = Logger.getLogger(Lifecycle.class.getName());

    private final String daemon;
    private final List<Component> components;
    private final Duration stopLimit;
    private final Deque<Component> started = new ArrayDeque<>();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private boolean stopping;

    /**
     * Prepares a daemon.
     *
     * @param daemon its name for the log
     * @param stopLimit how long all components together may take to stop
     * @param components in the order they start
     */
    public Lifecycle(String daemon, Duration stopLimit, List<? extends Component> components) {
        this.daemon = daemon;
        this.stopLimit = stopLimit;
        this.components = List.copyOf(components);
    }

    /**
     * Starts all components. When one fails, those before it are stopped and the failure is thrown.
     *
     * @throws Exception what the component threw
     */
    public void start() throws Exception {
        long begin = System.nanoTime();
        for (Component component : components) {
            try {
                startOne(component);
            } catch (Exception failure) {
                LOG.log(Level.SEVERE, daemon + ": " + component.name() + " did not start.", failure);
                stop();
                throw failure;
            }
        }
        LOG.log(Level.INFO, "{0} started in {1} ms.", new Object[] {
            daemon, Long.toString((System.nanoTime() - begin) / 1_000_000)
        });
    }

    private synchronized void startOne(Component component) throws Exception {
        if (stopping) {
            throw new InterruptedException(daemon + " was stopped while it started.");
        }
        component.start();
        started.push(component);
    }

    /** Starts all components and returns when the daemon was told to stop and has stopped. */
    public void run() throws Exception {
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().name("stop").unstarted(this::stop));
        start();
        stopped.await();
    }

    /** Stops what was started, once. Returns within the bound, whatever the components do. */
    public void stop() {
        Deque<Component> toStop;
        synchronized (this) {
            if (stopping) {
                return;
            }
            stopping = true;
            toStop = new ArrayDeque<>(started);
        }
        long deadlineNanos = System.nanoTime() + stopLimit.toNanos();
        for (Component component : toStop) {
            stopOne(component, deadlineNanos - System.nanoTime());
        }
        LOG.log(Level.INFO, "{0} stopped.", daemon);
        stopped.countDown();
    }

    private void stopOne(Component component, long nanosLeft) {
        CountDownLatch done = new CountDownLatch(1);
        Thread.ofPlatform().daemon().name("stop-" + component.name()).start(() -> {
            try {
                component.stop();
            } catch (Exception failure) {
                LOG.log(Level.WARNING, component.name() + " did not stop well.", failure);
            } finally {
                done.countDown();
            }
        });
        try {
            if (!done.await(Math.max(0, nanosLeft), TimeUnit.NANOSECONDS)) {
                LOG.log(Level.WARNING, "{0} did not stop in time and was left behind.", component.name());
            }
        } catch (InterruptedException hurry) {
            Thread.currentThread().interrupt();
        }
    }

    /** The worst of the components' health. */
    public synchronized Health health() {
        Health worst = Health.GOOD;
        for (Component component : started) {
            worst = worst.worse(component.health());
        }
        return worst;
    }
}
