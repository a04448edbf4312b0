// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.target;

import java.net.URI;
import java.nio.file.Path;
import org.hearthplug.backup.spi.Target;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** Against {@code rclone serve restic}. */
class RestTargetTest extends TargetContract {
    @TempDir
    Path dir;

    private Peer peer;

    @Override
    Target target() throws Exception {
        int port = Peer.freePort();
        peer = Peer.rclone(dir, port, dir.resolve("data"), "--user", "u", "--pass", "geheim");
        Target target = new RestTarget(URI.create("http://127.0.0.1:" + port + "/repo"), "u", "geheim".toCharArray());
        target.prepare();
        return target;
    }

    @AfterEach
    void stop() {
        if (peer != null) {
            peer.close();
        }
    }
}
