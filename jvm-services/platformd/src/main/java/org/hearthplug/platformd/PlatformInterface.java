// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.hearthplug.runtime.platform.DeviceEvent;
import org.hearthplug.runtime.platform.PlatformMessages;
import org.hearthplug.runtime.platform.PlatformMessages.MonitorRequest;
import org.hearthplug.runtime.platform.PlatformMessages.Update;
import org.hearthplug.runtime.varlink.VarlinkCall;
import org.hearthplug.runtime.varlink.VarlinkException;
import org.hearthplug.runtime.varlink.VarlinkInterface;

/** {@code org.hearthplug.Platform}, answered. */
final class PlatformInterface {
    /** After an event, so long for others to follow before the snapshot that shows them all: a stick makes dozens. */
    private static final Duration SETTLE = Duration.ofMillis(100);

    private final Publisher publisher;

    PlatformInterface(Publisher publisher) {
        this.publisher = publisher;
    }

    VarlinkInterface describe() {
        return new VarlinkInterface(
                PlatformMessages.INTERFACE,
                PlatformMessages.description(),
                Map.of("GetSnapshot", this::getSnapshot, "Monitor", this::monitor));
    }

    private void getSnapshot(VarlinkCall call) throws IOException {
        call.reply(PlatformMessages.UPDATE.toJson(new Update(publisher.snapshot(), null)));
    }

    private void monitor(VarlinkCall call) throws IOException, InterruptedException {
        MonitorRequest request = call.parameters(PlatformMessages.MONITOR_REQUEST);
        Integer millis = request.intervalMillis();
        if (millis == null
                || millis < PlatformMessages.MIN_INTERVAL_MILLIS
                || millis > PlatformMessages.MAX_INTERVAL_MILLIS) {
            throw VarlinkException.invalidParameter("intervalMillis");
        }
        if (!call.wantsMore()) {
            throw VarlinkException.expectedMore();
        }
        long intervalNanos = Duration.ofMillis(millis).toNanos();
        try (Publisher.Listener listener = publisher.listen()) {
            while (true) {
                tell(call, new Update(publisher.snapshot(), null));
                relay(call, listener, System.nanoTime() + intervalNanos);
            }
        }
    }

    /** Passes events on until a snapshot is due: at the deadline, or sooner, once the events have settled. */
    private static void relay(VarlinkCall call, Publisher.Listener listener, long deadlineNanos)
            throws IOException, InterruptedException {
        long due = deadlineNanos;
        DeviceEvent event = listener.next(due);
        if (event != null) {
            due = Math.min(due, System.nanoTime() + SETTLE.toNanos());
        }
        while (event != null) {
            tell(call, new Update(null, event));
            event = listener.next(due);
        }
    }

    private static void tell(VarlinkCall call, Update update) throws IOException {
        call.replyContinues(PlatformMessages.UPDATE.toJson(update));
    }
}
