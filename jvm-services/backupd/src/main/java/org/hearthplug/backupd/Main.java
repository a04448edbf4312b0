// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backupd;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import org.hearthplug.libcrypto.AeadProvider;
import org.hearthplug.runtime.Logging;
import org.hearthplug.runtime.varlink.ServiceInfo;
import org.hearthplug.runtime.varlink.VarlinkServer;

/** Starts backupd, which ends by itself when nobody has asked for anything for a minute. Exit code 0 then, 1 when it cannot start. */
public final class Main {
    private static final Path SOCKET = Path.of("/run/hearth/backup/socket");
    private static final Duration IDLE = Duration.ofSeconds(60);

    private Main() {}

    /**
     * Runs until idle.
     *
     * @param args none on the plug; for development the socket's path
     */
    public static void main(String[] args) {
        Logging.toStandardOutput(Level.INFO);
        // TLS and SSH to the places: libcrypto's ciphers, and no BouncyCastle for what the JDK has.
        AeadProvider.install();
        System.setProperty("org.apache.sshd.security.registrars", "none");
        Path socket = args.length > 0 ? Path.of(args[0]).toAbsolutePath() : SOCKET;
        BackupInterface backup = new BackupInterface();
        String self = System.getProperty("user.name");
        VarlinkServer server = new VarlinkServer(
                new VarlinkServer.Endpoint(socket, null),
                new ServiceInfo("Hearth", "backupd", "0.1.0", "https://hearthplug.org/"),
                (peer, method) -> peer.user().equals("root") || peer.user().equals(self),
                VarlinkServer.Limits.DEFAULT,
                List.of(backup.describe()));
        try {
            server.start();
            backup.awaitIdle(IDLE);
            server.close();
            System.exit(0);
        } catch (Exception e) {
            System.err.println("backupd cannot go on: " + e.getMessage());
            System.exit(1);
        }
    }
}
