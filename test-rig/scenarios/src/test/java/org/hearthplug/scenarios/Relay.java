// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.scenarios;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import org.hearthplug.rig.Deadline;
import org.hearthplug.rig.Shell;

/** Carries a Unix socket of the plug to the host, for clients there: this class itself runs in the plug, beside what it relays. */
final class Relay implements AutoCloseable {
    private static final String AT = "/run/relay";

    private final Shell shell;

    private Relay(Shell shell) {
        this.shell = shell;
    }

    /** Starts it in the plug, where it listens on a port. */
    static Relay of(Shell shell, int port, String socket) {
        String command = Carried.into(shell, Relay.class, AT, Integer.toString(port), socket);
        shell.check("{ " + command + " >" + AT + "/log 2>&1 & echo $! >" + AT + "/pid; }");
        Deadline.seconds(120)
                .awaitTrue(
                        "the relay",
                        () -> shell.run("grep -q listening " + AT + "/log").exitCode() == 0);
        return new Relay(shell);
    }

    @Override
    public void close() {
        shell.run("kill $(cat " + AT + "/pid); rm -rf " + AT);
    }

    /** In the plug: port and socket. Each connection gets one of its own to the socket, and two threads. */
    public static void main(String[] arguments) throws IOException {
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(Integer.parseInt(arguments[0])));
            System.out.println("listening");
            while (true) {
                SocketChannel outside = server.accept();
                SocketChannel inside = SocketChannel.open(StandardProtocolFamily.UNIX);
                inside.connect(UnixDomainSocketAddress.of(arguments[1]));
                new Thread(() -> copy(outside, inside)).start();
                new Thread(() -> copy(inside, outside)).start();
            }
        }
    }

    private static void copy(SocketChannel from, SocketChannel to) {
        ByteBuffer buffer = ByteBuffer.allocate(64 * 1024);
        try (from;
                to) {
            while (from.read(buffer) >= 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
                buffer.clear();
            }
        } catch (IOException ended) {
            // Either side may end it.
        }
    }
}
