// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Optional;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.Hardware;
import org.junit.jupiter.api.Test;

/** The scripted adapter keeps the contracts it stands in for. */
class ScriptedContractTest
        implements MachineContract,
                BoardContract,
                ControlContract,
                StorageContract,
                NetworkContract,
                UsbContract,
                GuardContract {
    private final ScriptedHardware hardware = new ScriptedHardware();

    @Override
    public Hardware hardware() {
        return hardware;
    }

    @Override
    public Optional<String> spareWatchdog() {
        return Optional.of("watchdog0");
    }

    @Override
    public Optional<String> spareClock() {
        return Optional.of("rtc0");
    }

    @Override
    public String gonePlace() {
        return "/old";
    }

    @Test
    void itSaysThatItIsSimulated() {
        assertThat(hardware.simulated()).isTrue();
    }

    @Test
    void whatIsMadeToFailFails() {
        hardware.failing.add("network");
        assertThat(catchThrowableOfType(
                                HalException.class, () -> hardware.network().links())
                        .errno())
                .hasValue(5);
    }
}
