// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Random;
import org.hearthplug.hal.DeviceEvents.Action;
import org.hearthplug.hal.DeviceEvents.Event;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UeventsTest {
    private static final String STICK =
            "add@/devices/pci0000:00/0000:00:02.0/usb2/2-1/2-1:1.0/host0/target0:0:0/0:0:0:0/block/sda/sda1\0"
                    + "ACTION=add\0DEVPATH=/devices/pci0000:00/0000:00:02.0/usb2/2-1/2-1:1.0/host0/target0:0:0/0:0:0:0/block/sda/sda1\0"
                    + "SUBSYSTEM=block\0MAJOR=8\0MINOR=1\0DEVNAME=sda1\0DEVTYPE=partition\0DISKSEQ=9\0PARTN=1\0SEQNUM=1234\0";

    @Test
    void aPartitionOfAStickArrives() {
        Event event = parse(STICK).orElseThrow();
        assertThat(event.sequence()).isEqualTo(1234);
        assertThat(event.action()).isEqualTo(Action.ADD);
        assertThat(event.subsystem()).isEqualTo("block");
        assertThat(event.device()).isEqualTo("sda1");
        assertThat(event.devType()).contains("partition");
        assertThat(event.properties()).containsEntry("DISKSEQ", "9");
    }

    @ParameterizedTest
    @ValueSource(strings = {"add", "remove", "change", "bind", "unbind", "move", "online", "offline"})
    void eachActionOfTheKernelIsKnown(String action) {
        assertThat(parse(STICK.replace("ACTION=add", "ACTION=" + action))
                        .orElseThrow()
                        .action())
                .isEqualTo(Action.valueOf(action.toUpperCase(java.util.Locale.ROOT)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "libudev\0\0\0",
                "add@/x\0ACTION=add\0DEVPATH=/x\0SUBSYSTEM=block\0",
                "add@/x\0ACTION=add\0DEVPATH=x\0SUBSYSTEM=block\0SEQNUM=1\0",
                "add@/x\0ACTION=add\0DEVPATH=/x\0SEQNUM=1\0",
                "add@/x\0ACTION=rescan\0DEVPATH=/x\0SUBSYSTEM=block\0SEQNUM=1\0",
                "add@/x\0ACTION=exploded\0DEVPATH=/x\0SUBSYSTEM=block\0SEQNUM=1\0",
                "add@/x\0ACTION=add\0DEVPATH=/x\0SUBSYSTEM=block\0SEQNUM=99999999999999999999\0"
            })
    void whatTheKernelWouldNotSayIsDropped(String datagram) {
        assertThat(parse(datagram)).isEmpty();
    }

    @Test
    void brokenDatagramsAreEventsOrNothing() {
        Random random = new Random(7);
        byte[] whole = STICK.getBytes(StandardCharsets.UTF_8);
        int understood = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] broken = java.util.Arrays.copyOf(whole, random.nextInt(whole.length * 2));
            for (int i = random.nextInt(6); i > 0 && broken.length > 0; i--) {
                broken[random.nextInt(broken.length)] = (byte) random.nextInt();
            }
            Optional<Event> event = Uevents.parse(ByteBuffer.wrap(broken));
            if (event.isPresent()) {
                understood++;
                assertThat(event.get().path()).startsWith("/");
                assertThat(event.get().sequence()).isPositive();
            }
        }
        assertThat(understood).as("the generator also makes what can be read").isGreaterThan(1_000);
    }

    @Test
    void propertiesAreBounded() {
        StringBuilder many = new StringBuilder(STICK);
        for (int i = 0; i < 5_000; i++) {
            many.append("K").append(i).append("=v\0");
        }
        assertThat(parse(many.toString()).orElseThrow().properties()).hasSizeLessThanOrEqualTo(64);
    }

    private static Optional<Event> parse(String datagram) {
        return Uevents.parse(ByteBuffer.wrap(datagram.getBytes(StandardCharsets.UTF_8)));
    }
}
