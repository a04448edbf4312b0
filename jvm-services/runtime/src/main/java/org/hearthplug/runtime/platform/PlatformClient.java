// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.runtime.platform;

import java.nio.file.Path;
import java.time.Duration;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.hearthplug.runtime.varlink.VarlinkClient;
import org.hearthplug.runtime.varlink.VarlinkException;

/** platformd, as its clients see it. For any number of threads. */
public final class PlatformClient implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(PlatformClient.class.getName());

    /** Longest reply that is read, in bytes: a snapshot of a plug with a full hub takes about 8 KiB. */
    private static final int MAX_REPLY_BYTES = 256 * 1024;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

    /** How much longer than the interval silence may last before the connection counts as broken. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final VarlinkClient client;

    /** Makes a client of the socket; connects at the first call. */
    public PlatformClient(Path socket) {
        client = new VarlinkClient(socket, MAX_REPLY_BYTES);
    }

    /**
     * Asks once and waits at most until the limit.
     *
     * @throws VarlinkException when platformd does not answer or refuses
     */
    public Snapshot snapshot(Duration limit) {
        PlatformMessages.Update update = read(client.call(PlatformMessages.GET_SNAPSHOT, null, limit));
        if (update.snapshot() == null) {
            throw new IllegalStateException("platformd replied without a snapshot.");
        }
        return update.snapshot();
    }

    /**
     * Asks the power manager and waits at most until the limit.
     *
     * @throws VarlinkException when platformd does not answer, or there is no power manager
     */
    public PowerMessages.Status power(Duration limit) {
        return PowerMessages.STATUS_REPLY
                .fromJson(client.call(PowerMessages.GET_STATUS, null, limit))
                .status();
    }

    /**
     * Changes the watt budget and waits at most until the limit.
     *
     * @param by who wants it, for the journal
     * @throws VarlinkException when platformd does not answer or refuses
     */
    public PowerMessages.Status powerBudget(PowerMessages.Budget budget, String by, Duration limit) {
        String request = PowerMessages.SET_BUDGET_REQUEST.toJson(new PowerMessages.SetBudgetRequest(budget, by));
        return PowerMessages.STATUS_REPLY
                .fromJson(client.call(PowerMessages.SET_BUDGET, request, limit))
                .status();
    }

    /**
     * Asks for energy by the minute and waits at most until the limit.
     *
     * @param request a {@link PowerMessages.EnergyRequest} as JSON
     * @return a {@link PowerMessages.EnergyReply} as JSON
     * @throws VarlinkException when platformd does not answer, or there is no power manager
     */
    public String energy(String request, Duration limit) {
        return client.call(PowerMessages.GET_ENERGY, request, limit);
    }

    /**
     * Listens until the returned watch is closed, connecting again each time the connection breaks, after 0.1 s at first
     * and at most 5 s.
     *
     * @param interval time between snapshots, 100 ms to 60 s
     */
    public Watch watch(Duration interval, PlatformListener listener) {
        Watch watch = new Watch(interval, listener);
        watch.thread = Thread.ofVirtual().name("platform-watch").start(watch::run);
        return watch;
    }

    private static PlatformMessages.Update read(String json) {
        return PlatformMessages.UPDATE.fromJson(json);
    }

    @Override
    public void close() {
        client.close();
    }

    /** A running watch. */
    public final class Watch implements AutoCloseable {
        private final Duration interval;
        private final PlatformListener listener;
        private volatile boolean closed;
        private volatile Thread thread;
        private Boolean told;
        private Duration pause = FIRST_PAUSE;

        private Watch(Duration interval, PlatformListener listener) {
            this.interval = interval;
            this.listener = listener;
        }

        private void run() {
            while (!closed) {
                try {
                    client.stream(
                            PlatformMessages.MONITOR,
                            "{\"intervalMillis\":" + interval.toMillis() + "}",
                            interval.plus(PATIENCE),
                            this::hear);
                } catch (RuntimeException broken) {
                    LOG.log(Level.FINE, "The watch on platformd broke.", broken);
                }
                if (!closed) {
                    tell(false);
                    rest();
                }
            }
        }

        private boolean hear(String json) {
            PlatformMessages.Update update = read(json);
            pause = FIRST_PAUSE;
            if (closed) {
                return false;
            }
            tell(true);
            if (update.event() != null) {
                listener.event(update.event());
            }
            if (update.snapshot() != null) {
                listener.snapshot(update.snapshot());
            }
            return !closed;
        }

        private void tell(boolean connected) {
            if (told == null || told != connected) {
                told = connected;
                listener.connected(connected);
            }
        }

        private void rest() {
            try {
                Thread.sleep(pause);
            } catch (InterruptedException stop) {
                closed = true;
            }
            Duration doubled = pause.multipliedBy(2);
            pause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
        }

        /** Ends the watch; the listener may still be in a call it was in before. */
        @Override
        public void close() {
            closed = true;
            Thread running = thread;
            if (running != null) {
                running.interrupt();
            }
        }
    }
}
