// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.hal.serial;

import com.fazecast.jSerialComm.SerialPort;
import com.fazecast.jSerialComm.SerialPortInvalidPortException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.hearthplug.hal.HalException;
import org.hearthplug.hal.HalException.Kind;
import org.hearthplug.hal.SerialPorts;

/** Serial ports through jSerialComm. */
public final class JSerialPorts implements SerialPorts {
    /** Loads nothing yet. */
    public JSerialPorts() {
        // The library comes with the first port that is asked for.
    }

    @Override
    public List<Port> ports() {
        return Arrays.stream(SerialPort.getCommPorts())
                .map(port -> new Port(
                        port.getSystemPortPath(),
                        clean(port.getPortDescription()),
                        positive(port.getVendorID()),
                        positive(port.getProductID())))
                .sorted(Comparator.comparing(Port::name))
                .toList();
    }

    private static Optional<Integer> positive(int id) {
        return id > 0 ? Optional.of(id) : Optional.empty();
    }

    /** A device writes its own description. */
    private static String clean(String text) {
        String kept = text == null ? "" : text.replaceAll("\\p{Cntrl}", "").strip();
        return kept.substring(0, Math.min(kept.length(), 128));
    }

    @Override
    public Connection open(String name, Settings settings) {
        check(name, settings);
        if (!name.startsWith("/dev/") || name.contains("..") || !Files.exists(Path.of(name))) {
            throw new HalException(Kind.GONE, name, "there is no such serial port");
        }
        return Patience.of(name).call("opening", Patience.LIMIT, () -> opened(name, settings));
    }

    private static void check(String name, Settings settings) {
        boolean sane = settings.baudRate() >= 50
                && settings.baudRate() <= 4_000_000
                && settings.dataBits() >= 5
                && settings.dataBits() <= 8
                && (settings.stopBits() == 1 || settings.stopBits() == 2);
        if (!sane) {
            throw new HalException(Kind.OUT_OF_RANGE, name, settings.toString());
        }
    }

    private static Connection opened(String name, Settings settings) {
        SerialPort port;
        try {
            port = SerialPort.getCommPort(name);
        } catch (SerialPortInvalidPortException none) {
            throw new HalException(Kind.GONE, name, 0, "there is no such serial port", none);
        }
        port.setComPortParameters(
                settings.baudRate(),
                settings.dataBits(),
                settings.stopBits() == 1 ? SerialPort.ONE_STOP_BIT : SerialPort.TWO_STOP_BITS,
                switch (settings.parity()) {
                    case NONE -> SerialPort.NO_PARITY;
                    case EVEN -> SerialPort.EVEN_PARITY;
                    case ODD -> SerialPort.ODD_PARITY;
                });
        port.setFlowControl(
                switch (settings.flowControl()) {
                    case NONE -> SerialPort.FLOW_CONTROL_DISABLED;
                    case RTS_CTS -> SerialPort.FLOW_CONTROL_RTS_ENABLED | SerialPort.FLOW_CONTROL_CTS_ENABLED;
                    case XON_XOFF ->
                        SerialPort.FLOW_CONTROL_XONXOFF_IN_ENABLED | SerialPort.FLOW_CONTROL_XONXOFF_OUT_ENABLED;
                });
        // Reads return with what there is, after 100 ms at the latest: so a closed or vanished port is seen.
        port.setComPortTimeouts(SerialPort.TIMEOUT_READ_SEMI_BLOCKING, JSerialConnection.SLICE_MILLIS, 0);
        if (!port.openPort(0)) {
            throw Errors.of(name, port.getLastErrorCode(), "opening");
        }
        return new JSerialConnection(name, port);
    }
}
