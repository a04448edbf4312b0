// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.hearthplug.hal.DeviceEvents;
import org.hearthplug.hal.HalException;
import org.hearthplug.runtime.Component;
import org.hearthplug.runtime.Health;
import org.hearthplug.runtime.platform.DeviceEvent;

/** Hears the kernel's device events and publishes them. When listening breaks, it starts anew and asks for a rescan. */
final class DeviceWatch implements Component {
    private static final Logger LOG = Logger.getLogger(DeviceWatch.class.getName());

    /** Nothing is due while no device moves; the thread only looks whether it should still be there. */
    private static final Duration LONG = Duration.ofMinutes(10);

    private static final Duration PAUSE_AFTER_FAILURE = Duration.ofSeconds(5);

    private final DeviceEvents events;
    private final Publisher publisher;
    private final Consumer<DeviceEvent> besides;
    private volatile boolean stopping;
    private volatile DeviceEvents.Subscription subscription;
    private volatile Health health = Health.GOOD;
    private Thread thread;

    /** {@code besides} hears each event too, on the listening thread, and must not wait. */
    DeviceWatch(DeviceEvents events, Publisher publisher, Consumer<DeviceEvent> besides) {
        this.events = events;
        this.publisher = publisher;
        this.besides = besides;
    }

    @Override
    public String name() {
        return "device-watch";
    }

    @Override
    public void start() {
        // The native calls are made ready on this thread, beside the rest of the start.
        thread = Thread.ofPlatform().daemon().name("device-watch").start(this::watch);
    }

    private void watch() {
        while (!stopping) {
            try (DeviceEvents.Subscription open = events.subscribe()) {
                subscription = open;
                health = Health.GOOD;
                // What moved before we listened is not known.
                tell(rescan());
                relay(open);
            } catch (HalException failure) {
                health = Health.degraded("Plugging and unplugging is not noticed.");
                LOG.log(Level.WARNING, "Listening to device events failed.", failure);
                rest();
            }
        }
    }

    private void relay(DeviceEvents.Subscription open) {
        while (!stopping) {
            Optional<DeviceEvents.Event> event = open.next(LONG);
            event.map(DeviceWatch::translate).ifPresent(this::tell);
        }
    }

    private void tell(DeviceEvent event) {
        publisher.publish(event);
        besides.accept(event);
    }

    private void rest() {
        try {
            Thread.sleep(PAUSE_AFTER_FAILURE);
        } catch (InterruptedException stop) {
            stopping = true;
        }
    }

    private static DeviceEvent rescan() {
        return translate(DeviceEvents.Event.rescan());
    }

    static DeviceEvent translate(DeviceEvents.Event event) {
        return new DeviceEvent(
                event.sequence(),
                event.action().name().toLowerCase(Locale.ROOT),
                event.subsystem(),
                event.device(),
                event.devType().orElse(null));
    }

    @Override
    public void stop() throws InterruptedException {
        stopping = true;
        DeviceEvents.Subscription open = subscription;
        if (open != null) {
            open.close();
        }
        thread.interrupt();
        thread.join();
    }

    @Override
    public Health health() {
        return health;
    }
}
