// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.web.energy;

import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.hearthplug.runtime.platform.PowerMessages;
import org.hearthplug.runtime.platform.PowerMessages.EnergyMinute;
import org.hearthplug.runtime.platform.PowerMessages.EnergyReply;
import org.hearthplug.runtime.platform.PowerMessages.EnergyRequest;
import org.hearthplug.storage.energy.EnergyJob;
import org.hearthplug.storage.energy.EnergySample;
import org.hearthplug.storage.energy.EnergyStore;
import org.hearthplug.web.PlatformView;

/**
 * Fetches platformd's minutes every five, and whenever somebody looks, and keeps them for years; weighs jobs. platformd holds a day of them,
 * so nothing is lost while this daemon is away. Safe for many threads.
 */
public final class EnergyKeeper implements AutoCloseable {
    private static final Logger LOG = Logger.getLogger(EnergyKeeper.class.getName());
    private static final Duration PATIENCE = Duration.ofSeconds(8);
    private static final Duration REST = Duration.ofMinutes(5);
    private static final Duration LOOKED_JUST_NOW = Duration.ofSeconds(10);

    /** A day of minutes and some. */
    private static final int MAX_PAGES = 12;

    private final PlatformView platform;
    private final InstantSource clock;
    private final EnergyStore store;
    private final AtomicBoolean fetching = new AtomicBoolean();
    private volatile long fetchedNanos = System.nanoTime() - REST.toNanos();
    private volatile ZoneId zone = ZoneOffset.UTC;

    /** Keeps energy in {@code energy.db} of a folder. */
    public EnergyKeeper(Path folder, PlatformView platform, InstantSource clock) {
        this.platform = platform;
        this.clock = clock;
        this.store = new EnergyStore(folder.resolve("energy.db"));
    }

    /** What is kept. */
    EnergyStore store() {
        return store;
    }

    /** The owner's time zone, as platformd told it last. */
    ZoneId zone() {
        return zone;
    }

    /** To be called every half minute; returns at once. */
    public void tick() {
        if (System.nanoTime() - fetchedNanos >= REST.toNanos() && fetching.compareAndSet(false, true)) {
            Thread.ofVirtual().name("energy").start(() -> {
                try {
                    fetch();
                } catch (IOException away) {
                    LOG.log(Level.FINE, "Energy could not be fetched; platformd holds it until the next time.", away);
                } finally {
                    store.rest();
                    fetching.set(false);
                }
            });
        }
    }

    /** Fetches unless that was done just now; returns whether what is kept is complete. */
    boolean freshen() {
        if (System.nanoTime() - fetchedNanos < LOOKED_JUST_NOW.toNanos()) {
            return true;
        }
        try {
            fetch();
            return true;
        } catch (IOException away) {
            LOG.log(Level.FINE, "Energy could not be fetched.", away);
            return false;
        }
    }

    private synchronized void fetch() throws IOException {
        EnergyReply reply;
        int pages = 0;
        do {
            EnergyStore.Mark mark = store.mark().orElse(null);
            reply = ask(
                    new EnergyRequest(mark == null ? null : mark.run(), mark == null ? null : mark.sequence(), null));
            zone = zone(reply.zone());
            store.take(
                    reply.minutes().stream().map(EnergyKeeper::sample).toList(),
                    reply.boot(),
                    reply.wallMillis() - reply.uptimeMillis(),
                    zone);
            pages++;
        } while (reply.more() && pages < MAX_PAGES);
        fetchedNanos = System.nanoTime();
    }

    /** Counters as they are now, without minutes. */
    EnergyReply counters() throws IOException {
        return ask(new EnergyRequest(null, null, 0));
    }

    private EnergyReply ask(EnergyRequest request) throws IOException {
        try {
            String json = platform.energy(PowerMessages.ENERGY_REQUEST.toJson(request), PATIENCE);
            return PowerMessages.ENERGY_REPLY.fromJson(json);
        } catch (RuntimeException unreadable) {
            throw new IOException("platformd does not tell energy", unreadable);
        }
    }

    private static EnergySample sample(EnergyMinute minute) {
        return new EnergySample(
                minute.run(),
                minute.sequence(),
                minute.boot(),
                minute.uptimeMillis(),
                minute.wallMillis(),
                minute.millis(),
                minute.measured(),
                minute.modelled(),
                minute.used(),
                minute.peakMilliwatts(),
                minute.dieMilliCelsius());
    }

    private static ZoneId zone(String name) {
        try {
            return ZoneId.of(name);
        } catch (DateTimeException unknown) {
            return ZoneOffset.UTC;
        }
    }

    /** Begins to weigh a job that backupd does. Blocks for as long as platformd takes to answer, eight seconds at most. */
    public JobScale weighBackup(String kind) {
        return new JobScale(this, clock, kind, JobScale.BACKUPD);
    }

    /** Begins to weigh what the calling thread does; it has to end it too. */
    public JobScale weighThread(String kind) {
        return new JobScale(this, clock, kind, JobScale.CLOUDD);
    }

    void keep(EnergyJob job) {
        try {
            store.add(job);
        } catch (IOException full) {
            LOG.log(Level.WARNING, "What a job cost could not be written down.", full);
        }
    }

    /** The latest jobs, the latest first. */
    List<EnergyJob> jobs(int limit) throws IOException {
        return store.jobs(limit);
    }

    /** What a job cost, in Wh with three digits. */
    public static double wattHours(long millijoules) {
        return Math.round(millijoules / 3600.0) / 1000.0;
    }

    /** Counters of both runs, for whoever has to know whether it is the same. */
    Optional<EnergyReply> countersIfAny() {
        try {
            return Optional.of(counters());
        } catch (IOException away) {
            return Optional.empty();
        }
    }

    @Override
    public void close() {
        store.close();
    }
}
