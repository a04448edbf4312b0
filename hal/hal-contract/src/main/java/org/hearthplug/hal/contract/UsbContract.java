// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.Hardware;
import org.hearthplug.hal.Usb;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link Usb}: the tree, and what is said of devices that are not there. */
public interface UsbContract {
    /** The hardware under test; the same each time. */
    Hardware hardware();

    @Test
    default void aHubComesBeforeWhatHangsOnIt() {
        Set<String> seen = new HashSet<>();
        for (Usb.Device device : hardware().usb().devices()) {
            device.parent()
                    .ifPresent(parent -> assertThat(seen).as(device.name()).contains(parent));
            assertThat(seen.add(device.name())).as("listed once").isTrue();
            assertThat(device.bus()).isPositive();
            assertThat(device.vendorId()).isBetween(0, 0xFFFF);
            assertThat(device.speedKbps()).isNotNegative();
        }
    }

    @Test
    default void hubsHavePortsAndRootsAreHubs() {
        for (Usb.Device device : hardware().usb().devices()) {
            assertThat(device.ports().isPresent()).as(device.name()).isEqualTo(device.kind() == Usb.Kind.HUB);
            if (device.parent().isEmpty()) {
                assertThat(device.kind()).isEqualTo(Usb.Kind.HUB);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"9-9.9", "usb99", "../../../etc", "1-1/..", "", "1-1:1.0", "1-1\n"})
    default void aDeviceThatIsNotThereIsGone(String name) {
        Usb usb = hardware().usb();
        List<Runnable> operations = List.of(
                () -> usb.authorize(name),
                () -> usb.autosuspend(name, Optional.of(Duration.ofSeconds(2))),
                () -> usb.switching(name),
                () -> usb.power(name, 1, true));
        for (Runnable operation : operations) {
            HalException failure = catchThrowableOfType(HalException.class, operation::run);
            assertThat(failure.kind()).isEqualTo(HalException.Kind.GONE);
            assertThat(failure.retryable()).isFalse();
        }
    }

    @Test
    default void aPortThatIsNotThereIsGone() {
        hardware().usb().devices().stream().findFirst().ifPresent(hub -> {
            HalException failure = catchThrowableOfType(
                    HalException.class, () -> hardware().usb().power(hub.name(), 99, false));
            assertThat(failure.kind()).isEqualTo(HalException.Kind.GONE);
        });
    }

    @Test
    default void portsAreSwitchedAsTheirHubSaysUnlessTheKernelHasNoSwitch() {
        Usb usb = hardware().usb();
        for (Usb.Device device : usb.devices()) {
            Usb.Switching said = usb.switching(device.name());
            if (device.ports().isEmpty()) {
                assertThat(said).as(device.name()).isEqualTo(Usb.Switching.NONE);
            }
            if (said != Usb.Switching.NOT_TOLD) {
                assertThat(usb.ports(device.name()))
                        .as(device.name())
                        .allMatch(port -> port.switching() == said || port.switching() == Usb.Switching.NONE);
            }
        }
    }

    @Test
    default void aPortThatCannotBeSwitchedIsNotTried() {
        Usb usb = hardware().usb();
        for (Usb.Device device : usb.devices()) {
            for (Usb.Port port : usb.ports(device.name())) {
                if (port.switching() == Usb.Switching.NONE) {
                    HalException failure = catchThrowableOfType(
                            HalException.class, () -> usb.power(device.name(), port.number(), true));
                    assertThat(failure.kind()).isEqualTo(HalException.Kind.UNSUPPORTED);
                    assertThat(failure.retryable()).isFalse();
                }
            }
        }
    }

    @Test
    default void aRootCannotBeHeld() {
        hardware().usb().devices().stream().findFirst().ifPresent(root -> {
            HalException failure = catchThrowableOfType(
                    HalException.class, () -> hardware().usb().hold(root.name()));
            assertThat(failure.kind()).isEqualTo(HalException.Kind.UNSUPPORTED);
        });
    }

    @Test
    default void aWatchThatWasClosedEndsAtOnce() {
        Usb.Watch watch = hardware().usb().watch();
        watch.close();
        assertThat(watch.next(Duration.ofMinutes(5))).isEmpty();
    }
}
