// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Queue;
import java.util.Random;
import org.hearthplug.hal.DeviceEvents.Action;
import org.hearthplug.hal.DeviceEvents.Event;
import org.hearthplug.hal.DeviceEvents.Subscription;
import org.hearthplug.hal.Usb;
import org.hearthplug.hal.Usb.Change;
import org.hearthplug.hal.Usb.ChangeKind;
import org.hearthplug.hal.Usb.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UsbTest {
    /** QEMU's USB stick at full speed: device, configuration with 32 bytes in all, interface 8/6/80, two endpoints. */
    private static final byte[] STICK = HexFormat.of()
            .parseHex("1201000200000008f4460100000001020301" + "09022000010104c000" + "090400000208065000"
                    + "07058102400000" + "07050202400000");

    @Test
    void descriptorsOfAStick() {
        assertThat(UsbDescriptors.parse(STICK))
                .contains(new UsbDescriptors(
                        0x0200, 0, true, 0, List.of(new Usb.Function(0, 8, 6, 0x50, Optional.empty()))));
    }

    @Test
    void otherAlternateSettingsAreNotOtherInterfaces() {
        byte[] twice = Arrays.copyOf(STICK, STICK.length + 9);
        System.arraycopy(HexFormat.of().parseHex("090400010208066200"), 0, twice, STICK.length, 9);
        twice[18 + 2] = (byte) (0x20 + 9);
        assertThat(UsbDescriptors.parse(twice).orElseThrow().functions()).hasSize(1);
    }

    @Test
    void liesInDescriptorsAreReadAsFarAsThereAreBytes() {
        Random random = new Random(13);
        int read = 0;
        for (int round = 0; round < 50_000; round++) {
            byte[] lie = Arrays.copyOf(STICK, random.nextInt(STICK.length * 2));
            for (int i = random.nextInt(5); i > 0 && lie.length > 0; i--) {
                lie[random.nextInt(lie.length)] = (byte) random.nextInt();
            }
            Optional<UsbDescriptors> descriptors = UsbDescriptors.parse(lie);
            read += descriptors.isPresent() ? 1 : 0;
            descriptors.ifPresent(said -> assertThat(said.functions()).hasSizeLessThanOrEqualTo(32));
        }
        assertThat(read).isGreaterThan(5_000);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0, 8, 6, 80, STORAGE",
        "0, 0, 1, 1, 0, AUDIO",
        "0, 0, 3, 1, 1, INPUT",
        "0, 0, 14, 1, 0, VIDEO",
        "0, 0, 7, 1, 2, PRINTER",
        "0, 0, 2, 2, 1, SERIAL",
        "0, 0, 2, 2, 255, NETWORK",
        "0, 0, 2, 6, 0, NETWORK",
        "0, 0, 2, 13, 0, NETWORK",
        "0, 0, 224, 1, 3, NETWORK",
        "0, 0, 224, 1, 1, OTHER",
        "0, 0, 239, 4, 1, NETWORK",
        "1027, 0, 255, 255, 255, SERIAL",
        "4660, 0, 255, 255, 255, OTHER",
        "0, 9, 9, 0, 0, HUB"
    })
    void devicesAreKnownByTheirClasses(int vendor, int deviceClass, int code, int subclass, int protocol, Kind kind) {
        Usb.Function function = new Usb.Function(0, code, subclass, protocol, Optional.empty());
        assertThat(UsbKinds.of(vendor, deviceClass, List.of(function))).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource({"2-1.4.3, 2-1.4", "2-1.4, 2-1", "2-1, usb2", "10-2, usb10"})
    void theNameTellsTheParent(String name, String parent) {
        assertThat(LinuxUsb.parent(name)).contains(parent);
    }

    /** A list of devices that a test changes, and events that it makes. */
    private static final class Scene implements Subscription {
        private List<Usb.Device> devices = List.of();
        private final Queue<Event> events = new ArrayDeque<>();

        @Override
        public Optional<Event> next(Duration limit) {
            return Optional.ofNullable(events.poll());
        }

        @Override
        public void close() {
            events.clear();
        }

        void event(long sequence, String subsystem) {
            events.add(new Event(sequence, Action.ADD, "/devices/x", subsystem, Map.of()));
        }
    }

    private static Usb.Device device(String name, int address, boolean authorized) {
        Optional<String> none = Optional.empty();
        return new Usb.Device(
                name,
                Optional.of("usb1"),
                1,
                address,
                1,
                2,
                none,
                none,
                none,
                480_000,
                100,
                Kind.STORAGE,
                authorized,
                OptionalInt.empty(),
                List.of());
    }

    private static List<String> changes(LinuxUsbWatch watch) {
        java.util.ArrayList<String> told = new java.util.ArrayList<>();
        for (Optional<Change> c = watch.next(Duration.ZERO); c.isPresent(); c = watch.next(Duration.ZERO)) {
            told.add(c.get().kind() + " " + c.get().device().name() + " "
                    + c.get().sequence());
        }
        return told;
    }

    @Test
    void aWatchTellsDifferencesWhateverEventsWereLostOrDoubled() {
        Scene scene = new Scene();
        LinuxUsbWatch watch = new LinuxUsbWatch(new ListOnly(scene), scene);
        scene.devices = List.of(device("1-1", 5, true));
        scene.event(10, "block");
        assertThat(changes(watch))
                .as("another subsystem's event is none of ours")
                .isEmpty();
        scene.event(11, "usb");
        scene.event(12, "usb");
        assertThat(changes(watch)).containsExactly(ChangeKind.ARRIVED + " 1-1 11");
        scene.devices = List.of(device("1-1", 5, false));
        scene.event(13, "usb");
        assertThat(changes(watch)).containsExactly("CHANGED 1-1 13");
        // Pulled and plugged again while the events were lost: the address tells.
        scene.devices = List.of(device("1-1", 6, true), device("1-2", 7, true));
        scene.events.add(Event.rescan());
        assertThat(changes(watch)).containsExactly("DEPARTED 1-1 0", "ARRIVED 1-1 0", "ARRIVED 1-2 0");
        scene.devices = List.of();
        scene.event(14, "usb");
        assertThat(changes(watch)).containsExactly("DEPARTED 1-1 14", "DEPARTED 1-2 14");
    }

    /** Lists the scene's devices; nothing else is asked of it here. */
    private record ListOnly(Scene scene) implements Usb {
        @Override
        public List<Device> devices() {
            return scene.devices;
        }

        @Override
        public Watch watch() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void authorize(String device) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void hold(String device) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void holdArrivals(boolean hold) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void autosuspend(String device, Optional<Duration> idle) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Switching switching(String hub) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void power(String hub, int port, boolean on) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<Port> ports(String hub) {
            throw new UnsupportedOperationException();
        }
    }
}
