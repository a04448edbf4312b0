// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import org.hearthplug.hal.Ethernet;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.HalException.Kind;
import org.hearthplug.hal.Hardware;
import org.hearthplug.hal.Processor;
import org.hearthplug.hal.Sensors;
import org.hearthplug.hal.Thermal;
import org.hearthplug.hal.Usb;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a power manager turns: nothing here changes the machine for longer than the test takes. */
public interface ControlContract {
    /** The hardware under test; the same each time. */
    Hardware hardware();

    /** Kind of what the operation throws, null when it succeeds. */
    private static Kind failure(Runnable operation) {
        HalException failure = catchThrowableOfType(HalException.class, operation::run);
        return failure == null ? null : failure.kind();
    }

    @Test
    default void coresAreCountedAlike() {
        List<Processor.Core> cores = hardware().processor().coreList();
        Processor.State state = hardware().processor().state();
        assertThat(cores.stream().filter(Processor.Core::online).count()).isLessThanOrEqualTo(state.cores());
        assertThat(cores).extracting(Processor.Core::number).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(strings = {"policy99", "../policy0", "", "policy", "policy0/"})
    default void aPolicyThatIsNotThereIsGone(String policy) {
        Processor processor = hardware().processor();
        assertThat(failure(() -> processor.limit(policy, 1, 2))).isEqualTo(Kind.GONE);
        assertThat(failure(() -> processor.governor(policy, "ondemand"))).isEqualTo(Kind.GONE);
    }

    @Test
    default void limitsBeyondTheHardwareAreRefusedAndChangeNothing() {
        Processor processor = hardware().processor();
        for (Processor.FrequencyPolicy policy : processor.state().policies()) {
            long low = policy.hardwareMinHz();
            long high = policy.hardwareMaxHz();
            assertThat(failure(() -> processor.limit(policy.name(), low, high + 1_000_000)))
                    .isEqualTo(Kind.OUT_OF_RANGE);
            assertThat(failure(() -> processor.limit(policy.name(), low - 1, high)))
                    .isEqualTo(Kind.OUT_OF_RANGE);
            assertThat(failure(() -> processor.limit(policy.name(), high, high - 1)))
                    .isEqualTo(Kind.OUT_OF_RANGE);
            assertThat(failure(() -> processor.governor(policy.name(), "no-such-governor")))
                    .isEqualTo(Kind.UNSUPPORTED);
            assertThat(processor.state().policies()).contains(policy);
        }
    }

    @Test
    default void aCoreThatIsNotThereIsGone() {
        assertThat(failure(() -> hardware().processor().online(9999, false))).isEqualTo(Kind.GONE);
        assertThat(failure(() -> hardware().processor().online(-1, true))).isEqualTo(Kind.GONE);
    }

    @Test
    default void coolingIsWithinItsRange() {
        Thermal thermal = hardware().thermal();
        for (Thermal.CoolingDevice device : thermal.coolingDevices()) {
            assertThat(device.state()).isBetween(0, device.maxState());
            assertThat(failure(() -> thermal.cool(device.name(), device.maxState() + 1)))
                    .isEqualTo(Kind.OUT_OF_RANGE);
        }
        assertThat(failure(() -> thermal.cool("cooling_device999", 0))).isEqualTo(Kind.GONE);
        assertThat(failure(() -> thermal.cool("../x", 0))).isEqualTo(Kind.GONE);
    }

    @Test
    default void sensorsNameTheirChips() {
        for (Sensors.Reading reading : hardware().sensors().readings()) {
            assertThat(reading.chip()).isNotBlank();
            assertThat(reading.device()).isNotBlank();
            assertThat(reading.channel()).isNotNegative();
        }
    }

    @Test
    default void aHubsPortsAreNumberedOnce() {
        Usb usb = hardware().usb();
        for (Usb.Device device : usb.devices()) {
            List<Usb.Port> ports = usb.ports(device.name());
            assertThat(ports)
                    .as(device.name())
                    .hasSizeLessThanOrEqualTo(device.ports().orElse(0));
            assertThat(ports).extracting(Usb.Port::number).doesNotHaveDuplicates();
        }
        assertThat(failure(() -> usb.ports("9-9"))).isEqualTo(Kind.GONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nosuch0", "", "a/b", "an-interface-with-a-long-name", "x y"})
    default void anInterfaceThatIsNotThereIsGone(String link) {
        Ethernet ethernet = hardware().ethernet();
        if (failure(() -> ethernet.modes("nosuch0")) == Kind.UNSUPPORTED) {
            return;
        }
        List<Runnable> operations = List.of(
                () -> ethernet.modes(link),
                () -> ethernet.advertise(link, OptionalInt.of(100)),
                () -> ethernet.pause(link),
                () -> ethernet.energyEfficient(link),
                () -> ethernet.energyEfficient(link, true),
                () -> ethernet.wakeOnLan(link, Set.of()));
        for (Runnable operation : operations) {
            assertThat(failure(operation)).isEqualTo(Kind.GONE);
        }
        assertThat(failure(() -> hardware().wifi().powerSave(link))).isEqualTo(Kind.GONE);
        assertThat(failure(() -> hardware().wifi().stations(link))).isEqualTo(Kind.GONE);
    }

    @Test
    default void whatIsAdvertisedIsSupported() {
        Ethernet ethernet = hardware().ethernet();
        hardware().network().links().stream()
                .filter(link -> failure(() -> ethernet.modes(link.name())) == null)
                .map(link -> ethernet.modes(link.name()))
                .forEach(modes -> assertThat(modes.supported()).containsAll(modes.advertised()));
    }

    @Test
    default void noCountryIsRefused() {
        assertThat(failure(() -> hardware().wifi().regulatoryDomain("Germany"))).isEqualTo(Kind.OUT_OF_RANGE);
    }
}
