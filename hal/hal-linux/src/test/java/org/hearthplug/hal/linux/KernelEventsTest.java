// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.hearthplug.hal.DeviceEvents.Action;
import org.hearthplug.hal.DeviceEvents.Event;
import org.hearthplug.hal.DeviceEvents.Subscription;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Over this machine's kernel, which repeats an event when root writes to a device's {@code uevent} file. */
@Timeout(60)
class KernelEventsTest {
    private static final Path LOOPBACK = Path.of("/sys/class/net/lo/uevent");
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private void provoke() throws IOException {
        Files.writeString(LOOPBACK, "change");
    }

    @BeforeEach
    void needRoot() {
        assumeTrue(Files.isWritable(LOOPBACK), "only root can make the kernel repeat an event");
    }

    @Test
    void anEventArrivesWithItsSequenceNumber() throws IOException {
        try (Subscription subscription = new LinuxDeviceEvents().subscribe()) {
            provoke();
            Event first = nextOfLoopback(subscription);
            provoke();
            Event second = nextOfLoopback(subscription);
            assertThat(first.action()).isEqualTo(Action.CHANGE);
            assertThat(first.subsystem()).isEqualTo("net");
            assertThat(first.path()).isEqualTo("/devices/virtual/net/lo");
            assertThat(second.sequence()).isGreaterThan(first.sequence());
        }
    }

    private static Event nextOfLoopback(Subscription subscription) {
        while (true) {
            Event event = subscription.next(LIMIT).orElseThrow();
            if (event.device().equals("lo")) {
                return event;
            }
        }
    }

    @Test
    void waitingForNothingEnds() {
        try (Subscription subscription = new LinuxDeviceEvents().subscribe()) {
            Optional<Event> none = subscription.next(Duration.ZERO);
            assertThat(none).isEmpty();
        }
    }

    @Test
    void lostEventsAreToldAsARescan() throws IOException {
        // The smallest buffer that the kernel grants holds a few events only.
        try (Subscription subscription = new LinuxDeviceEvents(1).subscribe()) {
            for (int i = 0; i < 200; i++) {
                provoke();
            }
            boolean rescan = false;
            for (int i = 0; i < 250 && !rescan; i++) {
                Optional<Event> event = subscription.next(LIMIT);
                rescan = event.orElseThrow().action() == Action.RESCAN;
            }
            assertThat(rescan).isTrue();
        }
    }

    @Test
    void closingEndsAWait() throws Exception {
        Subscription subscription = new LinuxDeviceEvents().subscribe();
        CompletableFuture<Void> waited = CompletableFuture.runAsync(() -> {
            while (subscription.next(Duration.ofMinutes(10)).isPresent()) {
                // Some other device's event: wait on.
            }
        });
        subscription.close();
        waited.get(20, TimeUnit.SECONDS);
        assertThat(subscription.next(LIMIT)).isEmpty();
        subscription.close();
    }

    @Test
    void subscriptionsLeaveNoDescriptorsBehind() throws IOException {
        subscribeAndClose();
        long before = openDescriptors();
        for (int i = 0; i < 200; i++) {
            subscribeAndClose();
        }
        assertThat(openDescriptors()).isLessThan(before + 50);
    }

    private static void subscribeAndClose() {
        try (Subscription subscription = new LinuxDeviceEvents().subscribe()) {
            subscription.next(Duration.ZERO);
        }
    }

    private static long openDescriptors() throws IOException {
        try (var descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors.count();
        }
    }
}
