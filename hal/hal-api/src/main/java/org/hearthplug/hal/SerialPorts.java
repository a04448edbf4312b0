// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Serial ports: on the board, and behind USB. */
public interface SerialPorts {
    /** Lists ports by name. Does not open them. */
    List<Port> ports();

    /**
     * Opens a port for this process alone. Waits 2 s at most.
     *
     * @param name the device's path, {@code /dev/ttyUSB0}
     * @throws HalException GONE when there is no such port; BUSY when somebody has it; DENIED; OUT_OF_RANGE for settings
     *     that it does not take; TIMEOUT
     */
    Connection open(String name, Settings settings);

    /**
     * A port.
     *
     * @param name the device's path, {@code /dev/ttyUSB0}
     * @param description what the device calls itself
     * @param vendorId of a USB device
     * @param productId of a USB device
     */
    record Port(String name, String description, Optional<Integer> vendorId, Optional<Integer> productId) {}

    /** Parity of each character. */
    enum Parity {
        NONE,
        EVEN,
        ODD
    }

    /** Who may stop whom. */
    enum FlowControl {
        NONE,
        RTS_CTS,
        XON_XOFF
    }

    /**
     * How a line is spoken.
     *
     * @param baudRate bits a second, 50 to 4,000,000
     * @param dataBits 5 to 8
     * @param stopBits 1 or 2
     */
    record Settings(int baudRate, int dataBits, Parity parity, int stopBits, FlowControl flowControl) {
        /** Eight data bits, no parity, one stop bit, nobody stops anybody. */
        public static Settings of(int baudRate) {
            return new Settings(baudRate, 8, Parity.NONE, 1, FlowControl.NONE);
        }
    }

    /** An open port. One thread may read while another writes; {@link #close} may come from any. */
    interface Connection extends AutoCloseable {
        /**
         * Reads what is there, waiting for the first byte at most until the limit.
         *
         * @return number of bytes read; 0 when the time passed
         * @throws HalException GONE within two seconds of the port's going, or when it is closed; IO
         */
        int read(byte[] into, Duration limit);

        /**
         * Writes all bytes to the kernel's buffer, waiting for room at most until the limit.
         *
         * @throws HalException TIMEOUT when the other side does not take them: how many were taken is then unknown; GONE, IO
         */
        void write(byte[] bytes, Duration limit);

        /** Gives the port back. Waits 2 s at most. */
        @Override
        void close();
    }
}
