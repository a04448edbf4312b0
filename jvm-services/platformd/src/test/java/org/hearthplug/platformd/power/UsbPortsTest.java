// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.power;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.hearthplug.hal.Usb;
import org.hearthplug.power.policy.Observation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A device behind a hub that switches its ports, or does not. */
class UsbPortsTest {
    @TempDir
    Path blocks;

    /** A hub with a device in port 4, as a kernel would show them. */
    private static final class OneHub implements Usb {
        private final Switching switching;
        private final List<String> done = new ArrayList<>();
        private boolean authorised = true;
        private boolean connected = true;

        OneHub(Switching switching) {
            this.switching = switching;
        }

        private static Device device(String name, String parent, Kind kind, boolean authorised) {
            Optional<String> none = Optional.empty();
            OptionalInt ports = kind == Kind.HUB ? OptionalInt.of(4) : OptionalInt.empty();
            return new Device(
                    name,
                    Optional.of(parent),
                    1,
                    name.length(),
                    1,
                    2,
                    none,
                    none,
                    none,
                    12_000,
                    100,
                    kind,
                    authorised,
                    ports,
                    List.of());
        }

        @Override
        public List<Device> devices() {
            List<Device> devices = new ArrayList<>();
            devices.add(device("1-1", "usb1", Kind.HUB, true));
            if (connected) {
                devices.add(device("1-1.4", "1-1", Kind.OTHER, authorised));
            }
            return devices;
        }

        @Override
        public Switching switching(String hub) {
            assertThat(hub).isEqualTo("1-1");
            return switching;
        }

        @Override
        public void power(String hub, int port, boolean on) {
            done.add("power " + hub + " " + port + " " + on);
            connected = on;
        }

        @Override
        public void hold(String device) {
            done.add("hold " + device);
            authorised = false;
        }

        @Override
        public void authorize(String device) {
            done.add("authorize " + device);
            authorised = true;
        }

        @Override
        public Watch watch() {
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
        public List<Port> ports(String hub) {
            throw new UnsupportedOperationException();
        }
    }

    private static int portOf(UsbPorts ports, String device) {
        int port = 0;
        while (!ports.device(port).equals(device)) {
            port++;
        }
        return port;
    }

    private static Observation observed(UsbPorts ports) {
        Observation seen = new Observation(UsbPorts.SLOTS, 0);
        ports.observe(seen, 0.1);
        return seen;
    }

    @Test
    void aPortWhoseHubSwitchesItAloneIsCut() {
        OneHub usb = new OneHub(Usb.Switching.EACH);
        UsbPorts ports = new UsbPorts(usb, blocks);
        ports.scan();
        int port = portOf(ports, "1-1.4");
        ports.cut(port);
        assertThat(usb.done).containsExactly("power 1-1 4 false");
        assertThat(observed(ports).powered[port]).isFalse();
    }

    /** What draws on stays in sight: present, powered, and without a driver, so that the sensor's word is what counts. */
    @ParameterizedTest
    @EnumSource(value = Usb.Switching.class, mode = EnumSource.Mode.EXCLUDE, names = "EACH")
    void elsewhereTheDeviceIsHeldAndStaysInSight(Usb.Switching switching) {
        OneHub usb = new OneHub(switching);
        UsbPorts ports = new UsbPorts(usb, blocks);
        ports.scan();
        int port = portOf(ports, "1-1.4");
        ports.cut(port);
        assertThat(usb.done).containsExactly("hold 1-1.4");
        Observation seen = observed(ports);
        assertThat(seen.present[port]).isTrue();
        assertThat(seen.powered[port]).isTrue();
        assertThat(seen.authorised[port]).isFalse();
        // The controller has held it already: not twice.
        ports.cut(port);
        assertThat(usb.done).hasSize(1);
    }
}
