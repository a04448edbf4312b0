// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.target;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
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
        Peer.needs("/usr/sbin/apache2", "apache2");
        int port = Peer.freePort();
        Path modules = Path.of("/usr/lib/apache2/modules");
        Files.createDirectories(dir.resolve("root"));
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
                DocumentRoot "%1$s/root"
                User www-data
                Group www-data
                <Directory "%1$s/root">
                  Dav On
                  Require all granted
                </Directory>
                """.formatted(dir, port));
        Files.writeString(dir.resolve("conf"), conf);
        for (Path p : List.of(dir, dir.resolve("root"))) {
            Files.setPosixFilePermissions(p, java.nio.file.attribute.PosixFilePermissions.fromString("rwxrwxrwx"));
        }
        peer = Peer.start(
                dir.resolve("log"),
                port,
                List.of("apache2", "-D", "FOREGROUND", "-f", dir.resolve("conf").toString()));
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
