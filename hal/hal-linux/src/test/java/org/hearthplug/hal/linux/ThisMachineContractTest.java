// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import java.util.Optional;
import org.hearthplug.hal.Hardware;
import org.hearthplug.hal.RealTimeClocks;
import org.hearthplug.hal.Watchdogs;
import org.hearthplug.hal.contract.BoardContract;
import org.hearthplug.hal.contract.ControlContract;
import org.hearthplug.hal.contract.GuardContract;
import org.hearthplug.hal.contract.InPlug;
import org.hearthplug.hal.contract.MachineContract;
import org.hearthplug.hal.contract.NetworkContract;
import org.hearthplug.hal.contract.StorageContract;
import org.hearthplug.hal.contract.UsbContract;

/** The contracts over the kernel that runs here: the builder's machine under Maven, the plug under {@code InPlug}. */
class ThisMachineContractTest
        implements MachineContract,
                BoardContract,
                ControlContract,
                StorageContract,
                NetworkContract,
                UsbContract,
                GuardContract {
    private static final Hardware HARDWARE = LinuxHardware.ofThisMachine();

    @Override
    public Hardware hardware() {
        return HARDWARE;
    }

    /** In the plug; nobody's own machine is armed or told another time. */
    @Override
    public Optional<String> spareWatchdog() {
        return HARDWARE.watchdogs().list().stream()
                .filter(one -> InPlug.isHere() && one.stoppable() && !one.armed())
                .map(Watchdogs.Watchdog::name)
                .findFirst();
    }

    @Override
    public Optional<String> spareClock() {
        return HARDWARE.realTimeClocks().list().stream()
                .filter(any -> InPlug.isHere())
                .map(RealTimeClocks.Clock::name)
                .findFirst();
    }
}
