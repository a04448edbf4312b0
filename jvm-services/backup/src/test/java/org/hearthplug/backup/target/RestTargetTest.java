// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.target;

import java.net.URI;
import java.nio.file.Path;
import java.util.List;
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
        Peer.needs("/usr/bin/rclone", "rclone");
        int port = Peer.freePort();
        peer = Peer.start(
                dir.resolve("log"),
                port,
                List.of(
                        "rclone",
                        "serve",
                        "restic",
                        "--addr",
                        "127.0.0.1:" + port,
                        "--user",
                        "u",
                        "--pass",
                        "geheim",
                        "--config",
                        dir.resolve("none").toString(),
                        dir.resolve("data").toString()));
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
