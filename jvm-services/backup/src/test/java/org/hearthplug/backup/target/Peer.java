// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.target;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;

/** A real server from Debian's packages, run for one test on a port of its own. */
public final class Peer implements AutoCloseable {
    private static final long DEADLINE_SECONDS = 90;

    private final Process process;

    private Peer(Process process) {
        this.process = process;
    }

    public static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** Skips the test unless the program is there. */
    public static void needs(String program, String debianPackage) {
        assumeTrue(
                Files.isExecutable(Path.of(program)), program + " is not installed: apt-get install " + debianPackage);
    }

    /** Starts it and waits until its port answers. */
    public static Peer start(Path log, int port, List<String> command) throws IOException {
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(DEADLINE_SECONDS);
        while (System.nanoTime() < end && process.isAlive()) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
                return new Peer(process);
            } catch (IOException e) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            }
        }
        process.destroy();
        throw new IOException(command.getFirst() + " did not answer: " + Files.readString(log));
    }

    /** restic's REST protocol, for everything below a folder. @param more of the command line */
    public static Peer rclone(Path dir, int port, Path served, String... more) throws IOException {
        needs("/usr/bin/rclone", "rclone");
        List<String> command = new ArrayList<>(List.of("rclone", "serve", "restic", "--addr", "127.0.0.1:" + port));
        command.addAll(List.of("--config", dir.resolve("none").toString()));
        command.addAll(List.of(more));
        command.add(served.toString());
        return start(dir.resolve("rclone.log"), port, command);
    }

    /** Apache with WebDAV for everything below a folder, to which it writes as a user of its own. */
    public static Peer apache(Path dir, int port, Path served) throws IOException {
        needs("/usr/sbin/apache2", "apache2");
        Path modules = Path.of("/usr/lib/apache2/modules");
        StringBuilder conf = new StringBuilder();
        for (String m : List.of("mpm_event", "authz_core", "dav", "dav_fs")) {
            conf.append("LoadModule %s_module %s/mod_%s.so%n".formatted(m, modules, m));
        }
        conf.append("""
                ServerName localhost
                ServerRoot "%1$s"
                PidFile "%1$s/pid"
                ErrorLog "%1$s/error.log"
                DavLockDB "%1$s/locks"
                Listen 127.0.0.1:%2$d
                DocumentRoot "%3$s"
                User www-data
                Group www-data
                <Directory "%3$s">
                  Dav On
                  Require all granted
                </Directory>
                """.formatted(dir, port, served));
        Files.writeString(dir.resolve("apache.conf"), conf);
        for (Path p : List.of(dir, served)) {
            Files.setPosixFilePermissions(p, PosixFilePermissions.fromString("rwxrwxrwx"));
        }
        return start(
                dir.resolve("apache.log"),
                port,
                List.of(
                        "apache2",
                        "-D",
                        "FOREGROUND",
                        "-f",
                        dir.resolve("apache.conf").toString()));
    }

    /** OpenSSH's server with its own SFTP server, for this user with a key. */
    public static Peer sshd(Path dir, int port, KeyPair host, KeyPair user) throws Exception {
        needs("/usr/sbin/sshd", "openssh-server");
        Path hostKey = dir.resolve("host-key");
        try (var out = Files.newOutputStream(hostKey)) {
            OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(host, "test", null, out);
        }
        Files.setPosixFilePermissions(hostKey, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(dir.resolve("authorized"), PublicKeyEntry.toString(user.getPublic()) + "\n");
        Files.createDirectories(Path.of("/run/sshd"));
        Files.writeString(dir.resolve("sshd.conf"), """
                ListenAddress 127.0.0.1:%d
                HostKey %2$s/host-key
                PidFile %2$s/sshd.pid
                AuthorizedKeysFile %2$s/authorized
                StrictModes no
                UsePAM no
                PermitRootLogin prohibit-password
                PasswordAuthentication no
                Subsystem sftp internal-sftp
                """.formatted(port, dir));
        return start(
                dir.resolve("sshd.log"),
                port,
                List.of(
                        "/usr/sbin/sshd",
                        "-D",
                        "-e",
                        "-f",
                        dir.resolve("sshd.conf").toString()));
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
