// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.linux;

import org.hearthplug.hal.Hardware;
import org.hearthplug.hal.contract.ControlContract;
import org.hearthplug.hal.contract.MachineContract;
import org.hearthplug.hal.contract.NetworkContract;
import org.hearthplug.hal.contract.StorageContract;
import org.hearthplug.hal.contract.UsbContract;

/** The contracts over the kernel that runs here: the builder's machine under Maven, the plug under {@code InPlug}. */
class ThisMachineContractTest
        implements MachineContract, ControlContract, StorageContract, NetworkContract, UsbContract {
    private static final Hardware HARDWARE = LinuxHardware.ofThisMachine();

    @Override
    public Hardware hardware() {
        return HARDWARE;
    }
}
