// SPDX-License-Identifier: Apache-2.0
package org.hearthplug.scenarios;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.hearthplug.rig.Deadline;
import org.hearthplug.rig.Shell;

/**
 * What a Java service's objects take that something still refers to, asked of the service's own virtual machine, which collects all else first:
 * this class itself runs in the plug, whose runtime has no jcmd. HotSpot's attach mechanism: a file, a signal, and a socket that comes of them.
 */
final class LiveHeap {
    private static final String AT = "/run/live-heap";
    private static final long PATIENT_MILLIS = 60_000;

    private LiveHeap() {}

    /** In KiB, of the process. */
    static long kibibytes(Shell shell, String pid) {
        String command = Carried.into(shell, LiveHeap.class, AT, pid);
        try {
            return Long.parseLong(shell.check(command, Deadline.seconds(180)).strip()) / 1024;
        } finally {
            shell.run("rm -rf " + AT);
        }
    }

    /** In the plug: the process; prints bytes. */
    public static void main(String[] arguments) throws Exception {
        String pid = arguments[0];
        Path socket = Path.of("/tmp/.java_pid" + pid);
        if (!Files.exists(socket)) {
            Path wish = Files.createFile(Path.of("/tmp/.attach_pid" + pid));
            try {
                new ProcessBuilder("/bin/kill", "-QUIT", pid).start().waitFor();
                for (long waited = 0; !Files.exists(socket); waited += 50) {
                    if (waited > PATIENT_MILLIS) {
                        throw new IOException("the process listens to nobody");
                    }
                    Thread.sleep(50);
                }
            } finally {
                Files.delete(wish);
            }
        }
        System.out.println(total(socket));
    }

    private static long total(Path socket) throws IOException {
        try (SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX)) {
            channel.connect(UnixDomainSocketAddress.of(socket));
            channel.write(ByteBuffer.wrap("1\0inspectheap\0-live\0\0\0".getBytes(StandardCharsets.US_ASCII)));
            String said = new String(Channels.newInputStream(channel).readAllBytes(), StandardCharsets.UTF_8);
            // Total      123456        7890123
            Optional<String> total =
                    said.lines().filter(line -> line.startsWith("Total ")).findFirst();
            return Long.parseLong(total.orElseThrow(() -> new IOException("no sum in: " + said))
                    .strip()
                    .split(" +")[2]);
        }
    }
}
