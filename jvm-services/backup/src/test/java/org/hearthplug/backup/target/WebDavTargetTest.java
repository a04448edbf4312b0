// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.target;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.hearthplug.backup.spi.Target;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** Against Debian's Apache with mod_dav_fs. */
class WebDavTargetTest extends TargetContract {
    @TempDir
    Path dir;

    private Peer peer;

    @Override
    Target target() throws Exception {
        int port = Peer.freePort();
        peer = Peer.apache(dir, port, Files.createDirectories(dir.resolve("root")));
        Target target = new WebDavTarget(URI.create("http://127.0.0.1:" + port + "/repo"), "", new char[0]);
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
