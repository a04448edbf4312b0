// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.hearthplug.hal.contract.ScriptedHardware;
import org.hearthplug.runtime.platform.DeviceEvent;
import org.hearthplug.runtime.platform.PlatformMessages;
import org.hearthplug.runtime.platform.Snapshot;
import org.junit.jupiter.api.Test;

class PublisherTest {
    private static final Path NONE = Path.of("/none");

    private final ScriptedHardware hardware = new ScriptedHardware();
    private final Publisher publisher =
            new Publisher(new Snapshots(hardware, new Release("", "lab", ""), new Services(NONE, NONE, NONE)));

    private static DeviceEvent event(long sequence) {
        return new DeviceEvent(sequence, "add", "block", "sda", null);
    }

    @Test
    void aSlowListenerIsToldToLookAgainInsteadOfHoldingAStorm() throws InterruptedException {
        try (Publisher.Listener listener = publisher.listen()) {
            for (int i = 1; i <= 300; i++) {
                publisher.publish(event(i));
            }
            assertThat(listener.next(System.nanoTime())).isEqualTo(PlatformMessages.RESCAN);
            // The 257th started anew; what came after it is kept.
            assertThat(listener.next(System.nanoTime())).isEqualTo(event(258));
        }
    }

    @Test
    void whoStoppedListeningHoldsNothing() throws InterruptedException {
        Publisher.Listener listener = publisher.listen();
        listener.close();
        publisher.publish(event(1));
        assertThat(listener.next(System.nanoTime())).isNull();
    }

    @Test
    void aSnapshotAfterAnEventIsANewOne() {
        Snapshot first = publisher.snapshot();
        publisher.publish(event(1));
        assertThat(publisher.snapshot()).isNotSameAs(first);
        assertThat(hardware.readings).hasValue(2);
    }
}
