// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.platformd.hardware;

import java.util.Optional;
import java.util.ServiceLoader;
import org.hearthplug.hal.Gpio;
import org.hearthplug.hal.SerialPorts;

/**
 * Hardware that comes through libraries which the image may have or not: lines through Pi4J, serial ports through jSerialComm. Nothing of
 * them is loaded before somebody asks.
 */
public class Providers {
    private volatile Optional<Gpio> gpio;
    private volatile Optional<SerialPorts> serial;

    /** General-purpose lines, where the image has the library. */
    public Optional<Gpio> gpio() {
        if (gpio == null) {
            gpio = ServiceLoader.load(Gpio.class).findFirst();
        }
        return gpio;
    }

    /** Serial ports, where the image has the library. */
    public Optional<SerialPorts> serial() {
        if (serial == null) {
            serial = ServiceLoader.load(SerialPorts.class).findFirst();
        }
        return serial;
    }
}
