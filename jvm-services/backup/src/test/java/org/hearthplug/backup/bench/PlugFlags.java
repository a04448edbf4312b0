// SPDX-License-Identifier: AGPL-3.0-or-later
package org.hearthplug.backup.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The JVM flags that backupd has on the plug, with this machine's folders in place of the plug's. */
public final class PlugFlags {
    private static final String PLUG = "/etc/hearth/";

    private PlugFlags() {}

    /** From the repository's root, as the bench runs, or from this module's folder, as the tests do. */
    private static Path etc() {
        Path etc = Path.of(System.getProperty("bench.etc", "buildroot-external/rootfs-overlay/etc/hearth"));
        return Files.exists(etc) ? etc : Path.of("../..").resolve(etc);
    }

    /** What the plug's start script says to the C library. */
    public static Map<String, String> environment() throws IOException {
        Path run = etc().resolveSibling("sv/backupd/run");
        return Pattern.compile("(MALLOC_[A-Z_]+)=([0-9]+)")
                .matcher(Files.readString(run))
                .results()
                .collect(Collectors.toMap(m -> m.group(1), m -> m.group(2)));
    }

    /** A service's flags as they are on the plug. */
    static List<String> lines(String service) throws IOException {
        return Files.readString(etc().resolve(service + ".jvm"))
                .lines()
                .filter(l -> !l.startsWith("#") && !l.isBlank())
                .toList();
    }

    /**
     * Reads them.
     *
     * @param work folder for temporary files, with zstd's library in {@code native}, as it lies beside the jars on the plug
     */
    public static List<String> read(Path work) throws IOException {
        Path etc = etc();
        return lines("backupd").stream()
                .map(l -> l.replace(PLUG, etc + "/"))
                .map(l -> l.startsWith("-Djava.io.tmpdir=") ? "-Djava.io.tmpdir=" + work : l)
                .map(l -> l.startsWith("-Djava.library.path=") ? "-Djava.library.path=" + work.resolve("native") : l)
                .toList();
    }
}
