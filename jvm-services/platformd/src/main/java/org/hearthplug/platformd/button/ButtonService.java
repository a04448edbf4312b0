// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.button;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.hearthplug.hal.Buttons;
import org.hearthplug.hal.Gpio;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.Leds;
import org.hearthplug.hal.ResetButton;
import org.hearthplug.runtime.Component;
import org.hearthplug.runtime.Health;

/**
 * The plug's button: short, and the lamp blinks; three seconds, and the plug restarts when it is let go; ten seconds, and it restarts without
 * anything that people stored. The lamp is lit from the third second on, and goes out at the tenth: it may be let go.
 */
public final class ButtonService implements Component {
    private static final Logger LOG = Logger.getLogger(ButtonService.class.getName());
    private static final Duration TICK = Duration.ofMillis(100);
    private static final Duration LONG = Duration.ofMinutes(30);

    private final Buttons buttons;
    private final StatusLamp lamp;
    private final Restart restart;
    private final LongSupplier nanos;
    private volatile boolean stopping;
    private volatile Gpio.Input open;
    private Thread thread;

    /** Restarts the plug; false when it cannot now. */
    @FunctionalInterface
    public interface Restart {
        /** Removes everything but the plug's identity when asked. */
        boolean ask(boolean removeEverything) throws IOException;
    }

    /** Looks at nothing yet. */
    public ButtonService(Buttons buttons, Leds leds, Restart restart) {
        this(buttons, leds, restart, System::nanoTime);
    }

    ButtonService(Buttons buttons, Leds leds, Restart restart, LongSupplier nanos) {
        this.nanos = nanos;
        this.buttons = buttons;
        this.lamp = new StatusLamp(leds);
        this.restart = restart;
    }

    @Override
    public String name() {
        return "button";
    }

    @Override
    public void start() {
        // The first event, which asks for a look at everything, does.
    }

    /** An input device may have come. Does not wait. */
    public synchronized void inputMoved() {
        if (thread == null && !stopping && !buttons.list().isEmpty()) {
            thread = Thread.ofPlatform().daemon().name("button").start(this::watch);
        }
    }

    private void watch() {
        try {
            List<Buttons.Button> there = buttons.list();
            if (!there.isEmpty()) {
                try (Gpio.Input input = buttons.open(there.getFirst().name())) {
                    open = input;
                    follow(input);
                }
            }
        } catch (HalException gone) {
            LOG.log(Level.INFO, "The button is gone: {0}", gone.getMessage());
        } catch (InterruptedException stop) {
            // Told to stop.
        } finally {
            synchronized (this) {
                thread = null;
            }
        }
    }

    private void follow(Gpio.Input input) throws InterruptedException {
        ResetButton button = new ResetButton();
        long sinceNanos = 0;
        while (!stopping) {
            long askedNanos = nanos.getAsLong();
            Optional<Gpio.Edge> edge = input.next(button.held() ? TICK : LONG);
            boolean before = button.held();
            // A plug that stood still for seconds may not have heard yet that the button was let go.
            // So the hold is counted to when it asked, and only if the kernel says that it goes on.
            boolean still = edge.isEmpty() && before && input.active();
            Optional<ResetButton.Push> push = edge.isPresent()
                    ? button.edge(edge.get().active(), edge.get().atNanos())
                    : still ? button.tick(askedNanos) : Optional.empty();
            if (button.held() && !before) {
                sinceNanos = edge.map(Gpio.Edge::atNanos).orElse(sinceNanos);
            }
            long heldNanos = nanos.getAsLong() - sinceNanos;
            if (button.held() && heldNanos >= ResetButton.LONG.toNanos()) {
                lamp.lit(heldNanos < ResetButton.FACTORY_RESET.toNanos());
            }
            if (push.isPresent()) {
                act(push.get());
            }
        }
    }

    private void act(ResetButton.Push push) throws InterruptedException {
        try {
            switch (push) {
                case SHORT -> lamp.blink();
                case LONG -> ask(false, "The button was held: the plug restarts.");
                case FACTORY_RESET ->
                    ask(true, "The button was held for ten seconds: everything but the plug's identity is removed.");
            }
        } catch (IOException failure) {
            LOG.log(Level.WARNING, "What the button asks for cannot be done.", failure);
        }
    }

    private void ask(boolean removeEverything, String what) throws IOException {
        LOG.info(what);
        if (!restart.ask(removeEverything)) {
            LOG.warning("An update is under way, so the button is not obeyed. Try again when it has ended.");
        }
    }

    @Override
    public void stop() throws InterruptedException {
        Thread running;
        synchronized (this) {
            stopping = true;
            running = thread;
        }
        Gpio.Input input = open;
        if (input != null) {
            input.close();
        }
        if (running != null) {
            running.interrupt();
            running.join(Duration.ofSeconds(1));
        }
    }

    @Override
    public Health health() {
        return Health.GOOD;
    }
}
