// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.disks;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.Hardware;
import org.hearthplug.hal.Mounts;
import org.hearthplug.runtime.Component;
import org.hearthplug.runtime.Health;
import org.hearthplug.runtime.platform.DeviceEvent;
import org.hearthplug.runtime.platform.PlatformMessages;
import org.hearthplug.runtime.varlink.VarlinkInterface;

/**
 * People's disks while platformd runs. What is mounted stays mounted when it stops: the daemon of people's files goes on meanwhile, and the
 * plug unmounts all when it is switched off.
 */
public final class DiskService implements Component {
    private static final Logger LOG = Logger.getLogger(DiskService.class.getName());

    /** A stick makes dozens of events; its partitions come last. */
    private static final long SETTLE_NANOS = 300_000_000L;

    /** Between two looks, however many events there are. */
    private static final long PAUSE_NANOS = 1_000_000_000L;

    /** While something is used, or is to be tried again; events tell all but what a disk does without any. */
    private static final long OFTEN_NANOS = 5_000_000_000L;

    private static final long SELDOM_NANOS = 60_000_000_000L;

    /**
     * Where things are.
     *
     * @param folder mount points and {@code used.json}
     * @param known what is mounted by itself, a file
     * @param users {@code /etc/passwd}
     * @param account whose the files are
     * @param blocks the kernel's block devices, {@code /sys/class/block}
     * @param card the card that the plug started from
     * @param updates where an update's stick is looked into
     */
    public record Settings(Path folder, Path known, Path users, String account, Path blocks, Path card, Path updates) {}

    private final Settings settings;
    private final DiskParts parts;
    private final DiskWork work;
    private final DisksView view;
    private final DiskLook look;
    private final Set<String> pulled = new HashSet<>();
    private final long startNanos = System.nanoTime();
    private long lookAt = OFTEN_NANOS;
    private long lastLook = -PAUSE_NANOS;
    private boolean stopping;
    private Thread thread;
    private volatile Mounts.Owner account;
    private volatile Health health = Health.GOOD;

    /** {@code tell} hears of what is mounted and unmounted, which the kernel does not tell, and must not wait. */
    public DiskService(Hardware hardware, Settings settings, Consumer<DeviceEvent> tell) {
        this(hardware, settings, tell, task -> Thread.ofVirtual().name("disks").start(task));
    }

    DiskService(Hardware hardware, Settings settings, Consumer<DeviceEvent> tell, Executor threads) {
        this.settings = settings;
        SystemDisks.Places places = new SystemDisks.Places(
                settings.blocks(), settings.card(), List.of(settings.folder(), settings.updates()));
        parts = new DiskParts(
                new Volumes(hardware, new SystemDisks(places)),
                new Mounting(hardware.mounts(), settings.folder()),
                hardware.diskControl(),
                new UsedTable(
                        new UsedFile(settings.folder()),
                        volume -> tell.accept(new DeviceEvent(0, "change", "block", volume, null))),
                new LineFile(settings.known()),
                new LineFile(settings.folder().resolve("released.list")),
                new Failures(),
                new Claims(),
                new Room(hardware.mounts()),
                new Verdicts(hardware.diskControl(), threads));
        DiskUse use = new DiskUse(parts, () -> Optional.ofNullable(account));
        work = new DiskWork(parts, use);
        view = new DisksView(parts);
        look = new DiskLook(parts, use, threads);
    }

    /** The interface, for the server. */
    public VarlinkInterface describe() {
        return new DisksInterface(work, view).describe();
    }

    DiskWork work() {
        return work;
    }

    DisksView view() {
        return view;
    }

    @Override
    public String name() {
        return "disks";
    }

    @Override
    public void start() {
        if (begin()) {
            thread = Thread.ofPlatform().daemon().name("disks").start(this::watch);
        }
    }

    /** Makes the folder; without it the plug is what it is without disks. */
    boolean begin() {
        try {
            Mounts.Owner whose = Account.of(settings.users(), settings.account());
            parts.used().begin(whose);
            account = whose;
        } catch (IOException | UnsupportedOperationException failure) {
            health = Health.degraded("People's disks are not used: there is no place to mount them.");
            LOG.log(Level.WARNING, "There is no place for people's disks.", failure);
            return false;
        }
        return true;
    }

    /** A block device came, went or changed, or any may have. Does not wait. */
    public synchronized void moved(DeviceEvent event) {
        if (event.action().equals("remove")) {
            pulled.add(event.device());
        }
        lookAt = Math.min(lookAt, Math.max(now() + SETTLE_NANOS, lastLook + PAUSE_NANOS));
        notifyAll();
    }

    /** Whether {@link #moved} wants to hear of it. */
    public static boolean concerns(DeviceEvent event) {
        return event.subsystem().equals("block") || event.equals(PlatformMessages.RESCAN);
    }

    private long now() {
        return System.nanoTime() - startNanos;
    }

    private void watch() {
        try {
            while (true) {
                Set<String> gone = news();
                if (gone == null) {
                    return;
                }
                gone.forEach(look::pulled);
                if (isTime()) {
                    lookOnce();
                    planNext();
                }
            }
        } catch (InterruptedException stop) {
            // Told to stop.
        }
    }

    /** Waits for what has gone, or until it is time to look; null when told to stop. */
    private synchronized Set<String> news() throws InterruptedException {
        while (!stopping && pulled.isEmpty() && lookAt > now()) {
            wait(Duration.ofNanos(lookAt - now()).toMillis() + 1);
        }
        Set<String> gone = stopping ? null : Set.copyOf(pulled);
        pulled.clear();
        return gone;
    }

    /** What comes from now on asks for another look. */
    private synchronized boolean isTime() {
        boolean time = lookAt <= now();
        if (time) {
            lookAt = Long.MAX_VALUE;
        }
        return time;
    }

    private synchronized void planNext() {
        boolean often = !parts.used().all().isEmpty() || parts.failures().waiting();
        lastLook = now();
        lookAt = Math.min(lookAt, lastLook + (often ? OFTEN_NANOS : SELDOM_NANOS));
    }

    void lookOnce() {
        try {
            look.look(account);
            health = Health.GOOD;
        } catch (HalException failure) {
            if (health.equals(Health.GOOD)) {
                LOG.log(Level.WARNING, "Which disks are there cannot be read.", failure);
            }
            health = Health.degraded("Which disks are there cannot be read.");
        } catch (RuntimeException bug) {
            // Who does not look any more would not see a disk go.
            LOG.log(Level.SEVERE, "Looking at people's disks failed.", bug);
            health = Health.degraded("Which disks are there cannot be read.");
        }
    }

    @Override
    public void stop() throws InterruptedException {
        synchronized (this) {
            stopping = true;
            notifyAll();
        }
        if (thread != null) {
            thread.interrupt();
            thread.join(Duration.ofSeconds(1));
        }
    }

    @Override
    public Health health() {
        return health;
    }
}
