// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.rig.qemu;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** The machine's end of a line: a Unix socket that a test writes to. */
final class FakeLine implements AutoCloseable {
    private final Path path;
    private final ServerSocketChannel server;
    private SocketChannel peer;

    FakeLine(Path directory, String name) throws IOException {
        path = directory.resolve(name);
        server = ServerSocketChannel.open(StandardProtocolFamily.UNIX).bind(UnixDomainSocketAddress.of(path));
    }

    Path path() {
        return path;
    }

    void accept() throws IOException {
        peer = server.accept();
    }

    SocketChannel peer() {
        return peer;
    }

    void print(String text) throws IOException {
        print(text.getBytes(StandardCharsets.UTF_8));
    }

    void print(byte[] bytes) throws IOException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes);
        while (buffer.hasRemaining()) {
            peer.write(buffer);
        }
    }

    void hangUp() throws IOException {
        peer.close();
    }

    @Override
    public void close() throws IOException {
        if (peer != null) {
            peer.close();
        }
        server.close();
        Files.deleteIfExists(path);
    }
}
