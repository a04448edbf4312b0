// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.bench.instrument;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/** A socket of an instrument in the network: SCPI's raw socket, usually port 5025. */
final class TcpWire implements Wire {
    private static final int CONNECT_MILLIS = 10_000;

    private final Socket socket = new Socket();

    TcpWire(String host, int port) throws IOException {
        try {
            socket.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
            socket.setTcpNoDelay(true);
        } catch (IOException refused) {
            socket.close();
            throw refused;
        }
    }

    @Override
    public int read(byte[] into, Duration limit) throws IOException {
        socket.setSoTimeout((int) Math.max(1, limit.toMillis()));
        try {
            int count = socket.getInputStream().read(into);
            if (count < 0) {
                throw new IOException("the instrument has closed the connection");
            }
            return count;
        } catch (SocketTimeoutException nothing) {
            return 0;
        }
    }

    @Override
    public void write(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException closed) {
            // It is of no more use either way.
        }
    }
}
