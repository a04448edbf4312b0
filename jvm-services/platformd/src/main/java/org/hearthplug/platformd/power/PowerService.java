// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.power;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.Hardware;
import org.hearthplug.power.control.PowerController;
import org.hearthplug.power.policy.PlugProfile;
import org.hearthplug.runtime.Component;
import org.hearthplug.runtime.Health;
import org.hearthplug.runtime.varlink.VarlinkInterface;

/**
 * The power manager as a part of platformd: starts after the page, on a thread of its own, steps ten times a second, and starts anew when
 * it fails. While it does not run, the plug stands at its lowest operating point: here when a step fails, in {@code finish} when
 * platformd ends.
 */
public final class PowerService implements Component {
    private static final Logger LOG = Logger.getLogger(PowerService.class.getName());
    private static final long PERIOD_NANOS =
            Duration.ofMillis(PowerController.PERIOD_MILLIS).toNanos();
    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(5);

    private static final int STEPS_PER_LOOK = 50;

    /** A driver of operating points that is not there after so long will not come. */
    private static final int DRIVER_SECONDS = 40;

    private final Hardware hardware;
    private final Settings settings;
    private final PowerStore store;
    private final InstantSource clock;
    private volatile boolean stopping;
    private volatile PowerManager manager;
    private volatile String absent =
            "The power manager has not started yet: the page goes first. Try again in a moment.";
    private volatile Health health = Health.GOOD;
    private Thread thread;

    /**
     * Where and when.
     *
     * @param root root of the kernel's file systems, {@code /}
     * @param state where it keeps what it remembers
     * @param marker a folder of this boot's; a file there says that the manager has run, so that a restarted one does not wait,
     *     another which USB ports it has cut
     * @param delay from platformd's first start to the manager's
     */
    public record Settings(Path root, Path state, Path marker, Duration delay) {}

    /** Makes the service; it does nothing before its start. */
    public PowerService(Hardware hardware, Settings settings, InstantSource clock) {
        this.hardware = hardware;
        this.settings = settings;
        this.clock = clock;
        store = new PowerStore(settings.state());
    }

    /** {@code org.hearthplug.Power}, to be offered on platformd's socket. */
    public VarlinkInterface describe() {
        return new PowerInterface(this).describe();
    }

    @Override
    public String name() {
        return "power";
    }

    @Override
    public void start() {
        thread = Thread.ofPlatform().daemon().name("power").start(this::run);
    }

    /** The manager, while it runs. */
    Optional<PowerManager> manager() {
        return Optional.ofNullable(manager);
    }

    /** Why there is none. */
    String absent() {
        return absent;
    }

    /** USB devices moved: looked at soon, by another thread. */
    public void usbMoved() {
        PowerManager running = manager;
        if (running != null) {
            running.usbMoved();
        }
    }

    private void run() {
        if (!Files.exists(marker())) {
            rest(settings.delay());
        }
        while (!stopping) {
            try (PowerManager made = make()) {
                if (made == null) {
                    return;
                }
                manager = made;
                health = Health.GOOD;
                if (loop(made)) {
                    continue;
                }
            } catch (IOException | RuntimeException failure) {
                LOG.log(Level.SEVERE, "The power manager failed; it starts again.", failure);
                health = Health.degraded("The power manager failed; the plug stands at its lowest operating point.");
                absent = "The power manager failed and starts again in a few seconds.";
                safe();
            } finally {
                manager = null;
            }
            rest(PAUSE_AFTER_FAILURE);
        }
    }

    private Path marker() {
        return settings.marker().resolve("active");
    }

    private PowerManager make() throws IOException {
        for (int second = 0; second < DRIVER_SECONDS && !stopping; second++) {
            if (!hardware.processor().state().policies().isEmpty()) {
                break;
            }
            rest(Duration.ofSeconds(1));
        }
        if (stopping) {
            return null;
        }
        Optional<PlugProfile> profile = BoardProfiles.of(
                hardware.board().identity().compatible(), hardware.processor().state());
        if (profile.isEmpty()) {
            absent = "Hearth does not know what this board draws, so it does not manage its power.";
            LOG.info(absent);
            return null;
        }
        PowerManager made = PowerManager.open(
                hardware, new PowerManager.Folders(settings.root(), settings.marker()), profile.get(), store, clock);
        Files.createDirectories(settings.marker());
        Files.write(marker(), new byte[0]);
        LOG.log(Level.INFO, "The power manager holds {0} on board {1}, {2}.", made.introduction());
        return made;
    }

    /** Steps until the end, or until there is a power sensor that was not; then true, for a manager that knows it. */
    private boolean loop(PowerManager running) {
        long due = System.nanoTime();
        for (int steps = 1; !stopping; steps++) {
            running.step();
            if (steps % STEPS_PER_LOOK == 0 && running.sensorAppeared()) {
                LOG.info("A power sensor is there now; the power manager starts anew with it.");
                running.save();
                return true;
            }
            due += PERIOD_NANOS;
            long left = due - System.nanoTime();
            if (left < -PERIOD_NANOS) {
                running.late();
                due = System.nanoTime();
            }
            while (left > 0 && !stopping) {
                LockSupport.parkNanos(left);
                left = due - System.nanoTime();
            }
        }
        // The interrupt that ended the wait would end the writing too.
        Thread.interrupted();
        running.save();
        return false;
    }

    /** The lowest operating point, whatever was planned. */
    private void safe() {
        try {
            for (var policy : hardware.processor().state().policies()) {
                hardware.processor().limit(policy.name(), policy.hardwareMinHz(), policy.hardwareMinHz());
            }
        } catch (HalException refused) {
            LOG.log(Level.SEVERE, "The lowest operating point cannot be set either.", refused);
        }
    }

    private void rest(Duration time) {
        try {
            if (!stopping) {
                Thread.sleep(time);
            }
        } catch (InterruptedException stop) {
            stopping = true;
        }
    }

    @Override
    public void stop() throws InterruptedException {
        stopping = true;
        thread.interrupt();
        thread.join();
    }

    @Override
    public Health health() {
        return health;
    }
}
