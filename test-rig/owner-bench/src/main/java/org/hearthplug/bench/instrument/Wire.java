// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.bench.instrument;

import java.io.IOException;
import java.time.Duration;

/** Bytes to an instrument and back. For one thread; {@link #close} may come from any. */
public interface Wire extends AutoCloseable {
    /**
     * Reads what is there, waiting for the first byte at most until the limit.
     *
     * @return number of bytes read; 0 when the time passed
     * @throws IOException when the instrument's side is gone
     */
    int read(byte[] into, Duration limit) throws IOException;

    /**
     * Sends all bytes.
     *
     * @throws IOException when the instrument's side is gone or takes nothing for seconds
     */
    void write(byte[] bytes) throws IOException;

    @Override
    void close();

    /**
     * Opens {@code serial:DEVICE[@BAUD]} (8N1, 9600 baud if none is named), {@code tcp:HOST:PORT}, or {@code ssh:[USER@]HOST:DEVICE[@BAUD]}:
     * a serial port of another computer, through the {@code ssh} and {@code socat} there. Waits 10 s at most.
     *
     * @throws IllegalArgumentException when the address is none of these
     */
    static Wire open(String address) throws IOException {
        int colon = address.indexOf(':');
        String rest = address.substring(colon + 1);
        return switch (colon < 0 ? "" : address.substring(0, colon)) {
            case "serial" -> new SerialWire(device(rest), baud(rest));
            case "tcp" -> {
                int port = rest.lastIndexOf(':');
                if (port <= 0) {
                    throw unknown(address);
                }
                yield new TcpWire(rest.substring(0, port), Integer.parseInt(rest.substring(port + 1)));
            }
            case "ssh" -> {
                int path = rest.indexOf(':');
                if (path <= 0) {
                    throw unknown(address);
                }
                String far = rest.substring(path + 1);
                yield ProcessWire.ssh(rest.substring(0, path), device(far), baud(far));
            }
            default -> throw unknown(address);
        };
    }

    private static String device(String rest) {
        int at = rest.lastIndexOf('@');
        return at < 0 ? rest : rest.substring(0, at);
    }

    private static int baud(String rest) {
        int at = rest.lastIndexOf('@');
        return at < 0 ? 9600 : Integer.parseInt(rest.substring(at + 1));
    }

    private static IllegalArgumentException unknown(String address) {
        return new IllegalArgumentException(
                "An instrument is at serial:DEVICE[@BAUD], tcp:HOST:PORT or ssh:[USER@]HOST:DEVICE[@BAUD], not at \""
                        + address + "\".");
    }
}
