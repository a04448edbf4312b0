// SPDX-License-Identifier: Apache-2.0
/** {@code org.hearthplug.hal.SerialPorts} over jSerialComm. */
module org.hearthplug.hal.serial {
    requires transitive org.hearthplug.hal;
    requires com.fazecast.jSerialComm;

    exports org.hearthplug.hal.serial;

    provides org.hearthplug.hal.SerialPorts with
            org.hearthplug.hal.serial.JSerialPorts;
}
