// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLSocket;
import org.hearthplug.rig.Deadline;
import org.hearthplug.rig.Plug;
import org.hearthplug.rig.PlugClient;
import org.hearthplug.rig.Shell;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** A thousand connections that do nothing: the owner still gets through, and memory stays flat. */
@Order(8)
@Household
class IdleConnectionsIT {
    private static final int CONNECTIONS = 1000;
    private static final long ALLOWED_KIB = 24 * 1024;

    @Test
    void aThousandIdleConnections(Plug plug) throws IOException {
        Shell shell = plug.shell();
        List<Socket> idle = new ArrayList<>();
        try (PlugClient owner = plug.owner()) {
            long before = residentKib(shell);
            open(owner, idle);
            assertThat(owner.send("GET", "/api/v1/session").status()).isEqualTo(200);
            long grown = residentKib(shell) - before;
            System.out.printf("%d idle connections: cloudd grew by %d KiB%n", CONNECTIONS, grown);
            assertThat(grown).as("growth of cloudd in KiB").isLessThan(ALLOWED_KIB);
            close(idle);
            Deadline.seconds(120)
                    .awaitTrue("the plug to let go of the connections", () -> descriptors(shell) < CONNECTIONS / 2);
            // Letting go of a thousand connections keeps one small processor busy; platformd answers when its turn
            // comes.
            Deadline.seconds(60)
                    .awaitTrue(
                            "the snapshot",
                            () -> owner.send("GET", "/api/v1/plug").status() == 200);
        } finally {
            close(idle);
        }
    }

    /** Half of them say nothing at all, some stop in the middle of a request, some after the handshake. */
    private static void open(PlugClient owner, List<Socket> idle) throws IOException {
        for (int i = 0; i < CONNECTIONS; i++) {
            if (i % 10 != 0) {
                idle.add(owner.dial());
                continue;
            }
            SSLSocket socket = owner.connect();
            idle.add(socket);
            socket.startHandshake();
            if (i % 20 == 0) {
                socket.getOutputStream().write(RawHttp.bytes("GET / HTTP/1.1\r\nHost: loc"));
            }
        }
    }

    private static void close(List<Socket> idle) throws IOException {
        for (Socket socket : idle) {
            socket.close();
        }
        idle.clear();
    }

    private static long residentKib(Shell shell) {
        return Long.parseLong(
                shell.check("awk '/^VmRSS/{print $2}' /proc/$(cat /run/service/cloudd/supervise/pid)/status"));
    }

    private static long descriptors(Shell shell) {
        return Long.parseLong(shell.check("ls /proc/$(cat /run/service/cloudd/supervise/pid)/fd 2>/dev/null | wc -l"));
    }
}
