// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.Hardware;
import org.hearthplug.hal.Usb;
import org.hearthplug.hal.Usb.Device;
import org.hearthplug.hal.Usb.Kind;
import org.hearthplug.hal.Usb.Switching;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

/**
 * In the plug: a hub that switches its ports, with a keyboard in the first one and in another a hub that does not switch, which
 * has a serial adapter; a sound card, a stick, and a network adapter.
 */
@EnabledIf("org.hearthplug.hal.contract.InPlug#isHere")
class PlugUsbTest {
    private static final Hardware HARDWARE = LinuxHardware.ofThisMachine();
    private static final Usb USB = HARDWARE.usb();
    private static final long PATIENT_NANOS = 120_000_000_000L;
    private static final int SUPER_SPEED_KBPS = 5_000_000;

    private interface Condition {
        boolean holds() throws IOException;
    }

    private static void await(String what, Condition condition) throws IOException, InterruptedException {
        long began = System.nanoTime();
        while (!condition.holds()) {
            assertThat(System.nanoTime() - began).as(what).isLessThan(PATIENT_NANOS);
            Thread.sleep(100);
        }
    }

    private static Optional<Device> find(Kind kind) {
        return USB.devices().stream()
                .filter(one -> one.kind() == kind && one.parent().isPresent())
                .findFirst();
    }

    /** The one that hangs on the other. */
    private static Device plainHub() {
        String hub = find(Kind.HUB).orElseThrow().name();
        return USB.devices().stream()
                .filter(one -> one.kind() == Kind.HUB && one.parent().equals(Optional.of(hub)))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void eachIsOfItsKindWithItsDriverAndWhatItAsksFor() {
        Device keyboard = find(Kind.INPUT).orElseThrow();
        assertThat(keyboard.functions().getFirst().driver()).contains("usbhid");
        assertThat(keyboard.maxPowerMilliamps()).isEqualTo(100);
        assertThat(keyboard.speedKbps()).isEqualTo(12_000);
        Device hub = find(Kind.HUB).orElseThrow();
        assertThat(keyboard.parent()).contains(hub.name());
        assertThat(plainHub().parent()).contains(hub.name());
        Device stick = find(Kind.STORAGE).orElseThrow();
        assertThat(stick.functions().getFirst().classCode()).isEqualTo(8);
        assertThat(find(Kind.NETWORK)).isPresent();
        assertThat(find(Kind.AUDIO)).isPresent();
        assertThat(find(Kind.SERIAL)).isPresent();
    }

    /** What is held is listed, and told by its descriptors, but no driver has it. */
    @Test
    void aDeviceIsTakenFromItsDriverAndGivenBack() throws Exception {
        String keyboard = find(Kind.INPUT).orElseThrow().name();
        USB.hold(keyboard);
        try {
            await("its being held", () -> !device(keyboard).authorized());
            assertThat(device(keyboard).kind()).isEqualTo(Kind.INPUT);
            assertThat(device(keyboard).functions())
                    .isNotEmpty()
                    .allMatch(one -> one.driver().isEmpty());
        } finally {
            USB.authorize(keyboard);
        }
        await(
                "its driver",
                () -> device(keyboard).functions().stream()
                        .anyMatch(one -> one.driver().equals(Optional.of("usbhid"))));
    }

    /** Its port's power is the hand that pulls and plugs it. */
    @Test
    void whatArrivesIsHeldUntilItIsAuthorised() throws Exception {
        String hub = find(Kind.HUB).orElseThrow().name();
        String keyboard = find(Kind.INPUT).orElseThrow().name();
        int port = USB.ports(hub).getFirst().number();
        try (Usb.Watch watch = USB.watch()) {
            USB.holdArrivals(true);
            try {
                USB.power(hub, port, false);
                heard(watch, Usb.ChangeKind.DEPARTED, keyboard);
                USB.power(hub, port, true);
                Device arrived = heard(watch, Usb.ChangeKind.ARRIVED, keyboard);
                assertThat(arrived.authorized()).isFalse();
                assertThat(device(keyboard).functions())
                        .allMatch(one -> one.driver().isEmpty());
            } finally {
                USB.holdArrivals(false);
                USB.power(hub, port, true);
            }
            USB.authorize(keyboard);
            await(
                    "its driver",
                    () -> device(keyboard).functions().stream()
                            .anyMatch(one -> one.driver().equals(Optional.of("usbhid"))));
        }
    }

    private static Device device(String name) {
        return USB.devices().stream()
                .filter(one -> one.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Device heard(Usb.Watch watch, Usb.ChangeKind kind, String device) {
        long began = System.nanoTime();
        while (true) {
            Optional<Usb.Change> change = watch.next(Duration.ofSeconds(5))
                    .filter(one -> one.kind() == kind && one.device().name().equals(device));
            if (change.isPresent()) {
                return change.get().device();
            }
            assertThat(System.nanoTime() - began).as("%s %s", kind, device).isLessThan(PATIENT_NANOS);
        }
    }

    @Test
    void aDeviceThatNobodyUsesSleepsAndIsKeptAwake() throws Exception {
        String keyboard = find(Kind.INPUT).orElseThrow().name();
        Path status = Path.of("/sys/bus/usb/devices", keyboard, "power/runtime_status");
        USB.autosuspend(keyboard, Optional.of(Duration.ofSeconds(1)));
        try {
            await("sleep", () -> Files.readString(status).strip().equals("suspended"));
        } finally {
            USB.autosuspend(keyboard, Optional.empty());
        }
        await("waking", () -> Files.readString(status).strip().equals("active"));
    }

    @Test
    void aPortWithoutPowerHasNoDeviceUntilItHasPowerAgain() throws Exception {
        String hub = find(Kind.HUB).orElseThrow().name();
        String keyboard = find(Kind.INPUT).orElseThrow().name();
        await("the hub's word", () -> USB.switching(hub) != Switching.NOT_TOLD);
        Usb.Port port = USB.ports(hub).getFirst();
        assertThat(port.device()).contains(keyboard);
        assertThat(port.switching()).isEqualTo(Switching.EACH);
        assertThat(port.switchable()).isTrue();
        assertThat(port.powered()).isTrue();
        USB.power(hub, port.number(), false);
        try {
            await("its going", () -> find(Kind.INPUT).isEmpty());
            assertThat(USB.ports(hub).getFirst().powered()).isFalse();
            assertThat(USB.ports(hub).getFirst().device()).isEmpty();
        } finally {
            USB.power(hub, port.number(), true);
        }
        await("its coming", () -> find(Kind.INPUT).isPresent());
        assertThat(USB.ports(hub).getFirst().powered()).isTrue();
    }

    /** QEMU's hub without {@code port-power}: the kernel would disconnect what is in its port and cut nothing. */
    @Test
    void aHubThatSwitchesNoPowerSaysSoAndItsDeviceStays() throws Exception {
        String hub = plainHub().name();
        await("the hub's word", () -> USB.switching(hub) != Switching.NOT_TOLD);
        assertThat(USB.switching(hub)).isEqualTo(Switching.NONE);
        Usb.Port port = USB.ports(hub).getFirst();
        Device serial = find(Kind.SERIAL).orElseThrow();
        assertThat(port.device()).contains(serial.name());
        assertThat(port.switching()).isEqualTo(Switching.NONE);
        assertThat(port.switchable()).isFalse();
        HalException refused = catchThrowableOfType(HalException.class, () -> USB.power(hub, port.number(), false));
        assertThat(refused.kind()).isEqualTo(HalException.Kind.UNSUPPORTED);
        assertThat(refused).hasMessageContaining("it says that it cannot switch the power of its ports");
        assertThat(device(serial.name())).isEqualTo(serial);
        assertThat(USB.ports(hub).getFirst()).isEqualTo(port);
        assertThat(port.powered()).isTrue();
    }

    /** The kernel answers for a root, with a descriptor of its own for SuperSpeed. */
    @Test
    void theRootsOfTheBusesTellToo() throws Exception {
        List<Device> roots =
                USB.devices().stream().filter(one -> one.parent().isEmpty()).toList();
        assertThat(roots).anyMatch(one -> one.speedKbps() < SUPER_SPEED_KBPS);
        assertThat(roots).anyMatch(one -> one.speedKbps() >= SUPER_SPEED_KBPS);
        for (Device root : roots) {
            await("the word of " + root.name(), () -> USB.switching(root.name()) != Switching.NOT_TOLD);
        }
    }
}
