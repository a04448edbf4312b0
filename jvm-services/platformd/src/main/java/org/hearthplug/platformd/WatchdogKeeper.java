// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.Watchdogs;
import org.hearthplug.runtime.Component;
import org.hearthplug.runtime.Health;

/**
 * Arms the board's watchdog, where there is one that can be stopped again, and feeds it as long as platformd answers on its own socket.
 * A question that is not answered is waited for without end, so that whatever hangs, be it this process or the kernel, ends in a reset.
 *
 * <p>Nothing that happens in order ends in one: {@link #stop} disarms; when platformd dies, its {@code finish} script disarms before it is
 * started again; at a power-off {@code rcK} disarms once more before the data is synced.
 */
final class WatchdogKeeper implements Component {
    private static final Logger LOG = Logger.getLogger(WatchdogKeeper.class.getName());
    private static final byte[] QUESTION =
            "{\"method\":\"org.varlink.service.GetInfo\"}\0".getBytes(StandardCharsets.UTF_8);

    /** Drivers come late; one that is not there after so many looks will not come. */
    private static final int LOOKS = 6;

    /** A watchdog that waits for less could take a slow card for a hang. */
    private static final Duration SHORTEST = Duration.ofSeconds(30);

    private static final int FEEDINGS = 6;

    /** Nobody listened so often in a row: half of the time is over. */
    private static final int DEAF = FEEDINGS / 2;

    private static final int EXIT_DEAF = 3;

    private final Watchdogs watchdogs;
    private final Path socket;
    private final Duration timeout;
    private final Duration between;
    private final Runnable startAgain;
    private volatile boolean stopping;
    private volatile Health health = Health.GOOD;
    private Thread thread;

    /**
     * Makes the keeper.
     *
     * @param socket platformd's own
     * @param timeout how long platformd may hang; zero arms nothing
     * @param between from one feeding to the next
     * @param startAgain ends platformd, which lets it be started again, when nobody listens at its socket: the milder remedy
     */
    WatchdogKeeper(Watchdogs watchdogs, Path socket, Duration timeout, Duration between, Runnable startAgain) {
        this.watchdogs = watchdogs;
        this.socket = socket;
        this.timeout = timeout;
        this.between = between;
        this.startAgain = startAgain;
    }

    /** As platformd has it: six feedings in the time. */
    static WatchdogKeeper of(Watchdogs watchdogs, Path socket, Duration timeout) {
        // On a thread of its own, for the end waits for this one.
        Runnable exit = () -> Thread.ofPlatform().name("exit").start(() -> System.exit(EXIT_DEAF));
        return new WatchdogKeeper(watchdogs, socket, timeout, timeout.dividedBy(FEEDINGS), exit);
    }

    @Override
    public String name() {
        return "watchdog";
    }

    @Override
    public void start() {
        if (!timeout.isZero()) {
            thread = Thread.ofPlatform().daemon().name("watchdog").start(this::keep);
        }
    }

    private void keep() {
        try {
            for (int look = 0; look < LOOKS && !stopping; look++) {
                // First of all the page: nothing hangs yet.
                Thread.sleep(between);
                Optional<Watchdogs.Armed> armed = arm();
                if (armed.isPresent()) {
                    feed(armed.get());
                    return;
                }
            }
        } catch (InterruptedException stop) {
            // Told to stop.
        }
    }

    private Optional<Watchdogs.Armed> arm() {
        try {
            for (Watchdogs.Watchdog one : watchdogs.list()) {
                Duration wanted = one.longest()
                        .filter(longest -> longest.compareTo(timeout) < 0)
                        .orElse(timeout);
                if (one.stoppable() && wanted.compareTo(SHORTEST) >= 0) {
                    Watchdogs.Armed armed = watchdogs.arm(one.name(), wanted);
                    LOG.log(Level.INFO, "{0} ({1}) resets the plug when platformd hangs for {2} s{3}.", new Object[] {
                        one.name(),
                        one.identity(),
                        armed.timeout().toSeconds(),
                        one.causedReset() ? "; it did so before this start" : ""
                    });
                    return Optional.of(armed);
                }
            }
        } catch (HalException refused) {
            LOG.log(Level.WARNING, "The watchdog cannot be armed.", refused);
        }
        return Optional.empty();
    }

    private void feed(Watchdogs.Armed armed) {
        // A driver that takes no time has its own, which may be shorter.
        Duration pause = between.compareTo(armed.timeout().dividedBy(FEEDINGS)) < 0
                ? between
                : armed.timeout().dividedBy(FEEDINGS);
        try (armed) {
            int deaf = 0;
            while (!stopping) {
                if (answers()) {
                    armed.feed();
                    deaf = 0;
                } else if (++deaf == DEAF) {
                    startAgain.run();
                }
                Thread.sleep(pause);
            }
        } catch (InterruptedException stop) {
            // Told to stop: closing disarms it.
        } catch (HalException failure) {
            health = Health.degraded("The watchdog failed: a plug that hangs is not reset.");
            LOG.log(Level.WARNING, "The watchdog failed.", failure);
        }
    }

    /** Waits for any answer, without end; false when there is nobody to ask, and the next time may be better. */
    private boolean answers() {
        try (SocketChannel line = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            line.connect(UnixDomainSocketAddress.of(socket));
            line.write(ByteBuffer.wrap(QUESTION));
            // A connection that is refused for being one too many is an answer, too.
            line.read(ByteBuffer.allocate(1));
            return true;
        } catch (IOException nobody) {
            if (!stopping) {
                LOG.log(Level.WARNING, "platformd does not answer itself; the watchdog is not fed.", nobody);
            }
            return false;
        }
    }

    @Override
    public void stop() throws InterruptedException {
        stopping = true;
        if (thread != null) {
            thread.interrupt();
            thread.join();
        }
    }

    @Override
    public Health health() {
        return health;
    }
}
