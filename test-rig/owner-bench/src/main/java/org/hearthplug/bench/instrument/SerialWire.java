// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.bench.instrument;

import java.io.IOException;
import java.time.Duration;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.SerialPorts;
import org.hearthplug.hal.serial.JSerialPorts;

/** A serial port of this computer, through the hal's adapter over jSerialComm. */
final class SerialWire implements Wire {
    private static final Duration TAKES = Duration.ofSeconds(5);

    private final SerialPorts.Connection port;

    SerialWire(String device, int baud) throws IOException {
        try {
            port = new JSerialPorts().open(device, SerialPorts.Settings.of(baud));
        } catch (HalException refused) {
            throw new IOException(refused.getMessage(), refused);
        }
    }

    @Override
    public int read(byte[] into, Duration limit) throws IOException {
        try {
            return port.read(into, limit);
        } catch (HalException gone) {
            throw new IOException(gone.getMessage(), gone);
        }
    }

    @Override
    public void write(byte[] bytes) throws IOException {
        try {
            port.write(bytes, TAKES);
        } catch (HalException gone) {
            throw new IOException(gone.getMessage(), gone);
        }
    }

    @Override
    public void close() {
        port.close();
    }
}
