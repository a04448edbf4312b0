// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.target;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import org.apache.sshd.common.config.keys.KeyUtils;
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
        port = Peer.freePort();
        KeyPairGenerator ec = KeyPairGenerator.getInstance("EC");
        ec.initialize(256);
        host = ec.generateKeyPair();
        user = ec.generateKeyPair();
        peer = Peer.sshd(dir, port, host, user);
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
