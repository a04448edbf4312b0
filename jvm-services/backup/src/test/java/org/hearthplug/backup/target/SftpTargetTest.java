// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.target;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.util.List;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.writer.openssh.OpenSSHKeyPairResourceWriter;
import org.hearthplug.backup.spi.Target;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against Debian's OpenSSH server. */
class SftpTargetTest extends TargetContract {
    @TempDir
    Path dir;

    private Peer peer;
    private int port;
    private KeyPair host;
    private KeyPair user;

    @Override
    Target target() throws Exception {
        start();
        Target target = new SftpTarget(address(KeyUtils.getFingerPrint(host.getPublic())), user);
        target.prepare();
        return target;
    }

    private SftpAddress address(String fingerprint) {
        return new SftpAddress(
                "127.0.0.1",
                port,
                System.getProperty("user.name"),
                dir.resolve("repo").toString(),
                fingerprint);
    }

    private void start() throws Exception {
        Peer.needs("/usr/sbin/sshd", "openssh-server");
        port = Peer.freePort();
        KeyPairGenerator ec = KeyPairGenerator.getInstance("EC");
        ec.initialize(256);
        host = ec.generateKeyPair();
        user = ec.generateKeyPair();
        Path hostKey = dir.resolve("host-key");
        try (var out = Files.newOutputStream(hostKey)) {
            OpenSSHKeyPairResourceWriter.INSTANCE.writePrivateKey(host, "test", null, out);
        }
        Files.setPosixFilePermissions(hostKey, PosixFilePermissions.fromString("rw-------"));
        Files.writeString(dir.resolve("authorized"), PublicKeyEntry.toString(user.getPublic()) + "\n");
        Files.createDirectories(Path.of("/run/sshd"));
        Files.writeString(dir.resolve("conf"), """
                ListenAddress 127.0.0.1:%d
                HostKey %2$s/host-key
                PidFile %2$s/pid
                AuthorizedKeysFile %2$s/authorized
                StrictModes no
                UsePAM no
                PermitRootLogin prohibit-password
                PasswordAuthentication no
                Subsystem sftp internal-sftp
                """.formatted(port, dir));
        peer = Peer.start(
                dir.resolve("log"),
                port,
                List.of("/usr/sbin/sshd", "-D", "-e", "-f", dir.resolve("conf").toString()));
    }

    @Test
    void anotherServersKeyIsRefused() throws Exception {
        start();
        try (Target target = new SftpTarget(address("SHA256:" + "A".repeat(43)), user)) {
            assertThatThrownBy(target::prepare).hasMessageContaining("sftp:");
        }
    }

    @AfterEach
    void stop() {
        if (peer != null) {
            peer.close();
        }
    }
}
