// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The JVM flags that backupd has on the plug, with this machine's folders in place of the plug's. */
final class PlugFlags {
    private static final String PLUG = "/etc/hearth/";

    private PlugFlags() {}

    /**
     * Reads them.
     *
     * @param work folder for temporary files, with zstd's library in {@code native}, as it lies beside the jars on the plug
     */
    static List<String> read(Path work) throws IOException {
        Path etc = Path.of(System.getProperty("bench.etc", "buildroot-external/rootfs-overlay/etc/hearth"));
        return Files.readString(etc.resolve("backupd.jvm"))
                .lines()
                .filter(l -> !l.startsWith("#") && !l.isBlank())
                .map(l -> l.replace(PLUG, etc + "/"))
                .map(l -> l.startsWith("-Djava.io.tmpdir=") ? "-Djava.io.tmpdir=" + work : l)
                .map(l -> l.startsWith("-Djava.library.path=") ? "-Djava.library.path=" + work.resolve("native") : l)
                .toList();
    }
}
